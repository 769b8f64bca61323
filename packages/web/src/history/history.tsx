import { NativeSelect } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { panelWords } from '../platform/messages/en/panel.ts';
import { useServerNow } from '../platform/server-time.ts';
import { addWords, useText } from '../platform/text.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { formatMoment, isOtherZone } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Mark, type MarkName } from '../ui/marks.tsx';
import { LoadingLines } from '../ui/states.tsx';
import css from '../ui/timeline.module.css';
import { useLogs, useViews } from './api.ts';
import { GROUPS, type Group } from './groups.ts';
import { copyText, type Line, linesOf } from './lines.ts';

addWords(panelWords);

const MARKS: Record<string, MarkName> = {
  'callout-done': 'done',
  'callout-acknowledged': 'done',
  'callout-attempted': 'attempted',
  'callout-withdrawn': 'withdrawn',
  'callout-reopened': 'review',
  'critical-changed': 'review',
  'report-became-critical': 'pending',
  view: 'open-elsewhere',
};
const GROUP_MARKS: Partial<Record<Group, MarkName>> = { messages: 'mail', escalation: 'escalation', people: 'people' };

/** Everything that happened to this order, newest first: who, when, what, and who else looked. */
export function History({ billId }: { billId: number }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const [shown, setShown] = useState<Group | 'all'>('all');
  const { data, error, refetch } = useLogs(billId);
  const { data: seen } = useViews(billId);
  const all = useMemo(() => linesOf(data?.entries ?? [], seen?.views ?? [], t, lab.zone), [data, seen, t, lab.zone]);
  const lines = shown === 'all' ? all : all.filter(({ group }) => group === shown);
  const groups = GROUPS.filter((group) => all.some((line) => line.group === group));
  return (
    <section aria-labelledby="history-title">
      <div className={css.head}>
        <h3 id="history-title" tabIndex={-1}>
          {t('history.title')}
        </h3>
        {data && (
          <NativeSelect
            size="xs"
            aria-label={t('history.show')}
            value={shown}
            onChange={({ currentTarget }) => setShown(currentTarget.value as Group | 'all')}
            data={[
              { value: 'all', label: t('history.all', { count: all.length }) },
              ...groups.map((value) => ({ value, label: t(`history.group.${value}`) })),
            ]}
          />
        )}
        {lines.length > 0 && <CopyButton value={copyText(lines, lab.zone)} label={t('history.copy')} />}
      </div>
      {error && (
        <FailurePanel
          failure={asFailure(error)}
          what={t('history.failed')}
          stillTrue={t('history.failedStill')}
          onRetry={() => void refetch()}
        />
      )}
      {isOtherZone(lab.zone, now) && <p className={css.when}>{t('history.zone', { zone: lab.zone })}</p>}
      {!data && !error && <LoadingLines lines={4} height={36} />}
      {data?.entries.length === 0 && <p>{t('history.empty')}</p>}
      <ol className={css.timeline} data-testid="history">
        {lines.map((line) => (
          <Entry key={line.key} line={line} />
        ))}
      </ol>
      {data?.nextCursor && <p>{t('history.cut', { count: data.entries.length })}</p>}
    </section>
  );
}

function Entry({ line: { type, group, at, who, text, more } }: { line: Line }): ReactNode {
  const { lab } = useMe();
  const now = useServerNow(60_000);
  return (
    <li>
      <p className={css.when}>
        <Mark name={MARKS[type] ?? GROUP_MARKS[group] ?? 'normal'} size={14} />
        <time dateTime={at}>{formatMoment(at, now, lab.zone)}</time> · {who}
      </p>
      <p className={css.what}>
        <bdi>{text}</bdi>
      </p>
      {more && <p className={css.what}>{more}</p>}
    </li>
  );
}
