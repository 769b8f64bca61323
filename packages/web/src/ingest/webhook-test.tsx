import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { useText } from '../platform/text.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import css from './ingest.module.css';
import { WebhookCheck } from './webhook-check.tsx';
import { fetchTest, sendTest, webhookKeys } from './webhooks-api.ts';

const LOOK_EVERY_MS = 1_000;
const IN_WORK: readonly string[] = ['queued', 'sending'];

/** A real message without any patient to the address, signed like every other, and what the receiver answered. */
export function WebhookTest({ url, onClose }: { url: string; onClose: () => void }): ReactNode {
  const t = useText();
  const [deliveryId, setDeliveryId] = useState<number | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      setDeliveryId((await sendTest(url)).deliveryId);
    } catch (problem) {
      setFailure(asFailure(problem));
    }
    setBusy(false);
  };
  return (
    <section className={css.block} aria-label={t('webhooks.test')}>
      <h2 tabIndex={-1}>{t('webhooks.test.title')}</h2>
      <p>
        <bdi>{url}</bdi>
      </p>
      <WebhookCheck url={url} />
      {failure && <FailurePanel failure={failure} what={t('webhooks.test.failed')} stillTrue={t('webhooks.test.failedStill')} />}
      {deliveryId !== null && <Answered deliveryId={deliveryId} />}
      <div className={css.actions}>
        <Button loading={isBusy} onClick={() => void send()}>
          {t(deliveryId === null ? 'webhooks.test.send' : 'webhooks.test.again')}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {t('dialog.back')}
        </Button>
      </div>
    </section>
  );
}

function Answered({ deliveryId }: { deliveryId: number }): ReactNode {
  const t = useText();
  const { data } = useQuery({
    queryKey: webhookKeys.test(deliveryId),
    queryFn: ({ signal }) => fetchTest(deliveryId, signal),
    refetchInterval: ({ state }) => (state.data && !IN_WORK.includes(state.data.state) ? false : LOOK_EVERY_MS),
  });
  const isOver = data && !IN_WORK.includes(data.state);
  return (
    <p role="status" data-testid="webhook-answer">
      <strong>{t(data ? `deliveryState.${data.state}` : 'webhooks.test.waits')}</strong>{' '}
      {data?.answer ? t('webhooks.test.answer', { answer: data.answer }) : ''}
      {!isOver && data?.answer ? ` ${t('webhooks.test.retries')}` : ''}
    </p>
  );
}
