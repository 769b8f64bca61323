import type { DeliveryDetail } from '@critical-callout/contract/deliveries';
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { FormActions } from '../ui/form-actions.tsx';
import { toast } from '../ui/toast.tsx';
import { deliveryKeys, followDelivery, markHandled, sendAgain, stopDelivery } from './api.ts';
import css from './delivery.module.css';
import { useChannels } from './use-deliveries.ts';

type Props = { delivery: DeliveryDetail; onOpen: (id: number) => void };
type Asking = 'channel' | 'handled' | 'stop' | null;

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: deliveryKeys.all });

/** What a person can do about a message; what would make no sense in its state is not offered. */
export function DeliveryActions({ delivery, onOpen }: Props): ReactNode {
  const t = useText();
  const [asking, setAsking] = useState<Asking>(null);
  const { id, state, billId, isTest, handled } = delivery;
  const buttons = useRef<HTMLDivElement>(null);
  // The button that was pressed may be gone with what it did.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks after each change of what is offered
  useEffect(() => {
    const heading = buttons.current?.closest('[data-region]')?.querySelector<HTMLElement>('[data-region-focus]');
    if (document.activeElement === document.body) heading?.focus();
  }, [state, handled, asking]);
  const again = useMutation({
    mutationFn: () => sendAgain(id),
    onSuccess: async () => {
      toast(t('delivery.sentAgain'));
      await refresh();
    },
  });
  const isOver = state === 'failed' || state === 'unknown' || state === 'cancelled';
  const isHandlable = state === 'failed' || state === 'unknown' || state === 'queued';
  const done = async (words: string, open?: number): Promise<void> => {
    setAsking(null);
    toast(words);
    await refresh();
    if (open !== undefined) onOpen(open);
  };
  return (
    <>
      <div ref={buttons} className={css.actions}>
        {isOver && (
          <Button variant="outline" loading={again.isPending} onClick={() => again.mutate()}>
            {t('delivery.sendAgain')}
          </Button>
        )}
        {billId !== null && !isTest && (
          <Button variant="outline" onClick={() => setAsking('channel')}>
            {t('delivery.otherChannel')}
          </Button>
        )}
        {isHandlable && !handled && (
          <Button variant="outline" onClick={() => setAsking('handled')}>
            {t('delivery.markHandled')}
          </Button>
        )}
        {state === 'queued' && (
          <Button variant="outline" onClick={() => setAsking('stop')}>
            {t('delivery.stop')}
          </Button>
        )}
      </div>
      {isOver && <p className={css.minor}>{t('delivery.sendAgainHint')}</p>}
      {again.error && (
        <FailurePanel failure={asFailure(again.error)} what={t('delivery.notDone')} stillTrue={t('delivery.notDoneStill')} />
      )}
      {asking === 'channel' && (
        <FollowDialog
          delivery={delivery}
          onClose={() => setAsking(null)}
          onDone={(next) => void done(t('delivery.followed'), next)}
        />
      )}
      {asking === 'handled' && (
        <ReasonDialog
          title={t('delivery.markHandled')}
          label={t('delivery.handledReason')}
          onClose={() => setAsking(null)}
          onSend={(reason) => markHandled(id, reason)}
          onDone={() => void done(t('delivery.markedHandled'))}
        />
      )}
      {asking === 'stop' && (
        <ReasonDialog
          title={t('delivery.stop')}
          label={t('delivery.stopReason')}
          onClose={() => setAsking(null)}
          onSend={(reason) => stopDelivery(id, reason)}
          onDone={() => void done(t('delivery.stopped'))}
        />
      )}
    </>
  );
}

type ReasonProps = {
  title: string;
  label: string;
  onClose: () => void;
  onSend: (reason: string) => Promise<unknown>;
  onDone: () => void;
};

function ReasonDialog({ title, label, onClose, onSend, onDone }: ReasonProps): ReactNode {
  const t = useText();
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const send = useMutation({ mutationFn: () => onSend(reason.trim()), onSuccess: onDone });
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(reason.trim().length < 3);
          if (reason.trim().length >= 3) send.mutate();
        }}
      >
        <Textarea
          label={label}
          value={reason}
          maxLength={500}
          autosize
          minRows={2}
          error={isMissing ? t('delivery.reasonMissing') : undefined}
          onChange={({ currentTarget: { value } }) => setReason(value)}
        />
        {send.error && (
          <FailurePanel failure={asFailure(send.error)} what={t('delivery.notDone')} stillTrue={t('delivery.notDoneStill')} />
        )}
        <FormActions submit={title} isBusy={send.isPending} variant="outline" onBack={onClose} />
      </form>
    </Dialog>
  );
}

/** Another message because of this one: over any channel this server has, to the address of the directory or one typed here. */
function FollowDialog({
  delivery: { id, channel: used, recipientName, recipientKind },
  onClose,
  onDone,
}: {
  delivery: DeliveryDetail;
  onClose: () => void;
  onDone: (deliveryId: number) => void;
}): ReactNode {
  const t = useText();
  const hintId = useId();
  const { data } = useChannels();
  // Only organizations have a system of their own.
  const fits = (channel: string): boolean => channel !== 'webhook' || recipientKind === 'organization';
  const offered = data?.channels.flatMap(({ channel, isOffered }) => (isOffered && fits(channel) ? [channel] : [])) ?? [];
  const [chosen, setChosen] = useState<(typeof offered)[number] | null>(null);
  const [address, setAddress] = useState('');
  const channel = chosen ?? offered.find((one) => one !== used) ?? used;
  const send = useMutation({
    mutationFn: () => followDelivery(id, { channel, ...(address.trim() ? { address: address.trim() } : {}) }),
    onSuccess: ({ deliveryId }) => onDone(deliveryId),
  });
  return (
    <Dialog title={t('delivery.otherChannel')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate();
        }}
      >
        <p id={hintId}>{t('delivery.otherChannelHint', { name: recipientName })}</p>
        <NativeSelect
          label={t('deliveries.filter.channel')}
          value={channel}
          onChange={({ currentTarget: { value } }) => setChosen(offered.find((one) => one === value) ?? null)}
          data={offered.map((value) => ({
            value,
            label:
              value === used
                ? t('delivery.sameChannel', { channel: t(`deliveryChannel.${value}`) })
                : t(`deliveryChannel.${value}`),
          }))}
        />
        <TextInput
          label={t('delivery.address')}
          description={t('delivery.addressHint')}
          value={address}
          maxLength={2000}
          onChange={({ currentTarget: { value } }) => setAddress(value)}
        />
        {send.error && (
          <FailurePanel failure={asFailure(send.error)} what={t('delivery.notDone')} stillTrue={t('delivery.notDoneStill')} />
        )}
        <FormActions
          submit={t('delivery.send')}
          isBusy={send.isPending}
          isDisabled={offered.length === 0}
          variant="outline"
          onBack={onClose}
        />
      </form>
    </Dialog>
  );
}
