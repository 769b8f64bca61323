import { patientMessagesSchema } from '@critical-callout/contract/patients';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMe } from '../auth/index.ts';
import { OrderMessage } from '../ingest/index.ts';
import { call } from '../platform/http.ts';
import { billKey } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { Answer } from '../ui/states.tsx';
import css from './callout.module.css';

/** The bytes the results came with. They hold patient data: nothing is fetched before somebody asks, and asking is logged. */
export function RawTab({ billId }: { billId: number }): ReactNode {
  const t = useText();
  const [isAsked, setAsked] = useState(false);
  if (isAsked) return <Messages billId={billId} />;
  return (
    <div className={css.instruction} data-testid="raw-warning">
      <p className={css.contactName}>{t('raw.warning')}</p>
      <Button size="compact-md" variant="outline" onClick={() => setAsked(true)}>
        {t('raw.show')}
      </Button>
    </div>
  );
}

function Messages({ billId }: { billId: number }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const [chosen, setChosen] = useState<number | null>(null);
  const query = useQuery({
    queryKey: billKey(billId, 'messages'),
    queryFn: ({ signal }) => call('GET /api/v1/bills/{id}/messages', { params: { id: billId }, signal }, patientMessagesSchema),
  });
  return (
    <Answer query={query} what={t('raw.failed')} stillTrue={t('history.failedStill')}>
      {({ messages }) => {
        const open = messages.find(({ id }) => id === chosen) ?? messages[0];
        return (
          <>
            <ul className={css.points}>
              {messages.map(({ id, source, receivedAt, controlId, state }) => (
                <li key={id}>
                  <Button
                    size="compact-sm"
                    variant={id === open?.id ? 'outline' : 'subtle'}
                    aria-pressed={id === open?.id}
                    onClick={() => setChosen(id)}
                  >
                    {t('raw.message', { id: String(id) })}
                  </Button>{' '}
                  <bdi>{source}</bdi> · {formatMoment(receivedAt, now, lab.zone)} · <bdi>{controlId ?? '–'}</bdi> ·{' '}
                  {t(`ingest.message.${state}`)}
                </li>
              ))}
            </ul>
            {open && <OrderMessage key={open.id} message={open} />}
          </>
        );
      }}
    </Answer>
  );
}
