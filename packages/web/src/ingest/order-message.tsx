import type { PatientMessages } from '@critical-callout/contract/patients';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ingestWords } from '../platform/messages/en/ingest.ts';
import { addWords, useText } from '../platform/text.tsx';
import { Answer } from '../ui/states.tsx';
import { fetchOrderMessage, ingestKeys } from './api.ts';
import { RawAndParsed } from './segments.tsx';

addWords(ingestWords);

/** A message of an order one sees, raw and parsed; of one that also holds orders one does not see, why it is not shown. */
export function OrderMessage({ message }: { message: PatientMessages['messages'][number] }): ReactNode {
  const t = useText();
  if (!message.isInScope) return <p data-testid="message-out-of-scope">{t('ingest.outOfScope')}</p>;
  return <Content id={message.id} />;
}

function Content({ id }: { id: number }): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: ingestKeys.orderMessage(id), queryFn: ({ signal }) => fetchOrderMessage(id, signal) });
  return (
    <Answer query={query} what={t('ingest.orderMessage.failed')} stillTrue={t('ingest.orderMessage.failedStill')}>
      {({ text, segments }) => <RawAndParsed text={text} segments={segments} />}
    </Answer>
  );
}
