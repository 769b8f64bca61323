import type { ChannelState } from '@critical-callout/contract/deliveries';
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { FormActions } from '../ui/form-actions.tsx';
import { type MarkName, StateMark, type Tone } from '../ui/marks.tsx';
import { Answer, LoadingLines } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { deliveryKeys, testChannel } from './api.ts';
import css from './delivery.module.css';
import { useChannels } from './use-deliveries.ts';

const HEALTH: Record<ChannelState['health'], { mark: MarkName; tone: Tone }> = {
  off: { mark: 'withdrawn', tone: 'neutral' },
  idle: { mark: 'in-time', tone: 'neutral' },
  ok: { mark: 'done', tone: 'done' },
  troubled: { mark: 'due-soon', tone: 'amber' },
  down: { mark: 'failed', tone: 'critical' },
};

/** How each channel of this server does, in one line; the cards open by themselves when a channel is in trouble. */
export function ChannelCards(): ReactNode {
  const t = useText();
  const may = useMay('settings.read');
  const query = useChannels();
  if (!may) return null;
  return (
    <Answer
      query={query}
      what={t('channels.failed')}
      stillTrue={t('deliveries.failedStill')}
      loading={<LoadingLines lines={1} />}
    >
      {({ channels }) => <Channels channels={channels} />}
    </Answer>
  );
}

function Channels({ channels }: { channels: readonly ChannelState[] }): ReactNode {
  const t = useText();
  const on = channels.filter(({ isSetUp }) => isSetUp);
  const off = channels.filter(({ isSetUp }) => !isSetUp).map(({ channel }) => t(`deliveryChannel.${channel}`));
  const isTroubled = on.some(({ health }) => health === 'down' || health === 'troubled');
  // What a person has opened or closed stays so.
  const [chosen, setChosen] = useState<boolean | null>(null);
  return (
    <section aria-label={t('channels.title')} className={css.channels}>
      <button
        type="button"
        className={css.summary}
        aria-expanded={chosen ?? isTroubled}
        onClick={() => setChosen(!(chosen ?? isTroubled))}
      >
        <span aria-hidden="true">{(chosen ?? isTroubled) ? '▾' : '▸'}</span> {t('channels.title')}
        {on.map(({ channel, health }) => (
          <span key={channel}>
            {t(`deliveryChannel.${channel}`)}{' '}
            <StateMark name={HEALTH[health].mark} tone={HEALTH[health].tone}>
              {t(`channelHealth.${health}`)}
            </StateMark>
          </span>
        ))}
      </button>
      {(chosen ?? isTroubled) && (
        <>
          <ul className={css.cards} data-testid="channels">
            {on.map((channel) => (
              <ChannelCard key={channel.channel} channel={channel} />
            ))}
          </ul>
          {off.length > 0 && <p className={css.minor}>{t('channels.off', { channels: off.join(', ') })}</p>}
        </>
      )}
    </section>
  );
}

function ChannelCard({ channel: state }: { channel: ChannelState }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const mayTest = useMay('channels.test');
  const [isTesting, setTesting] = useState(false);
  const {
    channel,
    carrier,
    health,
    isOffered,
    lastSuccessAt,
    successPercent,
    endedLastHour,
    queueLength,
    oldestQueuedAt,
    lastError,
    lastTest,
  } = state;
  const { mark, tone } = HEALTH[health];
  const at = (instant: string): string => formatMoment(instant, now, lab.zone);
  const name = t(`deliveryChannel.${channel}`);
  return (
    <li className={css.card} data-health={health}>
      <h2>{name}</h2>
      <p>
        <StateMark name={mark} tone={tone}>
          {t(`channelHealth.${health}`)}
        </StateMark>{' '}
        <span className={css.minor}>{carrier}</span>
      </p>
      {!isOffered && <p>{t('channels.switchedOff')}</p>}
      <dl className={css.facts}>
        <dt>{t('channels.lastSuccess')}</dt>
        <dd>{lastSuccessAt ? at(lastSuccessAt) : t('channels.never')}</dd>
        <dt>{t('channels.lastHour')}</dt>
        <dd>
          {successPercent === null
            ? t('channels.noneEnded')
            : t('channels.percent', { percent: successPercent, count: endedLastHour })}
        </dd>
        <dt>{t('channels.queue')}</dt>
        <dd>{oldestQueuedAt ? t('channels.waiting', { count: queueLength, at: at(oldestQueuedAt) }) : '0'}</dd>
        {lastError && (
          <>
            <dt>{t('channels.lastError')}</dt>
            <dd className={css.words}>
              {at(lastError.at)} {lastError.answer}
            </dd>
          </>
        )}
        {lastTest && (
          <>
            <dt>{t('channels.lastTest')}</dt>
            <dd className={css.words}>
              {at(lastTest.at)} <bdi>{lastTest.address}</bdi> · {t(`deliveryState.${lastTest.state}`)} {lastTest.answer}
            </dd>
          </>
        )}
      </dl>
      {mayTest && (
        <Button variant="outline" onClick={() => setTesting(true)} aria-label={t('channels.sendTestOf', { channel: name })}>
          {t('channels.sendTest')}
        </Button>
      )}
      {isTesting && <TestDialog channel={channel} onClose={() => setTesting(false)} />}
    </li>
  );
}

function TestDialog({ channel, onClose }: { channel: ChannelState['channel']; onClose: () => void }): ReactNode {
  const t = useText();
  const [address, setAddress] = useState('');
  const send = useMutation({
    mutationFn: () => testChannel({ channel, address: address.trim() }),
    onSuccess: async ({ address: to }) => {
      onClose();
      toast(t('channels.tested', { address: to }));
      await queryClient.invalidateQueries({ queryKey: deliveryKeys.all });
    },
  });
  return (
    <Dialog title={t('channels.testTitle', { channel: t(`deliveryChannel.${channel}`) })} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (address.trim() !== '') send.mutate();
        }}
      >
        <p>{t('channels.testHint')}</p>
        <TextInput
          label={t('delivery.address')}
          value={address}
          maxLength={2000}
          required
          onChange={({ currentTarget: { value } }) => setAddress(value)}
        />
        {send.error && (
          <FailurePanel failure={asFailure(send.error)} what={t('channels.notTested')} stillTrue={t('channels.notTestedStill')} />
        )}
        <FormActions submit={t('channels.sendTest')} isBusy={send.isPending} variant="outline" onBack={onClose} />
      </form>
    </Dialog>
  );
}
