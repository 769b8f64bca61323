import type { BillEscalation } from '@critical-callout/contract/escalation';
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { invalidateLive } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { toast } from '../ui/toast.tsx';
import { markPaged } from '../worklist/index.ts';
import css from './callout.module.css';
import { useEscalation } from './use-callout.ts';

type PageTask = BillEscalation['pages'][number];

/** What the ladder wants said over the loudspeakers: whoever does it says so here, and name and time stay. */
export function OverheadPages({ billId }: { billId: number }): ReactNode {
  const { data } = useEscalation(billId);
  const isRunning = data?.runs.some(({ stoppedAt }) => stoppedAt === null) ?? false;
  const shown = (data?.pages ?? []).filter(({ doneAt }) => isRunning || doneAt !== null);
  if (shown.length === 0) return null;
  return (
    <ul className={css.pages} data-testid="overhead-pages">
      {shown.map((page) => (
        <li key={page.id} className={page.doneAt === null ? css.alarm : css.found}>
          <Page page={page} billId={billId} />
        </li>
      ))}
    </ul>
  );
}

function Page({ page: { id, whom, say, doneAt, doneBy }, billId }: { page: PageTask; billId: number }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const mayWrite = useMay('callout.write');
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  if (doneAt !== null) return t('page.made', { whom, say, by: doneBy ?? '', at: formatMoment(doneAt, now, lab.zone) });
  const made = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await markPaged(billId, id);
      toast(t('page.saved', { whom }));
    } catch (problem) {
      setFailure(asFailure(problem));
    }
    setBusy(false);
    invalidateLive([billId]);
  };
  return (
    <>
      {t('page.ask', { whom, say })}{' '}
      {mayWrite && (
        <Button size="compact-sm" variant="outline" loading={isBusy} onClick={() => void made()}>
          {t('page.done')}
        </Button>
      )}
      {failure && <FailurePanel failure={failure} what={t('page.failed')} stillTrue={t('page.failedStill')} />}
    </>
  );
}
