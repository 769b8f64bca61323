import type { Webhook, Webhooks } from '@critical-callout/contract/deliveries';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import css from './ingest.module.css';
import { WebhookForm } from './webhook-form.tsx';
import { WebhookTest } from './webhook-test.tsx';
import { fetchWebhooks, webhookKeys } from './webhooks-api.ts';

/** Organizations whose own system is told besides their people: the address, its check, a test and its answer. */
export function WebhooksTab(): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: webhookKeys.list, queryFn: ({ signal }) => fetchWebhooks(signal) });
  return (
    <Answer query={query} what={t('webhooks.failed')} stillTrue={t('webhooks.failedStill')}>
      {(webhooks) => <Loaded webhooks={webhooks} />}
    </Answer>
  );
}

type Open = { code: string | null; kind: 'form' | 'test'; url: string };

function Loaded({ webhooks }: { webhooks: Webhooks }): ReactNode {
  const t = useText();
  const mayWrite = useMay('sources.write');
  // Others are shown the host alone, to which no test would mean anything.
  const isWhole = useMay('settings.write') || mayWrite;
  const mayTest = useMay('channels.test') && isWhole;
  const [open, setOpen] = useState<Open | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const show = (next: Open): void => {
    setOpen(next);
    requestAnimationFrame(() => place.current?.querySelector<HTMLElement>('h2')?.focus());
  };
  const close = (): void => setOpen(null);
  return (
    <>
      <p className={css.hint}>{t('webhooks.lead')}</p>
      <div ref={place}>
        {open?.kind === 'form' && (
          <WebhookForm key={open.code ?? 'new'} code={open.code} url={open.url} webhooks={webhooks} onClose={close} />
        )}
        {open?.kind === 'test' && <WebhookTest key={open.url} url={open.url} onClose={close} />}
        {open === null && mayWrite && (
          <div className={css.actions}>
            <Button onClick={() => show({ code: null, kind: 'form', url: '' })}>{t('webhooks.add')}</Button>
          </div>
        )}
      </div>
      {webhooks.webhooks.length === 0 ? (
        <EmptyState title={t('webhooks.none')} text={t('webhooks.noneText')} />
      ) : (
        <WebhookTable
          webhooks={webhooks.webhooks}
          onEdit={mayWrite ? ({ organizationCode: code, url }) => show({ code, kind: 'form', url }) : null}
          onTest={mayTest ? ({ organizationCode: code, url }) => show({ code, kind: 'test', url }) : null}
        />
      )}
    </>
  );
}

type TableProps = {
  webhooks: readonly Webhook[];
  onEdit: ((webhook: Webhook) => void) | null;
  onTest: ((webhook: Webhook) => void) | null;
};

function WebhookTable({ webhooks, onEdit, onTest }: TableProps): ReactNode {
  const t = useText();
  const columns: Column<Webhook>[] = [
    {
      id: 'organization',
      header: t('webhooks.organization'),
      isRowHeader: true,
      cell: ({ organizationName, organizationCode }) => <bdi>{`${organizationName} (${organizationCode})`}</bdi>,
    },
    { id: 'url', header: t('webhooks.url'), cell: ({ url }) => <bdi>{url}</bdi> },
    {
      id: 'do',
      header: t('mapping.col.do'),
      cell: (webhook) => (
        <span className={css.actions}>
          {onTest && (
            <Button
              size="compact-sm"
              variant="outline"
              className={css.keep}
              aria-label={t('webhooks.test.of', { name: webhook.organizationName })}
              onClick={() => onTest(webhook)}
            >
              {t('webhooks.test')}
            </Button>
          )}
          {onEdit && (
            <Button
              size="compact-sm"
              variant="outline"
              className={css.keep}
              aria-label={t('webhooks.change.of', { name: webhook.organizationName })}
              onClick={() => onEdit(webhook)}
            >
              {t('mapping.change')}
            </Button>
          )}
        </span>
      ),
    },
  ];
  return (
    <DataTable
      label={t('ingest.tab.webhooks')}
      columns={columns}
      rows={webhooks}
      keyOf={({ organizationCode }) => organizationCode}
    />
  );
}
