import type { PatientMessages } from '@critical-callout/contract/patients';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { OrderMessage } from '../ingest/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { Answer, EmptyState } from '../ui/states.tsx';
import { fetchPatientMessages, patientKeys } from './api.ts';
import css from './patients.module.css';

/** The messages the results came with; one of them raw and parsed side by side. */
export function MessagesTab({ patientId }: { patientId: number }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const { raw: open } = useSearch({ from: '/signed-in/patients/$patientId' });
  const query = useQuery({
    queryKey: patientKeys.messages(patientId),
    queryFn: ({ signal }) => fetchPatientMessages(patientId, signal),
  });
  return (
    <Answer query={query} what={t('patients.messages.failed')} stillTrue={t('patients.failedStill')}>
      {({ messages }) =>
        messages.length === 0 ? (
          <EmptyState title={t('patients.messages.none')} />
        ) : (
          <>
            <p>{t('patients.messages.phi')}</p>
            <DataTable
              label={t('patients.tab.messages')}
              rows={messages}
              keyOf={({ id }) => id}
              openKey={open ?? null}
              isClickable
              columns={[
                {
                  id: 'id',
                  header: t('patients.messages.col.id'),
                  isRowHeader: true,
                  cell: ({ id }) => (
                    <Link to="." search={(before) => ({ ...before, raw: id })}>
                      {id}
                    </Link>
                  ),
                },
                {
                  id: 'received',
                  header: t('patients.messages.col.received'),
                  cell: ({ receivedAt }) => formatMoment(receivedAt, now, lab.zone),
                },
                { id: 'source', header: t('patients.messages.col.source'), cell: ({ source }) => <bdi>{source}</bdi> },
                {
                  id: 'control',
                  header: t('patients.messages.col.control'),
                  cell: ({ controlId, messageType }) => <bdi>{[controlId, messageType].filter(Boolean).join(' · ') || '–'}</bdi>,
                },
                {
                  id: 'connection',
                  header: t('patients.messages.col.connection'),
                  cell: ({ transport, peer }) => <bdi>{[transport, peer].filter(Boolean).join(' · ')}</bdi>,
                },
                { id: 'state', header: t('patients.messages.col.state'), cell: ({ state }) => t(`ingest.message.${state}`) },
                {
                  id: 'problems',
                  header: t('patients.messages.col.problems'),
                  align: 'end',
                  cell: ({ problemCount }) => problemCount,
                },
              ]}
            />
            {opened(messages, open)}
          </>
        )
      }
    </Answer>
  );
}

function opened(messages: PatientMessages['messages'], open: number | undefined): ReactNode {
  const message = messages.find(({ id }) => id === open);
  return message && <OneMessage key={message.id} message={message} />;
}

function OneMessage({ message }: { message: PatientMessages['messages'][number] }): ReactNode {
  const t = useText();
  return (
    <section className={css.part} aria-labelledby="message-title">
      <h2 id="message-title">{t('patients.messages.open', { id: String(message.id) })}</h2>
      <OrderMessage message={message} />
    </section>
  );
}
