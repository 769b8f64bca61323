import { type Hospital, potassium } from './hospital.ts';
import type { Order } from './mllp.ts';

/** How long the morning is: an order of its start is overdue at its end. */
export const PRACTICE_MINUTES = 34;

/** A morning's worth of invented results: late and early, high, low and in words, one corrected, two alike names. */
export async function fillPractice({ receive, lab }: Hospital): Promise<void> {
  const { clock } = lab;
  const send = (order: Partial<Order> & Pick<Order, 'number' | 'patient'>): Promise<number> =>
    receive({ at: clock.now(), ...order });
  await send({
    number: 'H-2041',
    patient: { family: 'Sample', given: 'John', title: 'Mr', mrn: '1297287652', born: '19450714', sex: 'M' },
    values: [potassium('4.9', { flag: '' })],
    at: new Date(clock.now().getTime() - 44 * 3_600_000),
  });
  await send({
    number: 'H-2077',
    patient: { family: 'Sample', given: 'John', title: 'Mr', mrn: '1297287652', born: '19450714', sex: 'M' },
    test: { code: 'BMP', name: 'Basic metabolic panel', specimen: 'Plasma' },
    values: [
      potassium('6.8'),
      { code: '2951-2', name: 'Sodium', value: '138', unit: 'mmol/L', range: '136-145' },
      { code: '2160-0', name: 'Creatinine', value: '212', unit: 'umol/L', range: '60-110', flag: 'H' },
    ],
  });
  clock.advance({ minutes: 18 });
  await send({
    number: 'H-2079',
    patient: { family: 'Okonkwo-Featherstonehaugh', given: 'Maximiliana', mrn: '4455667788', born: '20261109', sex: 'F' },
    test: { code: 'GLU', name: 'Glucose', specimen: 'Plasma' },
    values: [{ code: '2345-7', name: 'Glucose', value: '1.4', unit: 'mmol/L', range: '2.8-5.0', flag: 'LL' }],
    ward: 'NICU',
    room: '3',
  });
  clock.advance({ minutes: 5 });
  await send({
    number: 'H-2080',
    patient: { family: 'Sample', given: 'Jane', mrn: '1297288899', born: '19520301', sex: 'F' },
    test: { code: 'BC', name: 'Blood culture', section: 'MB', specimen: 'Blood' },
    values: [
      {
        code: '600-7',
        name: 'Blood culture',
        type: 'ST',
        value: 'Gram-positive cocci in clusters, aerobic bottle',
        flag: 'AA',
        status: 'P',
      },
    ],
    status: 'P',
  });
  clock.advance({ minutes: 9 });
  const plt = { code: 'PLT', name: 'Platelets', section: 'HM', specimen: 'EDTA blood' };
  const count = { code: '777-3', name: 'Platelets', unit: '10*9/L', range: '150-400', flag: 'LL' };
  const rey = { family: 'Rey', given: 'Ángel', mrn: '9087123', born: '19890523', sex: 'M' as const };
  await send({ number: 'H-2081', patient: rey, test: plt, values: [{ ...count, value: '12' }] });
  clock.advance({ minutes: 2 });
  await send({ number: 'H-2081', patient: rey, test: plt, values: [{ ...count, value: '17', status: 'C' }], status: 'C' });
}
