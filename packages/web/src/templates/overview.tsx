import type { TemplateKey, Templates } from '@critical-callout/contract/templates';
import { DELIVERY_CHANNELS, MESSAGE_LANGUAGES, MESSAGE_PURPOSES } from '@critical-callout/domain/delivery';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Translate, useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import css from './templates.module.css';

type Row = Pick<TemplateKey, 'channel' | 'language'>;

/** Every channel and language as a row, every purpose as a column: whose words are in use, and whether a draft waits. */
export function TemplateOverview({ templates }: { templates: Templates }): ReactNode {
  const t = useText();
  const rows = DELIVERY_CHANNELS.flatMap((channel) => MESSAGE_LANGUAGES.map((language): Row => ({ channel, language })));
  const columns: Column<Row>[] = [
    { id: 'channel', header: t('templates.channel'), isRowHeader: true, cell: (row) => t(`templates.channel.${row.channel}`) },
    { id: 'language', header: t('templates.language'), cell: (row) => languageWords(t, templates, row.language) },
    ...MESSAGE_PURPOSES.map(
      (purpose): Column<Row> => ({
        id: purpose,
        header: t(`templates.purpose.${purpose}`),
        cell: (row) => <TemplateLink templateKey={{ ...row, purpose }} templates={templates} />,
      }),
    ),
    { id: 'level', header: t('templates.level'), cell: (row) => t(`templates.level.${templates.levels[row.channel]}`) },
  ];
  return (
    <>
      <PageHeader title={t('templates.title')} lead={t('templates.lead')} />
      <p>{t('templates.whoMay')}</p>
      <DataTable
        label={t('templates.table')}
        columns={columns}
        rows={rows}
        keyOf={({ channel, language }) => `${channel} ${language}`}
      />
    </>
  );
}

function languageWords(t: Translate, { defaultLanguage }: Templates, language: Row['language']): string {
  const words = t(`templates.language.${language}`);
  return language === defaultLanguage ? t('templates.isDefault', { language: words }) : words;
}

function TemplateLink({ templateKey, templates }: { templateKey: TemplateKey; templates: Templates }): ReactNode {
  const t = useText();
  const { channel, language, purpose } = templateKey;
  const found = templates.templates.find(
    (one) => one.channel === channel && one.language === language && one.purpose === purpose,
  );
  const version = found?.version ?? null;
  const state = version === null ? t('templates.state.builtIn') : t('templates.state.own', { version });
  const name = t('templates.open', {
    channel: t(`templates.channel.${channel}`),
    language: t(`templates.language.${language}`),
    purpose: t(`templates.purpose.${purpose}`),
    state,
  });
  return (
    <span className={css.cell}>
      <Link
        className={css.link}
        to="/settings/templates"
        search={templateKey}
        aria-label={name}
        data-own={version !== null || undefined}
      >
        {state}
      </Link>
      {found?.draftVersion != null && <Badge tone="amber">{t('templates.state.draft', { version: found.draftVersion })}</Badge>}
    </span>
  );
}
