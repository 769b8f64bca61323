import type { DelegationOut, SaveDelegation } from '@critical-callout/contract/directory';
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { fromLocal, toLocal } from '../ui/local-time.ts';
import { Answer } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { directoryKeys, fetchCovers, fetchParty, type Holder, saveCover } from './api.ts';
import css from './directory.module.css';
import { HOLDER_KINDS, PartyPicker } from './party-picker.tsx';

/** Who stands in for a doctor, from when to when. */
export function Covers({ doctorId }: { doctorId: number }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const mayWrite = useMay('directory.write');
  const [isAdding, setAdding] = useState(false);
  const query = useQuery({ queryKey: directoryKeys.covers(doctorId), queryFn: ({ signal }) => fetchCovers(doctorId, signal) });
  const end = useMutation({
    mutationFn: ({ id, ...cover }: DelegationOut) => saveCover(id, { ...cover, isActive: false }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: directoryKeys.all }),
  });
  const now = serverNow();
  return (
    <section className={css.section} aria-label={t('directory.covers')}>
      <h3>{t('directory.covers')}</h3>
      {end.error && (
        <FailurePanel failure={asFailure(end.error)} what={t('directory.notSaved')} stillTrue={t('directory.notSavedStill')} />
      )}
      <Answer query={query} what={t('directory.covers.failed')} stillTrue={t('directory.failedStill')}>
        {({ items }) => (
          <ul className={css.points}>
            {items.length === 0 && <li>{t('directory.covers.none')}</li>}
            {items.map((cover) => (
              <li key={cover.id}>
                <HolderName who={cover.coveredBy} />{' '}
                {t('directory.covers.period', {
                  from: formatMoment(cover.from, now, lab.zone),
                  to: formatMoment(cover.to, now, lab.zone),
                })}
                {cover.reason && <p className={css.muted}>{cover.reason}</p>}
                {mayWrite && (
                  <div className={css.actions}>
                    <Button size="compact-sm" variant="outline" onClick={() => end.mutate(cover)}>
                      {t('directory.covers.end')}
                    </Button>
                  </div>
                )}
              </li>
            ))}
          </ul>
        )}
      </Answer>
      {isAdding && <CoverForm doctorId={doctorId} onClose={() => setAdding(false)} />}
      {mayWrite && !isAdding && (
        <Button mt="sm" variant="outline" onClick={() => setAdding(true)}>
          {t('directory.covers.add')}
        </Button>
      )}
    </section>
  );
}

export function HolderName({ who }: { who: Holder }): ReactNode {
  const { data } = useQuery({
    queryKey: directoryKeys.party(who.kind, who.id),
    queryFn: ({ signal }) => fetchParty(who, signal),
  });
  return <bdi>{data?.name ?? '…'}</bdi>;
}

function CoverForm({ doctorId, onClose }: { doctorId: number; onClose: () => void }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const [who, setWho] = useState<(Holder & { name: string }) | null>(null);
  const [from, setFrom] = useState(toLocal(serverNow(), lab.zone));
  const [to, setTo] = useState(toLocal(serverNow() + 7 * 86_400_000, lab.zone));
  const [reason, setReason] = useState('');
  const save = useMutation({
    mutationFn: (cover: SaveDelegation) => saveCover(null, cover),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: directoryKeys.all });
      toast(t('directory.covers.saved'));
      onClose();
    },
  });
  const [start, end] = [fromLocal(from, lab.zone), fromLocal(to, lab.zone)];
  const submit = (): void => {
    if (!who || !start || !end) return;
    save.mutate({ doctorId, coveredBy: { kind: who.kind, id: who.id }, from: start, to: end, reason, isActive: true });
  };
  return (
    <div className={css.fields}>
      {save.error && (
        <FailurePanel failure={asFailure(save.error)} what={t('directory.notSaved')} stillTrue={t('directory.notSavedStill')} />
      )}
      {who ? (
        <p>
          {t('directory.covers.by')} <strong dir="auto">{who.name}</strong>
        </p>
      ) : (
        <PartyPicker label={t('directory.covers.by')} kinds={HOLDER_KINDS} onPick={setWho} />
      )}
      <TextInput
        type="datetime-local"
        label={t('directory.from')}
        value={from}
        onChange={({ currentTarget }) => setFrom(currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label={t('directory.to')}
        value={to}
        onChange={({ currentTarget }) => setTo(currentTarget.value)}
      />
      <TextInput
        label={t('directory.reason')}
        value={reason}
        maxLength={500}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <div className={css.actions}>
        <Button loading={save.isPending} disabled={!who || !start || !end} onClick={submit}>
          {t('settings.save')}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {t('dialog.back')}
        </Button>
      </div>
    </div>
  );
}
