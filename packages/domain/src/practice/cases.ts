import type { PracticeObservation, PracticeOrder } from './orders.ts';
import { firstNames, lastNames, type PracticePatient } from './people.ts';
import { writeOru } from './write.ts';

/** The calls everybody plays before real ones, in the order of the page. */
export const PRACTICE_CASES = ['reached', 'no-answer', 'read-back-error', 'corrected', 'colleague', 'joint'] as const;
export type PracticeCase = (typeof PRACTICE_CASES)[number];

/** So many of them finish the practice. */
export const PRACTICE_CASES_WANTED = 5;

type Analyte = { test: string; code: string; name: string; unit: string; range: string; flag: 'HH' | 'LL' };
type Telling = Analyte & { value: string };

const POTASSIUM = { test: 'PRC-K', code: '2823-3', name: 'Potassium', unit: 'mmol/L', range: '3.5-5.1' };
const GLUCOSE = { test: 'PRC-GLU', code: '14749-6', name: 'Glucose', unit: 'mmol/L', range: '3.9-5.8' };
const HAEMOGLOBIN = { test: 'PRC-HB', code: '718-7', name: 'Haemoglobin', unit: 'g/dL', range: '12.0-16.0' };
const LACTATE = { test: 'PRC-LAC', code: '2524-7', name: 'Lactate', unit: 'mmol/L', range: '0.5-2.2' };

export type CaseScript = {
  /** Who answers the telephone; every word of the name stands in the order too. */
  recipient: { name: string; role: string; phone: string };
  /** One order each. */
  tellings: readonly [Telling, ...Telling[]];
  /** What the played recipient says first, where it is wrong. */
  misheard?: string;
  /** What the laboratory corrects it to while the telephone is at the ear. */
  corrected?: string;
};

/** What is played. People and numbers are invented; the numbers are of the range that is kept for fiction. */
export const CASE_SCRIPTS: Readonly<Record<PracticeCase, CaseScript>> = {
  reached: {
    recipient: { name: 'Nurse Grace Osei', role: 'RN', phone: '+1 555 0151' },
    tellings: [{ ...POTASSIUM, flag: 'HH', value: '7.1' }],
  },
  'no-answer': {
    recipient: { name: 'Dr. Marek Olsen', role: 'MD', phone: '+1 555 0152' },
    tellings: [{ ...GLUCOSE, flag: 'LL', value: '1.9' }],
  },
  'read-back-error': {
    recipient: { name: 'Nurse Ida Brandt', role: 'RN', phone: '+1 555 0153' },
    tellings: [{ ...POTASSIUM, flag: 'HH', value: '6.8' }],
    misheard: '8.6',
  },
  corrected: {
    recipient: { name: 'Dr. Yusuf Karaca', role: 'MD', phone: '+1 555 0154' },
    tellings: [{ ...HAEMOGLOBIN, flag: 'LL', value: '5.2' }],
    corrected: '6.4',
  },
  colleague: {
    recipient: { name: 'Nurse Paula Mendes', role: 'RN', phone: '+1 555 0155' },
    tellings: [{ ...LACTATE, flag: 'HH', value: '8.4' }],
  },
  joint: {
    recipient: { name: 'Dr. Helen Achterberg', role: 'MD', phone: '+1 555 0156' },
    tellings: [
      { ...GLUCOSE, flag: 'HH', value: '31.2' },
      { ...POTASSIUM, flag: 'HH', value: '6.9' },
    ],
  },
};

/** One playing of a case: everything a message of it is made from, so that the same playing gives the same bytes again. */
export type Playing = {
  practiceCase: PracticeCase;
  /** Distinct in the database. */
  runId: number;
  /** MSH-7 and the result's time. */
  at: Date;
};

/** The order numbers of a playing, in the order of its script. */
export function caseOrderNumbers({ practiceCase, runId }: Pick<Playing, 'practiceCase' | 'runId'>): string[] {
  return CASE_SCRIPTS[practiceCase].tellings.map((_, index) => `PRACTICE-${runId}${index === 0 ? '' : `-${index + 1}`}`);
}

/** Another playing is another patient: an identifier that changed its name would be a wrong patient. */
export function casePatient({ practiceCase, runId }: Pick<Playing, 'practiceCase' | 'runId'>): PracticePatient {
  const at = runId * 7 + PRACTICE_CASES.indexOf(practiceCase) * 5;
  const sex = runId % 2 === 0 ? 'F' : 'M';
  const given = firstNames[sex];
  return {
    identifier: `PRC-${1000 + runId}`,
    account: `PRA-${1000 + runId}`,
    familyName: lastNames[at % lastNames.length] ?? lastNames[0],
    givenName: given[at % given.length] ?? given[0],
    born: `19${40 + (at % 55)}${String(1 + (at % 12)).padStart(2, '0')}${String(1 + (at % 28)).padStart(2, '0')}`,
    sex,
    // No ward of any directory, and of each playing another: nobody of a real laboratory is found by it, no other case waits there.
    ward: { code: `PRACTICE${runId}`, name: '', patientClass: 'inpatient', beds: 1, doctor: '' },
    room: String(1 + (at % 20)),
    bed: 'A',
    visit: `PRV-${1000 + runId}`,
  };
}

/** The messages a playing begins with. */
export function caseMessages(playing: Playing): string[] {
  return CASE_SCRIPTS[playing.practiceCase].tellings.map((telling, index) => messageOf(playing, telling, index, 'F'));
}

/** What the laboratory sends while somebody is on the telephone; null where the case has no such message. */
export function correctionMessage(playing: Playing): string | null {
  const { corrected, tellings } = CASE_SCRIPTS[playing.practiceCase];
  return corrected === undefined ? null : messageOf(playing, { ...tellings[0], value: corrected }, 0, 'C');
}

function messageOf(playing: Playing, telling: Telling, index: number, status: 'F' | 'C'): string {
  const { recipient } = CASE_SCRIPTS[playing.practiceCase];
  const number = caseOrderNumbers(playing)[index] ?? '';
  const observation: PracticeObservation = {
    code: telling.code,
    name: telling.name,
    type: 'NM',
    value: telling.value,
    unit: telling.unit,
    range: telling.range,
    flag: telling.flag,
    status,
    isCritical: true,
  };
  const order: PracticeOrder = {
    placer: number,
    filler: number,
    group: number,
    patient: casePatient(playing),
    // The number to call comes with the order, so that a case needs nothing of the laboratory's own directory.
    doctor: { code: '', name: recipient.name, phone: recipient.phone },
    // Neither test nor department is one of a directory: what belongs to no department is seen by everybody who calls.
    test: { code: telling.test, name: telling.name, department: 'PRACTICE', specimen: 'SER^Serum' },
    isUrgent: false,
    collectedAt: new Date(playing.at.getTime() - COLLECTED_BEFORE_MS),
    status,
    observations: [observation],
    organism: null,
  };
  return writeOru(order, {
    controlId: `${number}-${status}`,
    sentAt: playing.at,
    application: 'PRACTICECASES',
  });
}

const COLLECTED_BEFORE_MS = 40 * 60_000;
