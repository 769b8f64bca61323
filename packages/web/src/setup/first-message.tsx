import type { Setup } from '@critical-callout/contract/setup';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { explainMessage, TriedOne } from '../ingest/index.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { Answer } from '../ui/states.tsx';
import css from './setup.module.css';

type First = NonNullable<Setup['feed']['first']>;

/** The first message as it was read: what was taken from which field, and what became of each result. */
export function FirstMessage({ first }: { first: First }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const query = useQuery({
    queryKey: ['setup', 'first-message', first.id],
    queryFn: ({ signal }) => explainMessage(first.id, first.sourceId, signal),
    // It does not change, and each reading of it leaves a line in the access log.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const values = { control: first.controlId ?? '–', at: formatMoment(first.receivedAt, serverNow(), lab.zone) };
  return (
    <section className={css.connection} aria-label={t('setup.feed.explained')} data-testid="first-message">
      <h3>{t(first.isSample ? 'setup.feed.firstSample' : 'setup.feed.first', values)}</h3>
      <Answer query={query} what={t('setup.feed.notExplained')} stillTrue={t('setup.failedStill')}>
        {({ text, message }) => (
          <>
            <ul>
              {message.orders.map((order) => (
                <li key={order.billNumber}>
                  {t('setup.feed.mapped', {
                    number: order.billNumber,
                    patient: order.patient || '–',
                    ward: order.ward ?? '–',
                    results: order.reports.flatMap(({ results }) => results).length,
                  })}
                </li>
              ))}
            </ul>
            <details>
              <summary>{t('setup.feed.fields')}</summary>
              <TriedOne message={message} number={1} text={text} isOnly />
            </details>
          </>
        )}
      </Answer>
      <Link to="/settings/integration" search={{ part: 'messages', message: first.id }}>
        {t('setup.go.message')}
      </Link>
    </section>
  );
}
