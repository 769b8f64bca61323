import type { InboundMessageDetail } from '@critical-callout/contract/messages';
import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Answer } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { discardMessage, fetchMessage, ingestKeys, replayMessage } from './api.ts';
import css from './ingest.module.css';
import { MessageState } from './message-list.tsx';
import { Answers, ProblemList, RawAndParsed } from './segments.tsx';

/** One message with its bytes: why it is kept apart, and what can be done about it. */
export function MessageDetail({ id, tab }: { id: number; tab: 'quarantine' | 'messages' }): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: ingestKeys.message(id), queryFn: ({ signal }) => fetchMessage(id, signal) });
  return (
    <>
      <p>
        <Link to="/settings/integration" search={{ part: tab }}>
          {t('ingest.detail.back')}
        </Link>
      </p>
      <Answer query={query} what={t('ingest.detail.failed')} stillTrue={t('ingest.failedStill')}>
        {(message) => <Loaded message={message} />}
      </Answer>
    </>
  );
}

function Loaded({ message }: { message: InboundMessageDetail }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { id, source, receivedAt, transport, peer, bytes, charset, reason } = message;
  const at = formatMoment(receivedAt, now, lab.zone);
  return (
    <article aria-labelledby="message-title">
      <h2 id="message-title" ref={heading} tabIndex={-1}>
        {t('ingest.detail.title', { id: String(id) })} <MessageState message={message} />
      </h2>
      <p>{t('ingest.detail.facts', { source, at, transport, peer: peer ?? '–', bytes, charset: charset ?? '–' })}</p>
      {reason && (
        <p className={css.warning}>
          <strong>{t('ingest.detail.why')}</strong> {reason}
        </p>
      )}
      <Actions message={message} />
      <RawAndParsed text={message.text} segments={message.segments} />
      <p className={css.hint}>{t('ingest.detail.phi')}</p>
      <section className={css.block}>
        <h3>{t('ingest.detail.problems')}</h3>
        <ProblemList problems={message.problems} />
      </section>
      <section className={css.block}>
        <h3>{t('ingest.detail.acks')}</h3>
        <Answers acks={message.acks} />
      </section>
    </article>
  );
}

function Actions({ message: { id, source, state, discardedAt } }: { message: InboundMessageDetail }): ReactNode {
  const t = useText();
  const mayWrite = useMay('messages.write');
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isDiscarding, setDiscarding] = useState(false);
  if (!mayWrite || state !== 'QUARANTINED' || discardedAt !== null) return null;
  const run = async (work: () => Promise<string>): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      toast(await work());
      await queryClient.invalidateQueries({ queryKey: ['live', 'ingest'] });
      await queryClient.invalidateQueries({ queryKey: ingestKeys.message(id) });
    } catch (problem) {
      setFailure(asFailure(problem));
    }
    setBusy(false);
    setDiscarding(false);
  };
  const replay = async (): Promise<string> => {
    const outcome = await replayMessage(id);
    return outcome.state === 'QUARANTINED'
      ? t('ingest.reprocess.still', { id: String(id), reason: outcome.reason ?? '' })
      : t('ingest.reprocess.done', { id: String(id) });
  };
  const discard = async (reason: string): Promise<string> => {
    await discardMessage(id, reason);
    return t('ingest.discard.done', { id: String(id) });
  };
  return (
    <>
      {failure && (
        <FailurePanel failure={failure} what={t('ingest.reprocess.failed')} stillTrue={t('ingest.reprocess.failedStill')} />
      )}
      <div className={css.actions}>
        <Button loading={isBusy} onClick={() => void run(replay)}>
          {t('ingest.reprocess')}
        </Button>
        <Button variant="outline" onClick={() => setDiscarding(true)}>
          {t('ingest.discard')}
        </Button>
        <span className={css.hint}>{t('ingest.reprocess.hint')}</span>
      </div>
      {isDiscarding && (
        <DiscardDialog
          about={t('ingest.discard.about', { id: String(id), source })}
          isBusy={isBusy}
          onCancel={() => setDiscarding(false)}
          onDiscard={(reason) => void run(() => discard(reason))}
        />
      )}
    </>
  );
}

type DiscardProps = { about: string; isBusy: boolean; onCancel: () => void; onDiscard: (reason: string) => void };

function DiscardDialog({ about, isBusy, onCancel, onDiscard }: DiscardProps): ReactNode {
  const t = useText();
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const confirm = (): void => {
    setMissing(reason.trim().length < 3);
    if (reason.trim().length >= 3) onDiscard(reason.trim());
  };
  return (
    <ConfirmDialog
      title={t('ingest.discard.title')}
      about={about}
      confirmLabel={t('ingest.discard.confirm')}
      isBusy={isBusy}
      onConfirm={confirm}
      onCancel={onCancel}
    >
      <Textarea
        label={t('ingest.discard.reason')}
        rows={2}
        maxLength={500}
        value={reason}
        error={isMissing ? t('ingest.discard.reasonMissing') : undefined}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
