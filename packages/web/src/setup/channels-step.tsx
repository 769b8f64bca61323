import type { ChannelState } from '@critical-callout/contract/deliveries';
import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { deliveryKeys, fetchChannels, testChannel } from '../delivery/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Answer } from '../ui/states.tsx';
import { setupKey } from './api.ts';
import css from './setup.module.css';
import type { StepProps } from './step-props.ts';

/** While somebody waits whether their message arrives. */
const LOOK_EVERY_MS = 3_000;

/** A message to oneself over each channel of this server. */
export function ChannelsStep({ setup }: Pick<StepProps, 'setup'>): ReactNode {
  const t = useText();
  const query = useQuery({
    queryKey: deliveryKeys.channels,
    queryFn: ({ signal }) => fetchChannels(signal),
    refetchInterval: LOOK_EVERY_MS,
  });
  return (
    <>
      <Answer query={query} what={t('channels.failed')} stillTrue={t('setup.failedStill')}>
        {({ channels }) => <Channels channels={channels} myEmail={setup.myEmail} />}
      </Answer>
      <p className={css.links}>
        <Link to="/settings/messages">{t('setup.go.messages')}</Link>
        <Link to="/settings/templates">{t('setup.go.templates')}</Link>
      </p>
    </>
  );
}

function Channels({ channels, myEmail }: { channels: readonly ChannelState[]; myEmail: string | null }): ReactNode {
  const t = useText();
  const on = channels.filter(({ isSetUp }) => isSetUp);
  const off = channels.filter(({ isSetUp }) => !isSetUp).map(({ channel }) => t(`deliveryChannel.${channel}`));
  return (
    <>
      {on.map((state) => (
        <Channel key={state.channel} state={state} first={state.channel === 'email' ? (myEmail ?? '') : ''} />
      ))}
      {off.length > 0 && <p>{t('setup.channels.off', { channels: off.join(', ') })}</p>}
    </>
  );
}

const TONES: Record<string, 'done' | 'critical' | 'amber'> = { accepted: 'done', delivered: 'done', failed: 'critical' };

function Channel({ state: { channel, lastTest }, first }: { state: ChannelState; first: string }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const mayTest = useMay('channels.test');
  const [address, setAddress] = useState(lastTest?.address ?? first);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const name = t(`deliveryChannel.${channel}`);
  const send = async (): Promise<void> => {
    setFailure(null);
    setBusy(true);
    try {
      await testChannel({ channel, address: address.trim() });
      await queryClient.invalidateQueries({ queryKey: deliveryKeys.all });
      await queryClient.invalidateQueries({ queryKey: setupKey });
    } catch (problem) {
      setFailure(asFailure(problem));
    }
    setBusy(false);
  };
  return (
    <form
      className={css.channel}
      aria-label={name}
      data-channel={channel}
      onSubmit={(event) => {
        event.preventDefault();
        if (address.trim() !== '') void send();
      }}
    >
      <h3>{name}</h3>
      {mayTest && (
        <div className={css.form}>
          <TextInput
            label={t('setup.channels.to')}
            description={t(`setup.channels.address.${channel}`)}
            value={address}
            maxLength={2000}
            required
            onChange={({ currentTarget: { value } }) => setAddress(value)}
          />
          <Button type="submit" variant="outline" loading={isBusy}>
            {t('setup.channels.send', { channel: name })}
          </Button>
        </div>
      )}
      <p role="status">
        {lastTest ? (
          <>
            <Badge tone={TONES[lastTest.state] ?? 'amber'}>{t(`deliveryState.${lastTest.state}`)}</Badge>{' '}
            {t('setup.channels.last', { at: formatMoment(lastTest.at, now, lab.zone), address: lastTest.address })}{' '}
            {lastTest.answer}
          </>
        ) : (
          t('setup.channels.never')
        )}
      </p>
      {failure && <FailurePanel failure={failure} what={t('channels.notTested')} stillTrue={t('channels.notTestedStill')} />}
    </form>
  );
}
