import { templateKeySchema } from '@critical-callout/contract/templates';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { Answer } from '../ui/states.tsx';
import { fetchTemplates, templateKeys } from './api.ts';
import { TemplateEditor } from './editor.tsx';
import { TemplateOverview } from './overview.tsx';

/** `/settings/templates`: which words are in use, and the editor of the one the address names. */
export function TemplatesPage(): ReactNode {
  const t = useText();
  const search = useSearch({ from: '/signed-in/settings/templates' });
  const key = templateKeySchema.safeParse(search);
  const templates = useQuery({ queryKey: templateKeys.all, queryFn: ({ signal }) => fetchTemplates(signal) });
  return (
    <Page>
      {!templates.data && <PageHeader title={t('templates.title')} />}
      <Answer query={templates} what={t('templates.failed')} stillTrue={t('templates.failedStill')}>
        {(data) =>
          key.success ? (
            <TemplateEditor key={JSON.stringify(key.data)} templateKey={key.data} channelLevel={data.levels[key.data.channel]} />
          ) : (
            <TemplateOverview templates={data} />
          )
        }
      </Answer>
    </Page>
  );
}
