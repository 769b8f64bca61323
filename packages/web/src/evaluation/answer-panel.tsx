import type { ListOption } from '@critical-callout/contract/limits';
import { type ReactNode, useState } from 'react';
import { useForm } from 'react-hook-form';
import { announce } from '../platform/announce.tsx';
import { useText } from '../platform/text.tsx';
import { useUnsavedGuard } from '../ui/publish/use-unsaved-guard.ts';
import { SidePanel } from '../ui/side-panel.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { type AnswerDraft, draftOf, fieldsOf } from './answer-fields.ts';
import { AnswerForm } from './answer-form.tsx';
import { AnswerTry } from './answer-try.tsx';
import { AnswerVersions } from './answer-versions.tsx';
import css from './limits.module.css';

const TABS = ['edit', 'try', 'versions'] as const;

/** One answer in words: what it is, a text to try it on, its versions. */
export function AnswerPanel({ answer, onClose }: { answer: ListOption | null; onClose: () => void }): ReactNode {
  const t = useText();
  const [tab, setTab] = useState<(typeof TABS)[number]>('edit');
  const form = useForm<AnswerDraft>({ defaultValues: draftOf(answer), mode: 'onTouched' });
  useUnsavedGuard(form.formState.isDirty);
  const restore = (version: ListOption): void => {
    form.reset(draftOf(answer));
    for (const [field, value] of Object.entries(draftOf(version)))
      form.setValue(field as keyof AnswerDraft, value as never, { shouldDirty: true });
    setTab('edit');
    announce(t('limits.restored', { version: version.version }));
  };
  return (
    <SidePanel title={answer?.parameterName ?? t('answers.new')} onClose={onClose}>
      <Tabs
        label={t('answers.tabs')}
        tabs={TABS.filter((id) => answer !== null || id !== 'versions').map((id) => ({ id, label: t(`answers.tab.${id}`) }))}
        active={tab}
        onChange={setTab}
      >
        {tab === 'edit' && <AnswerForm answer={answer} form={form} onSaved={onClose} />}
        {tab === 'try' && (
          <>
            <p className={css.hint}>{t('limits.unsavedDraft')}</p>
            <AnswerTry draft={() => fieldsOf(form.getValues())} />
          </>
        )}
        {tab === 'versions' && answer && <AnswerVersions answer={answer} onRestore={restore} />}
      </Tabs>
    </SidePanel>
  );
}
