import type { PersonDetail } from '@critical-callout/contract/auth';
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { toast } from '../ui/toast.tsx';
import { useMay, useMe } from './me.ts';
import css from './people.module.css';
import { endSessions, peopleKeys } from './people-api.ts';

/** Where somebody is signed in, and how to end it. */
export function SessionsSection({ person }: { person: PersonDetail }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const mayWrite = useMay('users.write');
  const now = useServerNow(30_000);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const end = async (sessionId?: string): Promise<void> => {
    setFailure(null);
    try {
      const { ended } = await endSessions(person.id, sessionId);
      toast(t('people.sessions.ended', { count: ended }));
      await queryClient.invalidateQueries({ queryKey: peopleKeys.all });
    } catch (problem) {
      setFailure(asFailure(problem));
    }
  };
  const moment = (at: string): string => formatMoment(at, now, lab.zone);
  return (
    <section className={css.section} aria-label={t('people.sessions')}>
      <h3>{t('people.sessions')}</h3>
      {failure && <FailurePanel failure={failure} what={t('people.actionFailed')} stillTrue={t('people.failedStill')} />}
      {person.sessions.length === 0 && <p>{t('people.sessions.none')}</p>}
      <ul className={css.sessions}>
        {person.sessions.map(({ id, startedAt, seenAt, address, isThisOne }) => (
          <li key={id}>
            <span>{t('people.sessions.one', { at: moment(startedAt), seen: moment(seenAt), address: address ?? '–' })}</span>
            {isThisOne && <Badge>{t('people.sessions.this')}</Badge>}
            {mayWrite && (
              <Button
                size="compact-sm"
                variant="outline"
                aria-label={t('people.sessions.endNamed', { at: moment(startedAt) })}
                onClick={() => void end(id)}
              >
                {t('people.sessions.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayWrite && person.sessions.length > 1 && (
        <div className={css.actions}>
          <Button variant="outline" onClick={() => void end()}>
            {t('people.sessions.endAll')}
          </Button>
        </div>
      )}
    </section>
  );
}
