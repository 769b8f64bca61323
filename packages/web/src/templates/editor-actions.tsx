import type { TemplateHistory, TemplateKey } from '@critical-callout/contract/templates';
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { toast } from '../ui/toast.tsx';
import { saveTemplate, templateKeys } from './api.ts';
import { type Draft, isContentSid, isSame, toDraft, toParts } from './parts.ts';
import { PublishTemplateDialog } from './publish-template.tsx';
import css from './templates.module.css';

type Props = {
  templateKey: TemplateKey;
  history: TemplateHistory;
  draft: Draft;
  isDirty: boolean;
  onDraft: (draft: Draft) => void;
};

/** Save as a draft, publish what is on the screen, go back to the program's words. */
export function EditorActions({ templateKey, history, draft, isDirty, onDraft }: Props): ReactNode {
  const t = useText();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [publishing, setPublishing] = useState<'draft' | 'built-in' | null>(null);
  const newest = history.versions[0]?.version ?? 0;
  const inForce = history.versions.find(({ version }) => version === history.inForce)?.parts ?? history.builtIn;

  const save = async (): Promise<number> => {
    const { version } = await saveTemplate({ key: templateKey, parts: toParts(draft), baseVersion: newest });
    await queryClient.invalidateQueries({ queryKey: templateKeys.all });
    return version;
  };
  const saveDraft = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      toast(t('templates.saved', { version: await save() }));
    } catch (problem) {
      setFailure(asFailure(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={css.actions}>
      {failure && <FailurePanel failure={failure} what={t('templates.notSaved')} stillTrue={t('templates.notSavedStill')} />}
      <Button loading={isBusy} disabled={!isDirty || !isContentSid(draft.contentSid)} onClick={() => void saveDraft()}>
        {t('templates.save')}
      </Button>
      <Button
        variant="outline"
        disabled={isSame(draft, toDraft(inForce)) || !isContentSid(draft.contentSid)}
        onClick={() => setPublishing('draft')}
      >
        {t('templates.publish')}
      </Button>
      {isDirty && (
        <Button variant="subtle" onClick={() => onDraft(toDraft(history.versions[0]?.parts ?? history.builtIn))}>
          {t('templates.discard')}
        </Button>
      )}
      {history.inForce !== null && (
        <Button variant="subtle" onClick={() => setPublishing('built-in')}>
          {t('templates.toBuiltIn')}
        </Button>
      )}
      {publishing !== null && (
        <PublishTemplateDialog
          templateKey={templateKey}
          before={toDraft(inForce)}
          after={publishing === 'draft' ? draft : toDraft(history.builtIn)}
          title={
            publishing === 'draft'
              ? t('templates.publishTitle', { what: t('templates.version', { version: isDirty ? newest + 1 : newest }) })
              : t('templates.toBuiltInTitle')
          }
          // What was never saved becomes a version first; the one on the screen may be saved already.
          version={async () => (publishing === 'built-in' ? null : isDirty ? save() : newest)}
          onClose={() => setPublishing(null)}
        />
      )}
    </div>
  );
}
