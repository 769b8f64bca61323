import type { Problem } from '../../kernel/index.ts';
import type { IncomingPatient, Sex } from '../../result/index.ts';
import { isNoNumber } from './no-number.ts';
import type { Segment } from './segments.ts';
import { parseDate } from './timestamp.ts';

export const noPatient: IncomingPatient = {
  identifier: null,
  authority: '',
  identifierType: null,
  secondIdentifier: null,
  secondIdentifierType: null,
  familyName: null,
  givenName: null,
  title: null,
  born: null,
  sex: null,
  died: false,
};

/** One number of a patient: CX.1, CX.4 and CX.5. */
export type Identifier = { id: string; authority: string; type: string };

// Which identifier of PID-3 names the patient: the medical record first, then what an institution gave.
const identifierOrder = ['MR', 'MRN', 'PI', 'PT', 'PN', 'U'];

export function readPatient(pid: Segment, problems: Problem[]): IncomingPatient {
  const [first, second] = patientNumbers(pid);
  if (!first) {
    problems.push({ code: 'ingest.missing-patient-identifier', place: 'PID-3', message: 'PID-3 holds no identifier' });
  }
  const name = legalName(pid);
  const family = pid.text(5, 1, name);
  const given = pid.text(5, 2, name);
  const written = pid.text(7);
  const born = parseDate(written);
  if (born === null && written !== '') {
    problems.push({ code: 'ingest.bad-birth-date', place: 'PID-7', message: 'PID-7 is not a whole date of the form YYYYMMDD' });
  }
  return {
    identifier: first?.id ?? null,
    authority: first?.authority ?? '',
    identifierType: first?.type || null,
    secondIdentifier: second?.id ?? null,
    secondIdentifierType: second?.type || null,
    familyName: family || null,
    givenName: given || null,
    title: pid.text(5, 5, name) || null,
    born,
    sex: readSex(pid.text(8), problems),
    died: pid.text(30).toUpperCase() === 'Y' || pid.text(29) !== '',
  };
}

/** PID-3; PID-2 and PID-4 where a version 2.1/2.2 sender leaves PID-3 empty; PID-18 as the second one. */
function patientNumbers(pid: Segment): Identifier[] {
  const found = identifiersOf(pid, [3, 2, 4]);
  return found.length === 1 ? [...found, ...identifiersOf(pid, [18], 'AN')] : found;
}

/** The numbers of the first of these fields that holds any, the one that names the patient first. */
export function identifiersOf(segment: Segment, fields: readonly number[], usualType = ''): Identifier[] {
  const rank = ({ type }: Identifier): number => {
    const at = identifierOrder.indexOf(type);
    return at < 0 ? identifierOrder.length : at;
  };
  for (const field of fields) {
    const found: Identifier[] = [];
    for (let repetition = 0; repetition < segment.repetitions(field); repetition++) {
      const id = segment.text(field, 1, repetition);
      // CX.4 is a HD: namespace, else its universal id.
      const authority = segment.text(field, 4, repetition) || segment.text(field, 4, repetition, 2);
      const type = segment.text(field, 5, repetition).toUpperCase() || usualType;
      if (id !== '' && !isNoNumber(id)) found.push({ id, authority, type });
    }
    // A stable sort: among equals the sender's first one leads.
    if (found.length > 0) return found.sort((a, b) => rank(a) - rank(b));
  }
  return [];
}

/** XPN.7 `L` is the legal name; else the first one. */
function legalName(pid: Segment): number {
  for (let repetition = 0; repetition < pid.repetitions(5); repetition++) {
    if (pid.text(5, 7, repetition).toUpperCase() === 'L' && pid.text(5, 1, repetition) !== '') return repetition;
  }
  return 0;
}

const sexes = new Map<string, Sex>([
  ['F', 'female'],
  ['W', 'female'],
  ['M', 'male'],
  ['O', 'other'],
  ['A', 'other'],
  ['D', 'other'],
  ['X', 'other'],
  ['N', 'other'],
  ['U', 'unknown'],
]);

function readSex(text: string, problems: Problem[]): Sex | null {
  if (text === '') return null;
  const sex = sexes.get(text.charAt(0).toUpperCase());
  if (!sex) problems.push({ code: 'ingest.unknown-sex', place: 'PID-8', message: 'PID-8 is none of F, M, O, A, N, U' });
  return sex ?? 'unknown';
}
