import type { ContactPointOut } from '@critical-callout/contract/directory';
import { formatHours } from '@critical-callout/domain/directory';
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Answer } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { confirmCode, directoryKeys, fetchPoints, type Ref, sendCode, verifyPoint } from './api.ts';
import css from './directory.module.css';
import { PointForm } from './point-form.tsx';

/** Every way to reach one owner, what is tried first on top, each with its proof. */
export function Points({ owner }: { owner: Ref }): ReactNode {
  const t = useText();
  const mayWrite = useMay('directory.write');
  const [editing, setEditing] = useState<number | 'new' | null>(null);
  const filter = { ownerKind: owner.kind, ownerId: owner.id, limit: 200 };
  const query = useQuery({ queryKey: directoryKeys.points(filter), queryFn: ({ signal }) => fetchPoints(filter, signal) });
  const close = (): void => setEditing(null);
  return (
    <section className={css.section} aria-label={t('directory.points')}>
      <h3>{t('directory.points')}</h3>
      <Answer query={query} what={t('directory.points.failed')} stillTrue={t('directory.failedStill')}>
        {({ items }) => (
          <>
            {items.length === 0 && <p>{t('directory.points.none')}</p>}
            <ul className={css.points}>
              {items
                .toSorted((a, b) => Number(b.isActive) - Number(a.isActive) || a.preference - b.preference)
                .map((point) => (
                  <li key={point.id}>
                    {editing === point.id ? (
                      <PointForm owner={owner} point={point} onClose={close} />
                    ) : (
                      <Point point={point} onEdit={mayWrite ? () => setEditing(point.id) : null} />
                    )}
                  </li>
                ))}
            </ul>
          </>
        )}
      </Answer>
      {editing === 'new' && <PointForm owner={owner} point={null} onClose={close} />}
      {mayWrite && editing === null && (
        <Button mt="sm" variant="outline" onClick={() => setEditing('new')}>
          {t('directory.points.add')}
        </Button>
      )}
    </section>
  );
}

function Point({ point, onEdit }: { point: ContactPointOut; onEdit: (() => void) | null }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = serverNow();
  const hours = formatHours(point.hours);
  return (
    <>
      <p>
        {t(`directory.channel.${point.channel}`)} <strong dir="auto">{point.value}</strong>{' '}
        {!point.isActive && <Badge>{t('directory.inactive')}</Badge>}
      </p>
      <p className={css.muted}>
        {t(`directory.purpose.${point.purpose}`)} · {t('directory.preference.is', { preference: point.preference })}
        {hours && ` · ${t('directory.hours.is', { hours })}`}
      </p>
      <Proof point={point} />
      {point.lastSuccessAt && (
        <p className={css.muted}>{t('directory.lastSuccess', { at: formatMoment(point.lastSuccessAt, now, lab.zone) })}</p>
      )}
      {onEdit && <ProveActions point={point} onEdit={onEdit} />}
    </>
  );
}

export function Proof({ point }: { point: ContactPointOut }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  if (!point.verifiedAt) return <Badge tone="amber">{t('directory.unverified')}</Badge>;
  const values = { at: formatMoment(point.verifiedAt, serverNow(), lab.zone), name: point.verifiedBy ?? '' };
  const how = point.verifiedHow ? t(`directory.how.${point.verifiedHow}`) : '';
  return <p>{point.verifiedBy ? t('directory.verified.by', { ...values, how }) : t('directory.verified', values)}</p>;
}

/** A code where the channel carries one, a word of a person where it does not. */
function ProveActions({ point, onEdit }: { point: ContactPointOut; onEdit: () => void }): ReactNode {
  const t = useText();
  const [code, setCode] = useState<string | null>(null);
  const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: directoryKeys.all });
  const proved = async (): Promise<void> => {
    setCode(null);
    toast(t('directory.proved'));
    await refresh();
  };
  const send = useMutation({ mutationFn: () => sendCode(point.id), onSuccess: () => setCode('') });
  const confirm = useMutation({ mutationFn: () => confirmCode(point.id, code ?? ''), onSuccess: proved });
  const isPaper = point.channel === 'fax';
  const state = useMutation({ mutationFn: () => verifyPoint(point.id, isPaper ? 'test-page' : 'call'), onSuccess: proved });
  const failure = send.error ?? confirm.error ?? state.error;
  return (
    <>
      {failure && (
        <FailurePanel failure={asFailure(failure)} what={t('directory.notProved')} stillTrue={t('directory.notProvedStill')} />
      )}
      {code !== null && (
        <div className={css.row}>
          <TextInput
            label={t('directory.code.typed', { value: point.value })}
            value={code}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            onChange={({ currentTarget }) => setCode(currentTarget.value)}
          />
          <Button loading={confirm.isPending} onClick={() => confirm.mutate()}>
            {t('directory.code.confirm')}
          </Button>
        </div>
      )}
      <div className={css.actions}>
        <Button size="compact-sm" variant="outline" onClick={onEdit}>
          {t('directory.edit', { value: point.value })}
        </Button>
        {['email', 'sms', 'whatsapp'].includes(point.channel) && (
          <Button size="compact-sm" variant="outline" loading={send.isPending} onClick={() => send.mutate()}>
            {t('directory.code.send')}
          </Button>
        )}
        <Button size="compact-sm" variant="outline" loading={state.isPending} onClick={() => state.mutate()}>
          {t(isPaper ? 'directory.prove.test-page' : 'directory.prove.call')}
        </Button>
      </div>
    </>
  );
}
