import type { Problem } from '../../kernel/index.ts';
import type { IncomingReport, IncomingResult } from '../../result/index.ts';
import { readCoded } from './coded.ts';
import { isCriticalFlag } from './flags.ts';
import type { MessageHeader } from './header.ts';
import { mergeResults } from './merge.ts';
import { readResult } from './result.ts';
import type { Segment } from './segments.ts';
import { isHourRepeated, parseTimestamp } from './timestamp.ts';

/** OBR and what stands under it, before the bill is known. */
export type ReportSegments = {
  obr: Segment;
  orc: Segment | null;
  spm: Segment | null;
  tq1: Segment | null;
  /** OBX in order, each with its NTE; NTE of the OBR itself in `notes`. */
  observations: { obx: Segment; notes: Segment[] }[];
  notes: Segment[];
};

// OBR-25 (table 0123). O, I, S: no specimen or no result yet.
const statuses = new Map<string, IncomingReport['status']>([
  ['F', 'final'],
  ['P', 'preliminary'],
  ['A', 'preliminary'],
  ['R', 'preliminary'],
  ['I', 'preliminary'],
  ['O', 'preliminary'],
  ['S', 'preliminary'],
  ['N', 'preliminary'],
  ['C', 'corrected'],
  ['M', 'corrected'],
  ['X', 'cancelled'],
]);
const notCollected = new Set(['O', 'I', 'S']);

export function readReport(
  parts: ReportSegments,
  header: MessageHeader,
  zone: string,
  fillerOrderNumber: string,
  problems: Problem[],
): IncomingReport {
  const { obr, spm } = parts;
  const place = `OBR[${obr.number}]`;
  const test = readCoded(obr, 4);
  const first = parts.observations[0];
  if (test.code === '')
    problems.push({
      code: 'ingest.missing-test',
      place: `${place}-4`,
      message: 'OBR-4 is empty; the test goes by its first result',
    });
  const named = test.code !== '' || !first ? test : readCoded(first.obx, 3);
  const time = (segment: Segment, field: number): Date | null => {
    const text = segment.text(field);
    const at = parseTimestamp(text, zone);
    if (at === null && text !== '') {
      const message = `${segment.name}-${field} is not a date and time of the form YYYYMMDDHHMMSS[+ZZZZ]`;
      problems.push({ code: 'ingest.bad-time', place: `${place}.${segment.name}-${field}`, message });
    }
    return at;
  };
  const reportedAt = time(obr, 22);
  const testCode = named.code || 'UNKNOWN';
  const testName = named.text || testCode;
  const context = {
    zone,
    sentAt: header.sentAt,
    isSentTwice: header.isHourRepeated,
    reportedAt,
    isReportedTwice: isHourRepeated(obr.text(22), zone),
    testCode,
    testSystem: named.system,
    testName,
    place,
    problems,
  };
  const reportNote = noteOf(parts.notes);
  const results = mergeResults(
    parts.observations.flatMap(({ obx, notes }) => {
      const note = noteOf(notes);
      const result = readResult(obx, context, note !== null || reportNote !== null);
      return result ? [{ ...result, note }] : [];
    }),
    problems,
  );
  withReportNote(results, reportNote);
  const written = obr.text(25).toUpperCase();
  return {
    fillerOrderNumber,
    testCode,
    testName,
    departmentCode: obr.text(24) || null,
    ...specimenOf(obr, spm),
    status: statuses.get(written) ?? statusOf(results),
    collectedAt: time(obr, 7) ?? (spm ? time(spm, 17) : null) ?? results.find(({ observedAt }) => observedAt)?.observedAt ?? null,
    resultedAt: reportedAt ?? latestVersion(results) ?? header.sentAt,
    // What is said of a specimen proves it, whatever OBR-25 says: a critical on a test "not collected" would be on no list.
    isCollected: !notCollected.has(written) || results.some(saysSomething),
    results,
  };
}

function saysSomething({ value, flags, note }: IncomingResult): boolean {
  return value !== '' || note !== null || flags.some(isCriticalFlag);
}

/** Without OBR-25 the results say it: all final is final. */
function statusOf(results: IncomingResult[]): IncomingReport['status'] {
  if (results.some(({ status }) => status === 'C' || status === 'A')) return 'corrected';
  if (results.length > 0 && results.every(({ status }) => status === 'X' || status === 'D')) return 'cancelled';
  return results.length > 0 && results.every(({ status }) => status !== 'P' && status !== 'R' && status !== 'S')
    ? 'final'
    : 'preliminary';
}

function latestVersion(results: IncomingResult[]): Date | null {
  return results.reduce<Date | null>(
    (latest, { versionAt }) => (versionAt && (!latest || versionAt > latest) ? versionAt : latest),
    null,
  );
}

function noteOf(notes: Segment[]): string | null {
  const lines = notes.flatMap((nte) => Array.from({ length: nte.repetitions(3) }, (_, index) => nte.whole(3, index)));
  return lines.join('\n').trim() || null;
}

// There is no place for a note on a test; narrative under the OBR can carry what makes a result critical, so it is kept.
function withReportNote(results: IncomingResult[], note: string | null): void {
  const first = results[0];
  if (first && note !== null) first.note = first.note === null ? note : `${note}\n${first.note}`;
}

function specimenOf(obr: Segment, spm: Segment | null): Pick<IncomingReport, 'specimen' | 'specimenCode'> {
  const coded = (segment: Segment, field: number): string =>
    segment.text(field, 2) || segment.text(field, 5) || segment.text(field, 1);
  const ofSpm = spm ? coded(spm, 4) : '';
  // OBR-15 is a SPS whose first component is itself a coded element, split by subcomponents.
  const specimen = ofSpm || obr.text(15, 1, 0, 2) || coded(obr, 15) || null;
  const code = ofSpm && spm ? spm.text(4, 1) : obr.text(15, 1);
  return { specimen, specimenCode: code !== '' && code !== specimen ? code : null };
}
