import type { Source, Sources } from '@critical-callout/contract/sources';
import { Button } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { EntryList, ListAndForm } from '../ui/publish/list-and-form.tsx';
import { EmptyState } from '../ui/states.tsx';
import css from './ingest.module.css';
import { SourceFacts } from './source-facts.tsx';
import { SourceForm } from './source-form.tsx';

/** Every connection on the left; how it does and how it is set on the right. */
export function SourcesTab({ sources }: { sources: Sources }): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const mayWrite = useMay('sources.write');
  const { source: chosen = sources.items[0]?.id } = useSearch({ from: '/signed-in/settings/integration' });
  const open = sources.items.find(({ id }) => id === chosen);
  const isNew = chosen === 0;
  const add = mayWrite && (
    <Button
      variant="outline"
      onClick={() => void navigate({ to: '/settings/integration', search: { part: 'sources', source: 0 } })}
    >
      {t('ingest.add')}
    </Button>
  );
  if (sources.items.length === 0 && !isNew) {
    return (
      <EmptyState title={t('ingest.none')} text={t('ingest.noneText')}>
        {add}
      </EmptyState>
    );
  }
  const list = (
    <>
      <EntryList label={t('ingest.list')}>
        {sources.items.map((source) => (
          <li key={source.id}>
            <Link
              to="/settings/integration"
              search={{ part: 'sources', source: source.id }}
              aria-current={source.id === open?.id ? 'true' : undefined}
            >
              <span className={css.entry}>
                <span>{source.name}</span>
                <SourceState source={source} />
              </span>
            </Link>
          </li>
        ))}
      </EntryList>
      <div className={css.actions}>{add}</div>
    </>
  );
  return (
    <ListAndForm list={list} whoMay={t('ingest.who')}>
      {open && <SourceFacts source={open} />}
      {(open || isNew) && (
        <SourceForm key={open ? `${open.id} ${open.version}` : 'new'} source={open ?? null} sources={sources} />
      )}
    </ListAndForm>
  );
}

function SourceState({ source: { isEnabled, status } }: { source: Source }): ReactNode {
  const t = useText();
  if (!isEnabled) return <Badge>{t('ingest.state.off')}</Badge>;
  if (status.listeningFault) return <Badge tone="critical">{t('ingest.state.fault')}</Badge>;
  if (status.silentSince) return <Badge tone="amber">{t('ingest.state.silent')}</Badge>;
  if (status.lastReceivedAt === null) return <Badge>{t('ingest.state.waiting')}</Badge>;
  return <Badge tone="done">{t('ingest.state.heard')}</Badge>;
}
