import type { Source, TriedMessage } from '@critical-callout/contract/sources';
import { Button, NativeSelect, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { EmptyState } from '../ui/states.tsx';
import { tryMessage } from './api.ts';
import css from './ingest.module.css';
import { MessageState } from './message-list.tsx';
import { Answers, ProblemList, RawAndParsed } from './segments.tsx';

type Tried = { text: string; answer: TriedMessage };

/** Paste, and see what would become of it; nothing is stored. */
export function MessageTester({ sources }: { sources: readonly Source[] }): ReactNode {
  const t = useText();
  const [sourceId, setSourceId] = useState(String(sources[0]?.id ?? ''));
  const [text, setText] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [tried, setTried] = useState<Tried | null>(null);
  if (sources.length === 0) return <EmptyState title={t('ingest.none')} text={t('ingest.noneText')} />;
  const run = async (): Promise<void> => {
    setMissing(text.trim() === '');
    if (text.trim() === '') return;
    setBusy(true);
    setFailure(null);
    try {
      setTried({ text, answer: await tryMessage(Number(sourceId), text) });
    } catch (problem) {
      setFailure(asFailure(problem));
    }
    setBusy(false);
  };
  return (
    <>
      <p>{t('ingest.try.lead')}</p>
      <NativeSelect
        label={t('ingest.try.source')}
        value={sourceId}
        onChange={({ currentTarget }) => setSourceId(currentTarget.value)}
        data={sources.map(({ id, name }) => ({ value: String(id), label: name }))}
      />
      <Textarea
        mt="sm"
        label={t('ingest.try.text')}
        classNames={{ input: css.message }}
        rows={8}
        value={text}
        spellCheck={false}
        error={isMissing ? t('ingest.try.empty') : undefined}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <div className={css.actions}>
        <Button loading={isBusy} onClick={() => void run()}>
          {t('ingest.try.run')}
        </Button>
      </div>
      {failure && <FailurePanel failure={failure} what={t('ingest.try.failed')} stillTrue={t('ingest.try.failedStill')} />}
      {tried?.answer.messages
        .map((message, index) => ({ message, number: index + 1 }))
        .map(({ message, number }) => (
          <TriedOne
            key={number}
            message={message}
            number={number}
            text={tried.text}
            isOnly={tried.answer.messages.length === 1}
          />
        ))}
    </>
  );
}

type Message = TriedMessage['messages'][number];

export function TriedOne({
  message,
  number,
  text,
  isOnly,
}: {
  message: Message;
  number: number;
  text: string;
  isOnly: boolean;
}): ReactNode {
  const t = useText();
  const { state, reason, segments, problems, acks, orders } = message;
  const shown = isOnly
    ? text
    : segments.map(({ name, fields }) => [name, ...fields.map(({ value }) => value)].join('|')).join('\n');
  return (
    <section className={css.block} data-testid="tried">
      <h2>
        {t('ingest.try.result', { number })} <MessageState message={{ state, discardedAt: null }} />
      </h2>
      {reason && <p className={css.warning}>{reason}</p>}
      {orders.map((order) => (
        <TriedOrder key={order.billNumber} order={order} />
      ))}
      <RawAndParsed text={shown} segments={segments} />
      <h3>{t('ingest.detail.problems')}</h3>
      <ProblemList problems={problems} />
      <h3>{t('ingest.detail.acks')}</h3>
      <Answers acks={acks} />
    </section>
  );
}

function TriedOrder({ order }: { order: Message['orders'][number] }): ReactNode {
  const t = useText();
  const rows = order.reports.flatMap(({ testName, results }) =>
    results.map((result, index) => ({ key: `${testName} ${index} ${result.parameterCode}`, testName, ...result })),
  );
  return (
    <div className={css.block}>
      <h3>
        {t('ingest.try.order', { number: order.billNumber, patient: order.patient || t('ingest.try.noPatient') })}{' '}
        <Badge tone={order.opensCallout ? 'critical' : 'neutral'}>
          {t(order.opensCallout ? 'ingest.try.opens' : 'ingest.try.opensNot')}
        </Badge>
      </h3>
      <DataTable
        label={t('ingest.try.order', { number: order.billNumber, patient: '' })}
        rows={rows}
        keyOf={({ key }) => key}
        columns={[
          {
            id: 'test',
            header: t('ingest.try.test'),
            isRowHeader: true,
            cell: (row) => row.parameterName || row.parameterCode || row.testName,
          },
          { id: 'value', header: t('ingest.try.value'), cell: ({ value, unit }) => <bdi>{`${value} ${unit ?? ''}`.trim()}</bdi> },
          { id: 'verdict', header: t('ingest.try.verdict'), cell: ({ verdict }) => t(`ingest.verdict.${verdict}`) },
          { id: 'why', header: t('ingest.try.why'), cell: ({ reason }) => reason },
        ]}
      />
    </div>
  );
}
