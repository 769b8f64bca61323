import type { FirstCalls as Data, FirstCall } from '@critical-callout/contract/practice';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { type Translate, useText } from '../platform/text.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { formatDuration, formatMoment } from '../ui/dates.ts';
import { StateMark } from '../ui/marks.tsx';
import { Answer } from '../ui/states.tsx';
import { fetchFirstCalls, firstCallsKey } from './api.ts';
import css from './practice.module.css';

/** Above an hour the seconds say nothing. */
function spanWords(seconds: number, t: Translate): string {
  if (seconds >= 3_600) return formatDuration(seconds * 1_000);
  return t('practice.first.span', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
}

/** How long this person took from beginning to the first call done right. */
export function OwnFirstCall({ firstCall }: { firstCall: FirstCall | null }): ReactNode {
  const t = useText();
  if (firstCall === null || firstCall.seconds === null) return null;
  return <p data-testid="own-first-call">{t('practice.first.own', { span: spanWords(firstCall.seconds, t) })}</p>;
}

/** For whoever leads people: how long each took, against the aim. Nothing is asked before somebody may see it. */
export function FirstCallsOfAll(): ReactNode {
  const t = useText();
  const may = useMay('worklist.supervise');
  const query = useQuery({ queryKey: firstCallsKey, queryFn: ({ signal }) => fetchFirstCalls(signal), enabled: may });
  if (!may) return null;
  return (
    <section aria-labelledby="first-calls-title" className={css.first}>
      <h2 id="first-calls-title">{t('practice.first.title')}</h2>
      <Answer query={query} what={t('practice.first.failed')} stillTrue={t('practice.failedStill')}>
        {(data) => <Table data={data} />}
      </Answer>
    </section>
  );
}

function Table({ data: { items, withinSeconds } }: { data: Data }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const minutes = withinSeconds / 60;
  const inTime = items.filter(({ seconds }) => seconds !== null && seconds <= withinSeconds).length;
  return (
    <>
      <p>{t('practice.first.lead', { minutes })}</p>
      {items.length === 0 ? (
        <p>{t('practice.first.none')}</p>
      ) : (
        <>
          <p>{t('practice.first.within', { count: inTime, all: items.length, minutes })}</p>
          <DataTable
            label={t('practice.first.title')}
            rows={items}
            keyOf={({ userId }) => userId}
            columns={[
              { id: 'name', header: t('practice.first.name'), isRowHeader: true, cell: ({ name }) => <bdi>{name}</bdi> },
              {
                id: 'began',
                header: t('practice.first.began'),
                cell: ({ beganAt }) => formatMoment(beganAt, now, lab.zone),
              },
              {
                id: 'first',
                header: t('practice.first.call'),
                cell: ({ seconds }) => <When seconds={seconds} withinSeconds={withinSeconds} />,
              },
            ]}
          />
        </>
      )}
    </>
  );
}

function When({ seconds, withinSeconds }: { seconds: number | null; withinSeconds: number }): ReactNode {
  const t = useText();
  if (seconds === null) return t('practice.first.notYet');
  const isInTime = seconds <= withinSeconds;
  return (
    <StateMark name={isInTime ? 'done' : 'due-soon'} tone={isInTime ? 'done' : 'amber'}>
      {t('practice.first.after', { span: spanWords(seconds, t) })}
    </StateMark>
  );
}
