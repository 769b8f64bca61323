import { sentToSchema } from '@critical-callout/contract/callout';
import { ATTEMPT_OUTCOMES, type AttemptOutcome } from '@critical-callout/domain/callout';
import type { Translate } from '../platform/text.tsx';
import { relayWords } from './relay-words.ts';

/** What the record of a call says besides its one line: what became of an attempt, to whom it was sent or passed on. */
export function callWords(data: Record<string, unknown>, t: Translate, zone: string): string | null {
  const { data: sentTo } = sentToSchema.safeParse(data.sent_to);
  const words = [
    data.is_draft === true ? outcomeWords(data.outcome, t) : null,
    sentTo ? `${sentTo.name}, ${sentTo.phone}` : null,
    relayWords(data, t, zone),
  ];
  return words.filter(Boolean).join(' · ') || null;
}

function outcomeWords(said: unknown, t: Translate): string | null {
  const outcome = ATTEMPT_OUTCOMES.find((one) => one === said);
  return outcome && !isSaidElsewhere(outcome) ? t(`outcome.${outcome}`) : null;
}

/** What only waits for an acknowledgement stands in the lines of its messages. */
const isSaidElsewhere = (outcome: AttemptOutcome): outcome is 'sent-awaiting-acknowledgement' =>
  outcome === 'sent-awaiting-acknowledgement';
