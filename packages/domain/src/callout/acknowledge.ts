import { compareReadBack, type ReadBackComparison, type ReadOut } from './read-back.ts';

/** One value a recipient was shown. */
export type ShownValue = ReadOut & {
  labReportId: number;
  /** Taken back by the sender: there is no value to repeat, only that it is gone. */
  isWithdrawn: boolean;
};

export type AcknowledgementFacts = {
  /** The reports the message was about, as far as they are still there. */
  labReportIds: readonly number[];
  /** What is to be told of them now: critical values, and those that were critical in an earlier version. */
  values: readonly ShownValue[];
  /** What the recipient typed, and which withdrawals they ticked: together they say what they saw. */
  heard: readonly { resultId: number; heard: string }[];
  understood: readonly number[];
};

export type AcknowledgementRuling =
  /** Every value matches. `labReportIds` are told; of `needsCall` nothing could be read, so nothing could be read back. */
  | { type: 'match'; comparisons: ReadBackComparison[]; labReportIds: number[]; needsCall: number[] }
  | { type: 'mismatch'; comparisons: ReadBackComparison[] }
  /** The page showed other results than there are now: it must be read again. */
  | { type: 'changed' }
  /** Nothing of the message can be acknowledged here. */
  | { type: 'needs-call' };

/**
 * Whether a recipient's read-back acknowledges a message (domain.md section 5, "Read-back"). It is compared with what
 * stands now: a value corrected since the page was shown, or one that came meanwhile, was not read by anybody. A report
 * without any value (a message nobody could read) is never acknowledged by a page that cannot show it.
 */
export function ruleOnAcknowledgement({ labReportIds, values, heard, understood }: AcknowledgementFacts): AcknowledgementRuling {
  if (values.length === 0) return { type: 'needs-call' };
  const said = new Map(heard.map((one) => [one.resultId, one.heard]));
  const shown = new Set([...said.keys(), ...understood]);
  const isSame =
    shown.size === values.length &&
    values.every(({ resultId, isWithdrawn }) => (isWithdrawn ? understood.includes(resultId) : said.has(resultId)));
  if (!isSame) return { type: 'changed' };
  const comparisons = values
    .filter((value) => !value.isWithdrawn)
    .map((value) => compareReadBack(value, said.get(value.resultId) ?? ''));
  if (comparisons.some((one) => !one.isMatch)) return { type: 'mismatch', comparisons };
  const readable = labReportIds.filter((id) => values.some((value) => value.labReportId === id));
  return { type: 'match', comparisons, labReportIds: readable, needsCall: labReportIds.filter((id) => !readable.includes(id)) };
}
