import type { Sources } from '@critical-callout/contract/sources';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { usePolling } from '../platform/live/live.ts';
import { useText } from '../platform/text.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { Answer } from '../ui/states.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { fetchSources, ingestKeys } from './api.ts';
import { MappingTab } from './mapping-tab.tsx';
import { MessageDetail } from './message-detail.tsx';
import { MessageList } from './message-list.tsx';
import { MessageTester } from './message-tester.tsx';
import { SourcesTab } from './sources-tab.tsx';
import { INTEGRATION_TABS, type IntegrationTab } from './tabs.ts';
import { WebhooksTab } from './webhooks-tab.tsx';

/** Counters move while somebody watches a feed being connected. */
const COUNTERS_EVERY_MS = 5_000;

/** Where results come from, what became of each message, and what one would become. */
export function IntegrationPage(): ReactNode {
  const t = useText();
  const polling = usePolling();
  const query = useQuery({
    queryKey: ingestKeys.sources,
    queryFn: ({ signal }) => fetchSources(signal),
    refetchInterval: polling || COUNTERS_EVERY_MS,
  });
  return (
    <Page>
      <PageHeader title={t('ingest.title')} lead={t('ingest.lead')} />
      <Answer query={query} what={t('ingest.failed')} stillTrue={t('ingest.failedStill')}>
        {(sources) => <Parts sources={sources} />}
      </Answer>
    </Page>
  );
}

function Parts({ sources }: { sources: Sources }): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const { part: tab = 'sources', message } = useSearch({ from: '/signed-in/settings/integration' });
  const count = sources.items.reduce((sum, { openQuarantine }) => sum + openQuarantine, 0);
  const words = {
    sources: t('ingest.tab.sources'),
    quarantine: t('ingest.tab.quarantine', { count }),
    messages: t('ingest.tab.messages'),
    mapping: t('ingest.tab.mapping'),
    webhooks: t('ingest.tab.webhooks'),
    try: t('ingest.tab.try'),
  };
  const choose = (next: IntegrationTab): void => void navigate({ to: '/settings/integration', search: { part: next } });
  const shown = (): ReactNode => {
    if (tab === 'sources') return <SourcesTab sources={sources} />;
    if (tab === 'mapping') return <MappingTab sources={sources.items} />;
    if (tab === 'webhooks') return <WebhooksTab />;
    if (tab === 'try') return <MessageTester sources={sources.items} />;
    if (message !== undefined) return <MessageDetail key={message} id={message} tab={tab} />;
    return <MessageList key={tab} tab={tab} />;
  };
  return (
    <Tabs label={t('ingest.tabs')} tabs={INTEGRATION_TABS.map((id) => ({ id, label: words[id] }))} active={tab} onChange={choose}>
      {shown()}
    </Tabs>
  );
}
