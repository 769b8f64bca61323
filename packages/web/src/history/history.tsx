import type { CalloutLogEntry } from '@critical-callout/contract/callout';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { panelWords } from '../platform/messages/en/panel.ts';
import { useServerNow } from '../platform/server-time.ts';
import { addWords, useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Mark, type MarkName } from '../ui/marks.tsx';
import { relayWords } from '../ui/relay-words.ts';
import css from '../ui/timeline.module.css';
import { useLogs } from './api.ts';

addWords(panelWords);

const MARKS: Record<string, MarkName> = {
  'callout-done': 'done',
  'callout-acknowledged': 'done',
  'callout-attempted': 'attempted',
  'callout-withdrawn': 'withdrawn',
  'callout-reopened': 'review',
  'critical-changed': 'review',
  'report-became-critical': 'pending',
};

/** Everything that happened to this order, newest first: who, when, what. */
export function History({ billId }: { billId: number }): ReactNode {
  const t = useText();
  const { data, error, refetch } = useLogs(billId);
  return (
    <section aria-labelledby="history-title">
      <h3 id="history-title" tabIndex={-1}>
        {t('history.title')}
      </h3>
      {error && (
        <FailurePanel
          failure={asFailure(error)}
          what={t('history.failed')}
          stillTrue={t('history.failedStill')}
          onRetry={() => void refetch()}
        />
      )}
      {data?.entries.length === 0 && <p>{t('history.empty')}</p>}
      <ol className={css.timeline} data-testid="history">
        {data?.entries.map((entry) => (
          <Entry key={entry.seq} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ entry }: { entry: CalloutLogEntry }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const relay = relayWords(entry.data, t, lab.zone);
  return (
    <li>
      <p className={css.when}>
        <Mark name={MARKS[entry.type] ?? (entry.type.startsWith('delivery-') ? 'mail' : 'normal')} size={14} />
        <time dateTime={entry.at}>{formatMoment(entry.at, now, lab.zone)}</time> · {entry.actorName ?? t('actor.system')}
      </p>
      <p className={css.what}>
        <bdi>{entry.text}</bdi>
      </p>
      {relay && <p className={css.what}>{relay}</p>}
    </li>
  );
}
