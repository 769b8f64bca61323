import type { PracticeObservation } from './orders.ts';
import { writeOru } from './write.ts';

export type SampleOptions = {
  controlId: string;
  at: Date;
  /** MSH-3 and MSH-4 as the source expects them; null: any. */
  application: string | null;
  facility: string | null;
};

/** A message that shows whether the line works: an invented patient, two results, nothing of it critical. */
export function sampleMessage({ controlId, at, application, facility }: SampleOptions): string {
  return writeOru(
    {
      placer: controlId,
      filler: controlId,
      group: controlId,
      patient: {
        identifier: 'SAMPLE-1',
        account: 'SAMPLE-A1',
        familyName: 'Sample',
        givenName: 'Maria',
        born: '19620214',
        sex: 'F',
        ward: { code: 'SAMPLE', name: '', patientClass: 'inpatient', beds: 1, doctor: '' },
        room: '1',
        bed: 'A',
        visit: 'SAMPLE-V1',
      },
      doctor: { code: '', name: 'Dr. Sample Doctor', phone: '+1 555 0100' },
      test: { code: 'SAMPLE', name: 'Electrolytes', department: 'SAMPLE', specimen: 'SER^Serum' },
      isUrgent: false,
      collectedAt: new Date(at.getTime() - 30 * 60_000),
      status: 'F',
      observations: [value('2823-3', 'Potassium', '4.2', '3.5-5.1'), value('2951-2', 'Sodium', '139', '136-145')],
      organism: null,
    },
    { controlId, sentAt: at, application: application ?? 'SAMPLE', facility: facility ?? 'SAMPLE' },
  );
}

function value(code: string, name: string, text: string, range: string): PracticeObservation {
  return { code, name, type: 'NM', value: text, unit: 'mmol/L', range, flag: '', status: 'F', isCritical: false };
}
