import type { TemplateHistory, TemplateKey } from '@critical-callout/contract/templates';
import type { ContentLevel } from '@critical-callout/domain/delivery';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useRef, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useUnsavedGuard } from '../ui/publish/use-unsaved-guard.ts';
import { Answer } from '../ui/states.tsx';
import { fetchHistory, templateKeys } from './api.ts';
import { EditorActions } from './editor-actions.tsx';
import { type FieldAt, TemplateFields } from './fields.tsx';
import { type Draft, insertAt, isSame, toDraft } from './parts.ts';
import { TemplatePreviewPane } from './preview.tsx';
import css from './templates.module.css';
import { TestSendForm } from './test-send.tsx';
import { VariablePicker } from './variable-picker.tsx';
import { TemplateVersions } from './versions.tsx';

type Props = { templateKey: TemplateKey; channelLevel: ContentLevel };

export function TemplateEditor(props: Props): ReactNode {
  const t = useText();
  const { templateKey } = props;
  const history = useQuery({
    queryKey: templateKeys.history(templateKey),
    queryFn: ({ signal }) => fetchHistory(templateKey, signal),
  });
  return (
    <Answer query={history} what={t('templates.failed')} stillTrue={t('templates.failedStill')}>
      {(data) => <LoadedEditor {...props} history={data} />}
    </Answer>
  );
}

/** What is edited begins with the newest version, published or not; without one with the program's own words. */
function LoadedEditor({ templateKey, channelLevel, history }: Props & { history: TemplateHistory }): ReactNode {
  const t = useText();
  const mayWrite = useMay('templates.write');
  const stored = toDraft(history.versions[0]?.parts ?? history.builtIn);
  const [draft, setDraft] = useState<Draft>(stored);
  const lastField = useRef<FieldAt>({ field: 'text', from: draft.text.length, to: draft.text.length });
  const isDirty = !isSame(draft, stored);
  useUnsavedGuard(isDirty);
  const { channel, language, purpose } = templateKey;
  const names = {
    channel: t(`templates.channel.${channel}`),
    language: t(`templates.language.${language}`),
    purpose: t(`templates.purpose.${purpose}`),
  };
  const state = history.inForce === null ? t('templates.state.builtIn') : t('templates.state.own', { version: history.inForce });

  const insert = (snippet: string): void => {
    const { field, from, to } = lastField.current;
    const { text, cursor } = insertAt(
      draft[field],
      snippet,
      Math.min(from, draft[field].length),
      Math.min(to, draft[field].length),
    );
    lastField.current = { field, from: cursor, to: cursor };
    setDraft({ ...draft, [field]: text });
  };
  return (
    <>
      <p>
        <Link to="/settings/templates" search={{}}>
          {t('templates.back')}
        </Link>
      </p>
      <PageHeader title={t('templates.editor', names)} lead={t('templates.inForce', { state })} />
      {!mayWrite && <p>{t('templates.whoMay')}</p>}
      <div className={css.editor}>
        <div className={css.form} data-region="panel">
          <TemplateFields channel={channel} draft={draft} isReadOnly={!mayWrite} lastField={lastField} onChange={setDraft} />
          {mayWrite && <VariablePicker onInsert={insert} />}
          {mayWrite && (
            <EditorActions templateKey={templateKey} history={history} draft={draft} isDirty={isDirty} onDraft={setDraft} />
          )}
          <TemplateVersions history={history} onDraft={mayWrite ? setDraft : null} />
          {mayWrite && <TestSendForm templateKey={templateKey} draft={draft} />}
        </div>
        <TemplatePreviewPane templateKey={templateKey} draft={draft} channelLevel={channelLevel} />
      </div>
    </>
  );
}
