import type { Problem } from '../../kernel/index.ts';
import type { IncomingResult } from '../../result/index.ts';
import { readCoded } from './coded.ts';
import { isCriticalFlag } from './flags.ts';
import type { Segment } from './segments.ts';
import { isHourRepeated, parseTimestamp } from './timestamp.ts';
import { readValue } from './value.ts';

/** What a result needs to know of the segments above it. */
export type ResultContext = {
  zone: string;
  /** MSH-7 and OBR-22; `is…Twice`: the wall clock showed that time twice, so that it orders nothing. */
  sentAt: Date | null;
  isSentTwice: boolean;
  reportedAt: Date | null;
  isReportedTwice: boolean;
  /** OBR-4, which names a result whose OBX-3 is empty. */
  testCode: string;
  testSystem: string;
  testName: string;
  /** `OBR[1]`. */
  place: string;
  problems: Problem[];
};

const known = new Set(['F', 'P', 'R', 'S', 'C', 'A', 'U', 'D', 'W', 'X']);
// B appended (2.7), V verified (2.8): the words of the older versions say the same to a reader.
const sameAs = new Map([
  ['B', 'A'],
  ['V', 'F'],
]);
const noResult = new Set(['O', 'I', 'N']);

/** Reads one OBX; `hasNote`: a note stands under it or its OBR. Null where OBX-11 says that this is no result (O, I, N). */
export function readResult(obx: Segment, context: ResultContext, hasNote: boolean): IncomingResult | null {
  const place = `${context.place}.OBX[${obx.number}]`;
  const report = (code: string, field: number, message: string): void => {
    context.problems.push({ code: `ingest.${code}`, place: `${place}-${field}`, message });
  };
  const valueType = obx.text(2).toUpperCase();
  const read = readValue(obx, valueType);
  if (read.problem) report('odd-value', 5, read.problem);
  const flags = readFlags(obx);
  const status = readStatus(obx, flags.some(isCriticalFlag) && (read.value !== '' || hasNote), report);
  if (status === null) return null;
  const parameter = readCoded(obx, 3);
  if (parameter.code === '') report('missing-parameter', 3, 'OBX-3 is empty; the result goes by the name of its test');
  const observedAt = readTime(obx, 14, context, report);
  return {
    parameterCode: parameter.code || context.testCode,
    codeSystem: parameter.code === '' ? context.testSystem : parameter.system,
    parameterName: parameter.text || context.testName,
    subId: obx.whole(4),
    valueType,
    value: read.value,
    valueCodes: read.codes,
    unit: obx.text(6, 1) || obx.text(6, 2) || obx.text(6, 4) || null,
    referenceRange: obx.whole(7) || null,
    flags,
    status,
    versionAt: versionOf(obx, readTime(obx, 19, context, report), observedAt, context),
    sentAt: context.isSentTwice ? null : context.sentAt,
    observedAt,
    note: null,
    place,
  };
}

type Report = (code: string, field: number, message: string) => void;

function readFlags(obx: Segment): string[] {
  const flags: string[] = [];
  for (let repetition = 0; repetition < obx.repetitions(8); repetition++) {
    // Some senders put several flags into one repetition: `H^HH` is not legal, `HH^Critical high^HL70078` is.
    const flag = obx.text(8, 1, repetition).toUpperCase();
    if (flag !== '' && !flags.includes(flag)) flags.push(flag);
  }
  return flags;
}

function readStatus(obx: Segment, isFlaggedCritical: boolean, report: Report): string | null {
  const written = obx.text(11).toUpperCase();
  const status = sameAs.get(written) ?? written;
  if (known.has(status)) return status;
  if (noResult.has(status)) {
    if (!isFlaggedCritical) return null;
    // A value or a note with HH, LL or AA is a warning to somebody whatever its status says: fail towards the call.
    report(
      'flagged-without-result',
      11,
      `OBX-11 ${status} announces no result, but the sender flags it critical; read as preliminary`,
    );
    return 'P';
  }
  if (status === '') report('missing-status', 11, 'OBX-11 is empty; read as final');
  else report('unknown-status', 11, `OBX-11 '${written.slice(0, 10)}' is not a result status; read as final`);
  return 'F';
}

function readTime(obx: Segment, field: number, context: ResultContext, report: Report): Date | null {
  const text = obx.text(field);
  const at = parseTimestamp(text, context.zone);
  if (at === null && text !== '')
    report('bad-time', field, `OBX-${field} is not a date and time of the form YYYYMMDDHHMMSS[+ZZZZ]`);
  return at;
}

/**
 * Which version is newer: the later of OBX-19 (analysed) and OBR-22 (report changed), because a correction may keep the
 * time of analysis and a panel may keep the time of the report; without them OBX-14, else MSH-7. Null where that time has
 * no offset and occurs twice (the clock went back): then MSH-7 and the status decide.
 */
function versionOf(obx: Segment, analysedAt: Date | null, observedAt: Date | null, context: ResultContext): Date | null {
  const { reportedAt, sentAt, zone } = context;
  if (analysedAt !== null || reportedAt !== null) {
    if (context.isReportedTwice || isHourRepeated(obx.text(19), zone)) return null;
    if (analysedAt !== null && reportedAt !== null) return analysedAt > reportedAt ? analysedAt : reportedAt;
    return analysedAt ?? reportedAt;
  }
  if (observedAt !== null) return isHourRepeated(obx.text(14), zone) ? null : observedAt;
  return context.isSentTwice ? null : sentAt;
}
