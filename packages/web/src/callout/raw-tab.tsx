import { patientMessagesSchema } from '@critical-callout/contract/patients';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMe } from '../auth/index.ts';
import { fetchMessage, ingestKeys, RawAndParsed } from '../ingest/index.ts';
import { call } from '../platform/http.ts';
import { ingestWords } from '../platform/messages/en/ingest.ts';
import { billKey } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { addWords, useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { Answer } from '../ui/states.tsx';
import css from './callout.module.css';

addWords(ingestWords);

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
    queryFn: ({ signal }) => call(patientMessagesSchema, `/api/v1/bills/${billId}/messages`, { signal }),
  });
  return (
    <Answer query={query} what={t('raw.failed')} stillTrue={t('history.failedStill')}>
      {({ messages }) => (
        <>
          <ul className={css.points}>
            {messages.map(({ id, source, receivedAt, controlId, state }) => (
              <li key={id}>
                <Button
                  size="compact-sm"
                  variant={id === (chosen ?? messages[0]?.id) ? 'outline' : 'subtle'}
                  aria-pressed={id === (chosen ?? messages[0]?.id)}
                  onClick={() => setChosen(id)}
                >
                  {t('raw.message', { id: String(id) })}
                </Button>{' '}
                <bdi>{source}</bdi> · {formatMoment(receivedAt, now, lab.zone)} · <bdi>{controlId ?? '–'}</bdi> · {state}
              </li>
            ))}
          </ul>
          {messages[0] && <OneMessage key={chosen ?? messages[0].id} id={chosen ?? messages[0].id} />}
        </>
      )}
    </Answer>
  );
}

function OneMessage({ id }: { id: number }): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: ingestKeys.message(id), queryFn: ({ signal }) => fetchMessage(id, signal) });
  return (
    <Answer query={query} what={t('raw.failed')} stillTrue={t('history.failedStill')}>
      {({ text, segments }) => <RawAndParsed text={text} segments={segments} />}
    </Answer>
  );
}
