import type { ApiKey } from '@critical-callout/contract/auth';
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useForm } from 'react-hook-form';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { useMe } from './me.ts';
import css from './people.module.css';
import { fetchKeys, makeKey, peopleKeys, revokeKey } from './people-api.ts';

/** Keys of programs: made here, shown once, never for more than their maker may do. */
export function ApiKeysTab(): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: peopleKeys.keys, queryFn: ({ signal }) => fetchKeys(signal) });
  return (
    <>
      <p>{t('people.keys.lead')}</p>
      <NewKey />
      <Answer query={query} what={t('people.keys.failed')} stillTrue={t('people.failedStill')}>
        {(keys) => (keys.length === 0 ? <EmptyState title={t('people.keys.none')} /> : <Keys keys={keys} />)}
      </Answer>
    </>
  );
}

function NewKey(): ReactNode {
  const t = useText();
  const { permissions } = useMe();
  const [made, setMade] = useState<string | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isMissing, setMissing] = useState(false);
  const { register, handleSubmit, reset } = useForm({ defaultValues: { name: '', days: '90', scope: [] as string[] } });
  const submit = handleSubmit(async ({ name, days, scope }) => {
    const chosen = permissions.filter((permission) => scope.includes(permission));
    setMissing(chosen.length === 0);
    if (chosen.length === 0) return;
    setFailure(null);
    try {
      const { key } = await makeKey({ name, permissions: chosen, expiresInDays: Number(days) });
      setMade(key);
      reset();
      await queryClient.invalidateQueries({ queryKey: peopleKeys.keys });
    } catch (problem) {
      setFailure(asFailure(problem));
    }
  });
  return (
    <form onSubmit={submit} noValidate>
      {failure && <FailurePanel failure={failure} what={t('people.keys.notMade')} stillTrue={t('people.failedStill')} />}
      <div className={css.form}>
        <TextInput label={t('people.keys.name')} {...register('name')} />
        <TextInput label={t('people.keys.days')} inputMode="numeric" {...register('days')} />
        <fieldset className={css.ticks} data-many>
          <legend>{t('people.keys.scope')}</legend>
          {permissions.map((permission) => (
            <Checkbox key={permission} value={permission} label={permission} {...register('scope')} />
          ))}
          {isMissing && <p role="alert">{t('people.keys.scopeMissing')}</p>}
        </fieldset>
      </div>
      <div className={css.actions}>
        <Button type="submit" variant="outline">
          {t('people.keys.make')}
        </Button>
      </div>
      {made && (
        <div className={css.secret} role="status">
          <p>{t('people.keys.made')}</p>
          <code>{made}</code> <CopyButton value={made} />
        </div>
      )}
    </form>
  );
}

function Keys({ keys }: { keys: readonly ApiKey[] }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const moment = (at: string | null): string => (at === null ? t('people.never') : formatMoment(at, now, lab.zone));
  const isOpen = (key: ApiKey): boolean => key.revokedAt === null && Date.parse(key.expiresAt) > now;
  const revoke = async (id: number): Promise<void> => {
    await revokeKey(id);
    await queryClient.invalidateQueries({ queryKey: peopleKeys.keys });
  };
  return (
    <DataTable
      label={t('people.tab.keys')}
      rows={keys}
      keyOf={({ id }) => id}
      columns={[
        { id: 'name', header: t('people.keys.name'), isRowHeader: true, cell: ({ name, userName }) => `${name} (${userName})` },
        { id: 'start', header: t('people.keys.start'), cell: ({ start }) => <code>{start}…</code> },
        { id: 'scope', header: t('people.keys.scope'), cell: ({ permissions }) => permissions.join(', ') },
        { id: 'expires', header: t('people.keys.expires'), cell: ({ expiresAt }) => moment(expiresAt) },
        { id: 'used', header: t('people.keys.used'), cell: ({ lastUsedAt }) => moment(lastUsedAt) },
        {
          id: 'state',
          header: t('people.keys.state'),
          cell: (key) =>
            isOpen(key) ? (
              <Button
                size="compact-sm"
                variant="outline"
                aria-label={t('people.keys.revokeNamed', { name: key.name })}
                onClick={() => void revoke(key.id)}
              >
                {t('people.keys.revoke')}
              </Button>
            ) : (
              <Badge>{t(key.revokedAt === null ? 'people.keys.expired' : 'people.keys.revoked')}</Badge>
            ),
        },
      ]}
    />
  );
}
