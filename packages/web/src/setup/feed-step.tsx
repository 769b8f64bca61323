import type { Setup } from '@critical-callout/contract/setup';
import type { SentSample } from '@critical-callout/contract/sources';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { type MessageId, useText } from '../platform/text.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { sendSample, setupKey } from './api.ts';
import { FirstMessage } from './first-message.tsx';
import css from './setup.module.css';
import type { StepProps } from './step-props.ts';

type Connection = Setup['feed']['connections'][number];

/** What the laboratory system must be told, a sample over the real line, and the first message explained. */
export function FeedStep({ setup }: Pick<StepProps, 'setup'>): ReactNode {
  const t = useText();
  const mayRead = useMay('messages.read');
  const { connections, isLocalOnly, first } = setup.feed;
  const received = setup.steps.find(({ step }) => step === 'feed')?.checks.find(({ id }) => id === 'message-received');
  return (
    <>
      {connections.length === 0 && <p className={css.tell}>{t('setup.feed.none')}</p>}
      {connections.map((connection) => (
        <ConnectionFacts key={connection.id} connection={connection} setup={setup} />
      ))}
      {isLocalOnly && connections.length > 0 && <p className={css.tell}>{t('setup.feed.localOnly')}</p>}
      <p role="status" data-testid="feed-waiting">
        <strong>{t(waitingWord(received?.state === 'ok', first?.isSample === true))}</strong>
      </p>
      {first && mayRead && <FirstMessage first={first} />}
      <p className={css.links}>
        <Link to="/settings/integration" search={connections.length === 0 ? { source: 0 } : { source: connections[0]?.id }}>
          {t(connections.length === 0 ? 'setup.go.addSource' : 'setup.go.source')}
        </Link>
        <Link to="/settings/integration" search={{ part: 'messages' }}>
          {t('setup.go.received')}
        </Link>
        <Link to="/settings/integration" search={{ part: 'quarantine' }}>
          {t('setup.go.quarantine')}
        </Link>
      </p>
    </>
  );
}

function waitingWord(hasArrived: boolean, isSampleOnly: boolean): MessageId {
  if (hasArrived) return 'setup.feed.arrived';
  return isSampleOnly ? 'setup.feed.sampleOnly' : 'setup.feed.waiting';
}

function ConnectionFacts({ connection, setup }: { connection: Connection; setup: Setup }): ReactNode {
  const t = useText();
  const { name, port, isTls, sendingApplication, sendingFacility, charset } = connection;
  const hosts = setup.feed.hosts.join(t('setup.feed.or'));
  const facts: [string, string][] = [
    [t('setup.feed.host'), hosts || t('setup.feed.thisMachine')],
    [t('setup.feed.port'), port === null ? t('setup.feed.noPort') : String(port)],
    [t('setup.feed.protocol'), t('setup.feed.mllp')],
    ['TLS', t(isTls ? 'setup.feed.tlsOn' : 'setup.feed.tlsOff')],
    [t('setup.feed.types'), t('setup.feed.oru')],
    [t('setup.feed.msh3'), sendingApplication ?? t('setup.feed.any')],
    [t('setup.feed.msh4'), sendingFacility ?? t('setup.feed.any')],
    [t('setup.feed.msh18'), charset ?? t('setup.feed.charset')],
    [t('setup.feed.ack'), t('setup.feed.aa')],
  ];
  return (
    <section className={css.connection} aria-label={t('setup.feed.tellOf', { name })}>
      <h3>
        {t('setup.feed.tellOf', { name })}{' '}
        <CopyButton value={facts.map(([term, text]) => `${term}: ${text}`).join('\n')} label={t('setup.feed.copy')} />
      </h3>
      <dl className={css.facts}>
        {facts.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {!setup.isLive && <Sample connection={connection} />}
    </section>
  );
}

function Sample({ connection: { id, port } }: { connection: Connection }): ReactNode {
  const t = useText();
  const maySend = useMay('sources.write');
  const [sent, setSent] = useState<SentSample | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setFailure(null);
    setBusy(true);
    try {
      setSent(await sendSample(id));
      await queryClient.invalidateQueries({ queryKey: setupKey });
    } catch (problem) {
      setFailure(asFailure(problem));
    }
    setBusy(false);
  };
  if (!maySend || port === null) return null;
  return (
    <>
      <div className={css.actions}>
        <Button variant="outline" loading={isBusy} onClick={() => void send()}>
          {t('setup.feed.sample')}
        </Button>
        <span>{t('setup.feed.sampleHint')}</span>
      </div>
      <p role="status" data-testid="sample-answer">
        {sent && t('setup.feed.answered', { port: String(sent.port), code: sent.code || '–', control: sent.controlId })}
      </p>
      {failure && <FailurePanel failure={failure} what={t('setup.feed.notSent')} stillTrue={t('setup.failedStill')} />}
    </>
  );
}
