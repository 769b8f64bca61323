import type { Limit } from '@critical-callout/contract/limits';
import { type ReactNode, useState } from 'react';
import { useForm } from 'react-hook-form';
import { announce } from '../platform/announce.tsx';
import { useText } from '../platform/text.tsx';
import { useUnsavedGuard } from '../ui/publish/use-unsaved-guard.ts';
import { SidePanel } from '../ui/side-panel.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { BackTestTab } from './back-test-tab.tsx';
import { CheckTab } from './check-tab.tsx';
import { draftOf, fieldsOf, type LimitDraft } from './limit-fields.ts';
import { LimitForm } from './limit-form.tsx';
import css from './limits.module.css';
import { TryTab } from './try-tab.tsx';
import { VersionsTab } from './versions-tab.tsx';

const TABS = ['edit', 'try', 'check', 'backTest', 'versions'] as const;
type TabId = (typeof TABS)[number];

/** One limit. The draft in the form is what the other tabs try, check and test, saved or not. */
export function LimitPanel({ limit, onClose }: { limit: Limit | null; onClose: () => void }): ReactNode {
  const t = useText();
  const [tab, setTab] = useState<TabId>('edit');
  const form = useForm<LimitDraft>({ defaultValues: draftOf(limit), mode: 'onTouched' });
  useUnsavedGuard(form.formState.isDirty);
  const ids = limit === null ? TABS.filter((id) => id !== 'versions') : TABS;
  const restore = (version: Limit): void => {
    form.reset(draftOf(limit));
    for (const [field, value] of Object.entries(draftOf(version)))
      form.setValue(field as keyof LimitDraft, value as never, { shouldDirty: true });
    setTab('edit');
    announce(t('limits.restored', { version: version.version }));
  };
  const draft = () => fieldsOf(form.getValues());
  const shown = (): ReactNode => {
    if (tab === 'edit') return <LimitForm limit={limit} form={form} onSaved={onClose} />;
    if (tab === 'versions') return limit && <VersionsTab limit={limit} onRestore={restore} />;
    return (
      <>
        <p className={css.hint}>{t('limits.unsavedDraft')}</p>
        {tab === 'try' && <TryTab draft={draft} />}
        {tab === 'check' && <CheckTab draft={draft} />}
        {tab === 'backTest' && <BackTestTab draft={draft} />}
      </>
    );
  };
  return (
    <SidePanel title={limit?.parameterName ?? t('limits.new')} onClose={onClose}>
      <Tabs
        label={t('limits.tabs')}
        tabs={ids.map((id) => ({ id, label: t(`limits.tab.${id}`) }))}
        active={tab}
        onChange={setTab}
      >
        {shown()}
      </Tabs>
    </SidePanel>
  );
}
