import type { NewCoverRole, PersonDetail } from '@critical-callout/contract/auth';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useForm } from 'react-hook-form';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { serverNow, useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { useMe } from './me.ts';
import css from './people.module.css';
import { endCover, giveCover, peopleKeys } from './people-api.ts';

const ROLES: NewCoverRole['role'][] = ['technologist', 'caller', 'supervisor', 'director', 'integrator', 'lab-admin', 'auditor'];
const DAY_MS = 86_400_000;

/** Another role until a day that is named. */
export function CoverSection({ person }: { person: PersonDetail }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const { register, handleSubmit } = useForm({
    defaultValues: { role: 'supervisor' as NewCoverRole['role'], days: '7', reason: '' },
  });
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    setFailure(null);
    try {
      await work();
      await queryClient.invalidateQueries({ queryKey: peopleKeys.all });
    } catch (problem) {
      setFailure(asFailure(problem));
    }
  };
  const give = handleSubmit(({ role, days, reason }) =>
    run(() => giveCover(person.id, { role, until: new Date(serverNow() + Number(days) * DAY_MS).toISOString(), reason })),
  );
  const { cover } = person;
  return (
    <section className={css.section} aria-label={t('people.cover')}>
      <h3>{t('people.cover')}</h3>
      <p className={css.hint}>{t('people.cover.hint')}</p>
      {failure && <FailurePanel failure={failure} what={t('people.cover.failed')} stillTrue={t('people.failedStill')} />}
      {cover ? (
        <div className={css.actions}>
          <span>
            {t('people.cover.now', {
              ...{ role: t(`people.role.${cover.role}`), until: formatMoment(cover.until, now, lab.zone) },
              ...{ by: cover.givenBy, reason: cover.reason },
            })}
          </span>
          <Button variant="outline" onClick={() => void run(() => endCover(person.id))}>
            {t('people.cover.end')}
          </Button>
        </div>
      ) : (
        <form className={css.form} onSubmit={give} noValidate>
          <NativeSelect
            label={t('people.cover.role')}
            data={ROLES.filter((role) => role !== person.role).map((value) => ({ value, label: t(`people.role.${value}`) }))}
            {...register('role')}
          />
          <TextInput label={t('people.cover.days')} inputMode="numeric" {...register('days')} />
          <TextInput label={t('people.cover.reason')} {...register('reason')} />
          <Button type="submit" variant="outline">
            {t('people.cover.give')}
          </Button>
        </form>
      )}
    </section>
  );
}
