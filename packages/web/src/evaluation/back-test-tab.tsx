import type { BackTest, LimitFields } from '@critical-callout/contract/limits';
import { Button, Progress, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { cancelBackTest, fetchBackTest, limitKeys, startBackTest } from './api.ts';
import css from './limits.module.css';

const LOOK_EVERY_MS = 1_000;

/** What the draft would have made of the results of the last days; the server works it off in pieces and says how far it is. */
export function BackTestTab({ draft }: { draft: () => LimitFields }): ReactNode {
  const t = useText();
  const mayWrite = useMay('limits.write');
  const [days, setDays] = useState('90');
  const [id, setId] = useState<number | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const start = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const started = await startBackTest(draft(), Number(days));
      queryClient.setQueryData(limitKeys.backTest(started.id), started);
      setId(started.id);
    } catch (problem) {
      setFailure(asFailure(problem));
    }
    setBusy(false);
  };
  if (!mayWrite) return <p>{t('limits.bt.onlyDraft')}</p>;
  return (
    <>
      <p>{t('limits.bt.lead')}</p>
      <div className={css.actions}>
        <TextInput
          label={t('limits.bt.days')}
          inputMode="numeric"
          maxLength={3}
          value={days}
          onChange={({ currentTarget }) => setDays(currentTarget.value.replaceAll(/\D/g, ''))}
        />
        <Button loading={isBusy} disabled={days === '' || Number(days) < 1 || Number(days) > 365} onClick={() => void start()}>
          {t('limits.bt.run')}
        </Button>
      </div>
      {failure && <FailurePanel failure={failure} what={t('limits.bt.failed')} stillTrue={t('limits.try.failedStill')} />}
      {id !== null && <Running id={id} />}
    </>
  );
}

function Running({ id }: { id: number }): ReactNode {
  const { data } = useQuery({
    queryKey: limitKeys.backTest(id),
    queryFn: ({ signal }) => fetchBackTest(id, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? LOOK_EVERY_MS : false),
  });
  return data ? <Result test={data} /> : null;
}

function Result({ test }: { test: BackTest }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const { state, reportsSeen: seen, reportsTotal: total, before, after } = test;
  const moment = (at: string): string => formatMoment(at, now, lab.zone);
  const share = total === 0 ? 100 : Math.round((seen / total) * 100);
  return (
    <section aria-live="polite" data-testid="back-test">
      <p>
        <Badge tone={state === 'done' ? 'done' : state === 'failed' ? 'critical' : 'neutral'}>
          {t(`limits.bt.state.${state}`)}
        </Badge>{' '}
        {t('limits.bt.running', { seen, total })}
      </p>
      {state === 'running' && (
        <div className={css.actions}>
          <Progress value={share} aria-label={t('limits.bt.running', { seen, total })} flex={1} />
          <Button
            size="compact-sm"
            variant="outline"
            onClick={() =>
              void cancelBackTest(test.id).then((next) => queryClient.setQueryData(limitKeys.backTest(test.id), next))
            }
          >
            {t('limits.bt.cancel')}
          </Button>
        </div>
      )}
      {test.fault && <p>{test.fault}</p>}
      {state === 'done' && (
        <>
          <p className={css.big}>{t('limits.bt.result', { before, after })}</p>
          <p className={css.hint}>{t('limits.bt.period', { from: moment(test.from), to: moment(test.to), by: test.askedBy })}</p>
          {test.counts.length === 0 ? <p>{t('limits.bt.noCriticals')}</p> : <Counts test={test} />}
        </>
      )}
    </section>
  );
}

function Counts({ test }: { test: BackTest }): ReactNode {
  const t = useText();
  const signed = (count: number): string => (count > 0 ? `+${count}` : String(count));
  return (
    <DataTable
      label={t('limits.bt.test')}
      rows={test.counts}
      keyOf={({ code }) => code}
      columns={[
        { id: 'test', header: t('limits.bt.test'), isRowHeader: true, cell: ({ name, code }) => `${name} (${code})` },
        { id: 'results', header: t('limits.bt.results'), align: 'end', cell: ({ results }) => results },
        { id: 'now', header: t('limits.bt.now'), align: 'end', cell: (one) => one.before },
        { id: 'after', header: t('limits.bt.after'), align: 'end', cell: (one) => one.after },
        { id: 'difference', header: t('limits.bt.difference'), align: 'end', cell: (one) => signed(one.after - one.before) },
      ]}
    />
  );
}
