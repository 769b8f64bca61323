import type { RepeatRuleOut, RepeatRules } from '@critical-callout/contract/repeats';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { type Translate, useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { EntryList, ListAndForm } from '../ui/publish/list-and-form.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { fetchRules, repeatsKeys } from './api.ts';
import { RuleForm } from './rule-form.tsx';

type Rule = RepeatRules['items'][number];

/** `Potassium at ICU`, `Every parameter at 7B` */
export function ruleName(t: Translate, { parameterCode, parameterName, location }: RepeatRuleOut): string {
  const what = parameterCode === null ? t('repeats.rule.every') : parameterName || parameterCode;
  return location === null ? what : t('repeats.rule.at', { what, location });
}

/** Repeat rules: what there is, the chosen one beside it, versions and approval. */
export function RulesPage(): ReactNode {
  const t = useText();
  const mayWrite = useMay('limits.write');
  const { rule: chosen } = useSearch({ from: '/signed-in/settings/repeat-rules' });
  const navigate = useNavigate();
  const [isNew, setNew] = useState(false);
  const query = useQuery({ queryKey: repeatsKeys.rules, queryFn: ({ signal }) => fetchRules(signal) });
  const choose = (id: number | undefined): void => {
    setNew(false);
    void navigate({ to: '/settings/repeat-rules', search: { rule: id } });
  };
  return (
    <Page>
      <PageHeader title={t('repeats.rules')} lead={t('repeats.rules.lead')}>
        {mayWrite && <Button onClick={() => setNew(true)}>{t('repeats.rules.add')}</Button>}
      </PageHeader>
      <Answer query={query} what={t('repeats.rules.failed')} stillTrue={t('repeats.rules.failedStill')}>
        {({ items }) => {
          const rule = isNew ? null : (items.find(({ id }) => id === chosen) ?? items[0] ?? null);
          if (!rule && !isNew) return <EmptyState title={t('repeats.rules.none')} text={t('repeats.rules.noneText')} />;
          return (
            <ListAndForm
              whoMay={t('repeats.rules.who')}
              applies={t('publish.applies')}
              list={<RuleList rules={items} open={rule} onChoose={() => setNew(false)} />}
            >
              <RuleForm key={rule?.id ?? 'new'} rule={rule} onSaved={choose} />
            </ListAndForm>
          );
        }}
      </Answer>
    </Page>
  );
}

function RuleList({ rules, open, onChoose }: { rules: readonly Rule[]; open: Rule | null; onChoose: () => void }): ReactNode {
  const t = useText();
  return (
    <EntryList label={t('repeats.rules.list')}>
      {rules.map((rule) => (
        <li key={rule.ruleKey}>
          <Link
            to="/settings/repeat-rules"
            search={{ rule: rule.id }}
            aria-current={rule.id === open?.id ? 'true' : undefined}
            activeProps={{ 'aria-current': 'true' }}
            onClick={onChoose}
          >
            <bdi>{ruleName(t, rule)}</bdi>
            <br />
            <RuleState rule={rule} />
          </Link>
        </li>
      ))}
    </EntryList>
  );
}

function RuleState({ rule }: { rule: Rule }): ReactNode {
  const t = useText();
  return (
    <>
      {rule.inForceVersion === null ? (
        <Badge>{t('repeats.rule.off')}</Badge>
      ) : (
        <Badge tone="done">{t('repeats.rule.inForce')}</Badge>
      )}{' '}
      {!rule.isApproved && <Badge tone="amber">{t('repeats.rule.waits')}</Badge>}
    </>
  );
}
