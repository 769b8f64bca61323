import type { Problem } from '../../kernel/index.ts';
import type { IncomingMerge } from '../../result/index.ts';
import { identifiersOf, readPatient } from './patient.ts';
import type { Segment } from './segments.ts';

/**
 * ADT events that say "these two records are one person", by the number of the patient: A40 merge patient, A47 change of
 * the number, and the older A18, A34, A36. Merges of accounts and visits (A35, A41, A42 …) leave the patient as it is.
 */
export const mergeEvents = new Set(['A18', 'A34', 'A36', 'A40', 'A47']);

/**
 * What a merge message says: each MRG belongs to the PID before it. A problem alone: a number is missing, and nothing is
 * half done. Source: HL7 2.5.1, 3.3.40 and 3.4.9 (MRG-1, in old versions MRG-4).
 */
export function readMerges(segments: readonly Segment[], problems: Problem[]): IncomingMerge[] | Problem {
  const merges: IncomingMerge[] = [];
  let pid: Segment | null = null;
  for (const segment of segments) {
    if (segment.name === 'PID') pid = segment;
    if (segment.name !== 'MRG') continue;
    const place = `MRG[${segment.number}]`;
    if (!pid) return { code: 'ingest.merge-without-patient', place, message: 'an MRG stands after no PID' };
    const patient = readPatient(pid, problems);
    if (patient.identifier === null)
      return {
        code: 'ingest.merge-without-number',
        place: `PID[${pid.number}]-3`,
        message: 'the record that stays has no number',
      };
    const numbers = identifiersOf(segment, [1, 4]);
    // Of several numbers the one that the same authority gave as the number that stays.
    const prior = numbers.find(({ authority }) => authority === patient.authority) ?? numbers[0];
    if (!prior)
      return { code: 'ingest.merge-without-number', place: `${place}-1`, message: 'the number that is given up is missing' };
    const isSame = prior.id === patient.identifier && prior.authority === patient.authority;
    if (isSame) problems.push({ code: 'ingest.merge-of-one', place: `${place}-1`, message: 'both records have the same number' });
    else merges.push({ patient, prior: { identifier: prior.id, authority: prior.authority } });
  }
  if (pid && merges.length === 0 && !problems.some(({ code }) => code === 'ingest.merge-of-one'))
    return { code: 'ingest.merge-without-number', place: 'MRG', message: 'the message names no record that is given up' };
  return merges;
}
