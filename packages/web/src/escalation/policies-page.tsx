import type { Policies, Policy, PolicyFields } from '@critical-callout/contract/escalation';
import { EVERY_CALLOUT } from '@critical-callout/domain/escalation';
import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { EntryList, ListAndForm } from '../ui/publish/list-and-form.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { fetchPolicies, policiesKey } from './api.ts';
import css from './policies.module.css';
import { nameOf } from './policy-fields.ts';
import { PolicyForm } from './policy-form.tsx';
import { RotaGaps } from './rota-gaps.tsx';

const FROM = '/signed-in/settings/policies';
const EMPTY: PolicyFields = {
  match: EVERY_CALLOUT,
  notifyWithinMinutes: null,
  warnBeforeMinutes: 10,
  steps: [{ kind: 'exhausted', after: { minutes: 15, from: 'deadline' } }],
  claimPauses: false,
  isActive: true,
};

/** Who is told when nobody calls: every policy, what counts where none fits, and a new one from a template. */
export function PoliciesPage(): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: policiesKey, queryFn: ({ signal }) => fetchPolicies(signal) });
  return (
    <Page>
      <PageHeader title={t('escalation.title')} lead={t('escalation.lead')} />
      <Answer query={query} what={t('escalation.failed')} stillTrue={t('escalation.failedStill')}>
        {(policies) => <Loaded policies={policies} />}
      </Answer>
    </Page>
  );
}

function Loaded({ policies }: { policies: Policies }): ReactNode {
  const t = useText();
  const { policy: chosen = policies.items[0]?.id ?? 'default', template = 'ward' } = useSearch({ from: FROM });
  const mayWrite = useMay('policies.write');
  const open = policies.items.find(({ id }) => id === chosen) ?? null;
  const start = template === 'empty' ? EMPTY : (policies.templates.find(({ name }) => name === template)?.policy ?? EMPTY);
  const shown = open ?? (chosen === 'new' ? start : policies.byDefault);
  return (
    <ListAndForm
      whoMay={t('escalation.who')}
      applies={t('publish.applies')}
      list={
        <>
          {policies.items.length === 0 && <NoPolicies mayWrite={mayWrite} />}
          <EntryList label={t('escalation.list')}>
            {policies.items.map((policy) => (
              <li key={policy.id}>
                <Link
                  to="/settings/policies"
                  search={{ policy: policy.id }}
                  aria-current={open?.id === policy.id ? 'true' : undefined}
                >
                  <span className={css.entry}>
                    <span>{nameOf(policy, t)}</span>
                    <PolicyState policy={policy} />
                  </span>
                </Link>
              </li>
            ))}
            <li>
              <Link
                to="/settings/policies"
                search={{ policy: 'default' }}
                aria-current={chosen === 'default' ? 'true' : undefined}
              >
                {t('escalation.default')}
              </Link>
            </li>
          </EntryList>
          {mayWrite && policies.items.length > 0 && <AddPolicy />}
          <RotaGaps />
        </>
      }
    >
      {chosen === 'default' && <p className={css.hint}>{t('escalation.defaultText')}</p>}
      <PolicyForm
        key={`${chosen} ${template} ${open?.version ?? 0}`}
        policy={open}
        start={shown}
        policies={policies.items}
        isReadOnly={!mayWrite || chosen === 'default'}
      />
    </ListAndForm>
  );
}

function PolicyState({ policy: { isActive, isApproved } }: { policy: Policy }): ReactNode {
  const t = useText();
  if (!isApproved) return <Badge tone="amber">{t('escalation.state.waiting')}</Badge>;
  return isActive ? <Badge tone="done">{t('escalation.state.approved')}</Badge> : <Badge>{t('escalation.state.ended')}</Badge>;
}

const TEMPLATES = ['icu', 'ward', 'outpatient', 'empty'] as const;

/** A laboratory begins with an example for its kind of patients. */
function NoPolicies({ mayWrite }: { mayWrite: boolean }): ReactNode {
  const t = useText();
  return (
    <EmptyState title={t('escalation.none')} text={t('escalation.noneText')}>
      {mayWrite &&
        TEMPLATES.map((template) => (
          <Link key={template} className={css.template} to="/settings/policies" search={{ policy: 'new', template }}>
            {t(`escalation.template.${template}`)}
          </Link>
        ))}
    </EmptyState>
  );
}

function AddPolicy(): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const [template, setTemplate] = useState<(typeof TEMPLATES)[number]>('icu');
  return (
    <div className={css.actions}>
      <NativeSelect
        label={t('escalation.fromTemplate')}
        value={template}
        onChange={({ currentTarget }) => setTemplate(currentTarget.value as typeof template)}
        data={TEMPLATES.map((value) => ({
          value,
          label: t(`escalation.template.${value}`),
        }))}
      />
      <Button variant="outline" onClick={() => void navigate({ to: '/settings/policies', search: { policy: 'new', template } })}>
        {t('escalation.add')}
      </Button>
    </div>
  );
}
