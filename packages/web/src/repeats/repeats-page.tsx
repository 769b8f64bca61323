import type { Repeat } from '@critical-callout/contract/repeats';
import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { later } from '../platform/messages/en/later.ts';
import { invalidateLive } from '../platform/query.ts';
import { serverNow } from '../platform/server-time.ts';
import { addWords, type Translate, useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { ResultValue } from '../ui/result-value.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { fetchRepeats, openRepeat, type RepeatState, repeatsKeys } from './api.ts';
import { PatientLines } from './patient-lines.tsx';

addWords(later);

const STATES = ['live', 'ended', 'all'] as const;
const PAGE = 50;

/** Critical values that a rule keeps from being called, and the one action that opens them. */
export function RepeatsPage(): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const mayCall = useMay('callout.write');
  const { show: state } = useSearch({ from: '/signed-in/repeats' });
  const navigate = useNavigate();
  const [limit, setLimit] = useState(PAGE);
  const [asked, setAsked] = useState<Repeat | null>(null);
  const query = useQuery({
    queryKey: repeatsKeys.list(state, limit),
    queryFn: ({ signal }) => fetchRepeats(state, limit, signal),
    placeholderData: (before) => before,
  });
  const columns = columnsOf(t, lab.zone, mayCall ? setAsked : null);
  return (
    <Page>
      <PageHeader title={t('repeats.title')} lead={t('repeats.lead')} />
      <FilterBar chips={[]} onReset={() => undefined}>
        <NativeSelect
          label={t('repeats.state')}
          value={state}
          data={STATES.map((value) => ({ value, label: t(`repeats.state.${value}`) }))}
          onChange={({ currentTarget }) =>
            void navigate({ to: '/repeats', search: { show: currentTarget.value as RepeatState }, replace: true })
          }
        />
      </FilterBar>
      <Answer query={query} what={t('repeats.failed')} stillTrue={t('repeats.failedStill')}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <EmptyState title={t('repeats.none')} text={t('repeats.noneText')} />
          ) : (
            <>
              <DataTable label={t('repeats.title')} columns={columns} rows={items} keyOf={({ id }) => id} />
              {nextCursor !== null && limit < 200 && (
                <Button mt="md" variant="outline" onClick={() => setLimit(limit + PAGE)}>
                  {t('repeats.more')}
                </Button>
              )}
            </>
          )
        }
      </Answer>
      {asked && <OpenDialog repeat={asked} zone={lab.zone} onClose={() => setAsked(null)} />}
    </Page>
  );
}

const valueText = ({ value, unit }: { value: string; unit: string | null }): string =>
  [value, unit].filter(Boolean).join('\u00a0');

function columnsOf(t: Translate, zone: string, onOpen: ((repeat: Repeat) => void) | null): Column<Repeat>[] {
  const now = serverNow();
  return [
    {
      id: 'patient',
      header: t('repeats.col.patient'),
      isRowHeader: true,
      cell: ({ bill }) => <PatientLines bill={bill} zone={zone} />,
    },
    {
      id: 'value',
      header: t('repeats.col.value'),
      cell: (repeat) => (
        <>
          <bdi>{repeat.parameterName}</bdi> <ResultValue parameter={{ ...repeat, unit: repeat.unit ?? '', isCritical: true }} />
          <br />
          {t(`verdict.${repeat.verdict}`)}
          <br />
          {repeat.referenceRange && (
            <>
              {t('repeats.reference', { range: repeat.referenceRange })}
              <br />
            </>
          )}
          {t('repeats.suppressedAt', { at: formatMoment(repeat.suppressedAt, now, zone) })}
        </>
      ),
    },
    { id: 'earlier', header: t('repeats.col.earlier'), cell: ({ earlier }) => earlierWords(t, earlier, zone, now) },
    { id: 'rule', header: t('repeats.col.rule'), cell: ({ rule }) => ruleWords(t, rule) },
    {
      id: 'state',
      header: t('repeats.col.state'),
      cell: (repeat) => <StateCell repeat={repeat} zone={zone} onOpen={onOpen} />,
    },
  ];
}

function earlierWords(t: Translate, earlier: Repeat['earlier'], zone: string, now: number): string {
  const { billNumber: number, toldAt, toldName: name, performedByName: caller } = earlier;
  const values = { value: valueText(earlier), number, at: formatMoment(toldAt, now, zone), caller };
  return name ? t('repeats.earlier', { ...values, name }) : t('repeats.earlier.unnamed', values);
}

function ruleWords(t: Translate, { scope, windowHours, worseByPercent: percent, version }: Repeat['rule']): string {
  const first = scope === 'window' ? t('repeats.byWindow', { hours: windowHours ?? 0 }) : t('repeats.byStay');
  return `${first}, ${Number(percent) === 0 ? t('repeats.unlessAny', { version }) : t('repeats.unless', { percent, version })}`;
}

function StateCell({
  repeat,
  zone,
  onOpen,
}: {
  repeat: Repeat;
  zone: string;
  onOpen: ((repeat: Repeat) => void) | null;
}): ReactNode {
  const t = useText();
  const { endedAt, endedReason, endedBy } = repeat;
  if (endedAt && endedReason) {
    const at = formatMoment(endedAt, serverNow(), zone);
    return t(`repeats.ended.${endedReason}`, { at, name: endedBy ?? '' });
  }
  return (
    <>
      <Badge tone="violet">{t('repeats.live')}</Badge>
      {onOpen && (
        <Button size="compact-sm" variant="outline" mt={4} onClick={() => onOpen(repeat)}>
          {t('repeats.open')}
        </Button>
      )}
    </>
  );
}

function OpenDialog({ repeat, zone, onClose }: { repeat: Repeat; zone: string; onClose: () => void }): ReactNode {
  const t = useText();
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const open = useMutation({
    mutationFn: () => openRepeat(repeat.labReportId, reason.trim()),
    onSuccess: () => {
      toast(t('repeats.opened'));
      onClose();
    },
    onSettled: () => invalidateLive([repeat.bill.billId]),
  });
  const isTooShort = reason.trim().length < 3;
  return (
    <ConfirmDialog
      title={t('repeats.open.title')}
      about={
        <>
          <PatientLines bill={repeat.bill} zone={zone} />
          <p>
            <bdi>{repeat.parameterName}</bdi> <ResultValue parameter={{ ...repeat, unit: repeat.unit ?? '', isCritical: true }} />
          </p>
        </>
      }
      confirmLabel={t('repeats.open')}
      isBusy={open.isPending}
      onConfirm={() => {
        setMissing(isTooShort);
        if (!isTooShort) open.mutate();
      }}
      onCancel={onClose}
    >
      {open.error && (
        <FailurePanel failure={asFailure(open.error)} what={t('repeats.open.failed')} stillTrue={t('repeats.open.failedStill')} />
      )}
      <Textarea
        label={t('repeats.open.reason')}
        rows={2}
        maxLength={2000}
        value={reason}
        error={isMissing && isTooShort ? t('repeats.open.missing') : undefined}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
