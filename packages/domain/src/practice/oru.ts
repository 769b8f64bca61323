import type { PracticeObservation, PracticeOrder } from './orders.ts';
import { practicePanels } from './panels.ts';
import { practiceDoctors, practiceWards } from './people.ts';
import { writeOru } from './write.ts';

export type OruOptions = {
  /** How many OBX. */
  observations: number;
  /** Distinct for each message: control id, order number and patient are made of it. */
  number: number;
  run?: string;
  now: Date;
  /** The first result is critical and flagged so. */
  isCritical?: boolean;
};

/** One ORU^R01 of any length for load tests: the same number gives the same bytes. */
export function makeOru({ observations, number, run = 'BENCH', now, isCritical = false }: OruOptions): string {
  const analytes = practicePanels.flatMap((panel) => panel.analytes.filter(({ code }) => code !== '1975-2'));
  const list = Array.from({ length: observations }, (_, index): PracticeObservation => {
    const one = analytes[index % analytes.length] ?? practicePanels[0].analytes[0];
    const round = Math.floor(index / analytes.length);
    const critical = isCritical && index === 0;
    const value = critical ? (one.high ?? one.low ?? one.range)[1] : one.healthy.middle;
    return {
      // Beyond the list the same analytes come again under codes of their own, so that no two are the same result.
      code: round === 0 ? one.code : `${one.code}.${round}`,
      name: one.name,
      type: 'NM',
      value: value.toFixed(one.decimals),
      unit: one.unit,
      range: `${one.range[0]}-${one.range[1]}`,
      flag: critical ? 'HH' : '',
      status: '',
      isCritical: critical,
    };
  });
  const place = practiceWards[number % 5] ?? practiceWards[0];
  const doctor = practiceDoctors[number % practiceDoctors.length] ?? { code: '', name: '', phone: '' };
  const order: PracticeOrder = {
    placer: `P${run}-${number}`,
    filler: `F${run}-${number}`,
    group: `G${run}-${number}`,
    patient: {
      identifier: `${run}${number}`,
      account: `AC${number}`,
      familyName: `Load${number}`,
      givenName: 'Test',
      born: '19600101',
      sex: number % 2 === 0 ? 'F' : 'M',
      ward: place,
      room: '1',
      bed: 'A',
      visit: `V${number}`,
    },
    doctor,
    test: { code: 'LOAD', name: 'Load panel', department: 'CH', specimen: 'SER^Serum' },
    isUrgent: false,
    collectedAt: new Date(now.getTime() - 1_800_000),
    status: 'F',
    observations: list,
    organism: null,
  };
  return writeOru(order, { controlId: `${run}-M${number}`, sentAt: now });
}
