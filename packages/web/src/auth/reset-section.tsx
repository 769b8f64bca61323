import type { PersonDetail } from '@critical-callout/contract/auth';
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { useMe } from './me.ts';
import css from './people.module.css';
import { makeResetLink } from './people-api.ts';

/** The administrator never sets a password: they hand over a link. */
export function ResetSection({ person }: { person: PersonDetail }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const [made, setMade] = useState<{ link: string; expiresAt: string } | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const make = async (): Promise<void> => {
    setFailure(null);
    try {
      setMade(await makeResetLink(person.id));
    } catch (problem) {
      setFailure(asFailure(problem));
    }
  };
  const moment = (at: string): string => formatMoment(at, now, lab.zone);
  return (
    <section className={css.section} aria-label={t('people.reset')}>
      <h3>{t('people.reset')}</h3>
      <p className={css.hint}>{t('people.reset.hint')}</p>
      {failure && <FailurePanel failure={failure} what={t('people.reset.failed')} stillTrue={t('people.reset.failedStill')} />}
      {made === null && person.resetUntil && <p>{t('people.reset.open', { until: moment(person.resetUntil) })}</p>}
      {made && (
        <div className={css.secret} role="status">
          <p>{t('people.reset.link', { name: person.name, until: moment(made.expiresAt) })}</p>
          <code data-testid="reset-link">{made.link}</code> <CopyButton value={made.link} />
        </div>
      )}
      <Button variant="outline" onClick={() => void make()}>
        {t('people.reset.make')}
      </Button>
    </section>
  );
}
