import type { RotaGaps as Gaps } from '@critical-callout/contract/escalation';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { Answer } from '../ui/states.tsx';
import { fetchRotaGaps, rotaGapsKey } from './api.ts';
import css from './policies.module.css';

/** When a step "on call" would find nobody, in the days ahead that a policy must be able to rely on. */
export function RotaGaps(): ReactNode {
  const t = useText();
  const mayMend = useMay('directory.read');
  const query = useQuery({ queryKey: rotaGapsKey, queryFn: ({ signal }) => fetchRotaGaps(signal) });
  return (
    <section className={css.gaps} aria-labelledby="rota-gaps">
      <h2 id="rota-gaps">{t('escalation.gaps')}</h2>
      <Answer query={query} what={t('escalation.gaps.failed')} stillTrue={t('escalation.failedStill')}>
        {(gaps) => <List gaps={gaps} />}
      </Answer>
      {mayMend && (
        <Link to="/settings/on-call" search={{ view: 'week' }}>
          {t('escalation.gaps.mend')}
        </Link>
      )}
    </section>
  );
}

function List({ gaps: { days, gaps, more } }: { gaps: Gaps }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const moment = (at: string): string => formatMoment(at, now, lab.zone);
  if (gaps.length === 0) return <p>{t('escalation.gaps.none', { days })}</p>;
  if (gaps.every(({ place }) => place === null)) return <p>{t('escalation.gaps.noRota')}</p>;
  return (
    <>
      <p>{t('escalation.gaps.lead', { days, count: gaps.length + more })}</p>
      <ul>
        {gaps.map(({ from, until, place }) => (
          <li key={`${from} ${place}`}>
            <bdi>{place}</bdi>: {t('escalation.gaps.one', { from: moment(from), until: moment(until) })}
          </li>
        ))}
      </ul>
    </>
  );
}
