import { relayMetaSchema } from '@critical-callout/contract/relay';
import type { Translate } from '../platform/text.tsx';
import { formatDay } from './dates.ts';

/** What the record of a call says about passing the result on; null: nothing was to be passed on. */
export function relayWords(data: Record<string, unknown>, t: Translate, zone: string): string | null {
  const { data: relay } = relayMetaSchema.safeParse(data.relay);
  if (!relay) return null;
  if (relay.state === 'will-call-back') return t('relay.historyOpen', { desk: relay.desk ?? '–' });
  return t('relay.historyConfirmed', {
    to: relay.passed_on_to ?? '–',
    by: relay.confirmed_by ?? '–',
    at: relay.confirmed_at ? formatDay(relay.confirmed_at, zone) : '–',
  });
}
