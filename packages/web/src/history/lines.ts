import type { CalloutLogEntry, OrderViews } from '@critical-callout/contract/history';
import type { Translate } from '../platform/text.tsx';
import { callWords } from '../ui/call-words.ts';
import { formatDay } from '../ui/dates.ts';
import { type Group, groupOf } from './groups.ts';

/** One line of the history as it is shown and copied. */
export type Line = { key: string; type: string; group: Group; at: string; who: string; text: string; more: string | null };

/** Events and other people's looks in one row, newest first. */
export function linesOf(entries: readonly CalloutLogEntry[], views: OrderViews['views'], t: Translate, zone: string): Line[] {
  const events = entries.map(({ seq, type, at, actorName, text, data }): Line => {
    const more = callWords(data, t, zone);
    return { key: `event ${seq}`, type, group: groupOf(type), at, who: actorName ?? t('actor.system'), text, more };
  });
  const looks = views.map(
    ({ who, at, times }): Line => ({
      key: `view ${who} ${at}`,
      type: 'view',
      group: 'views',
      at,
      who,
      text: t('history.viewed', { times }),
      more: null,
    }),
  );
  return [...events, ...looks].sort((a, b) => b.at.localeCompare(a.at));
}

/** For a mail or a report: each line with its day, the zone of the laboratory, who and what. */
export const copyText = (lines: readonly Line[], zone: string): string =>
  lines
    .map(({ at, who, text, more }) => [`${formatDay(at, zone)} (${zone})`, who, text, more].filter(Boolean).join(' · '))
    .join('\n');
