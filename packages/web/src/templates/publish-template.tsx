import type { TemplateKey } from '@critical-callout/contract/templates';
import { type ReactNode, useState } from 'react';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { findDifferences } from '../ui/publish/differences.ts';
import { PublishDialog } from '../ui/publish/publish-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { publishTemplate, templateKeys } from './api.ts';
import type { Draft } from './parts.ts';

type Props = {
  templateKey: TemplateKey;
  title: string;
  before: Draft;
  after: Draft;
  /** The version to publish, saved first where it is none yet; null: the program's own words. */
  version: () => Promise<number | null>;
  onClose: () => void;
};

/** What will be sent from now on beside what is sent today, and why: only then the button. */
export function PublishTemplateDialog({ templateKey, title, before, after, version, onClose }: Props): ReactNode {
  const t = useText();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const lines = (draft: Draft) => [
    { label: t('templates.part.subject'), value: draft.subject },
    { label: t('templates.part.text'), value: draft.text },
    { label: t('templates.part.html'), value: draft.html },
    { label: t('templates.part.cover'), value: draft.cover },
    { label: t('templates.part.contentSid'), value: draft.contentSid },
    { label: t('templates.part.contentVariables'), value: draft.places },
  ];
  const publish = async (comment: string): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await publishTemplate({ key: templateKey, version: await version(), comment });
      await queryClient.invalidateQueries({ queryKey: templateKeys.all });
      toast(t('templates.published'));
      onClose();
    } catch (problem) {
      setFailure(asFailure(problem));
      setBusy(false);
    }
  };
  return (
    <PublishDialog
      title={title}
      differences={findDifferences(lines(before), lines(after))}
      applies={t('messages.applies')}
      isBusy={isBusy}
      failure={failure}
      confirmLabel={t('templates.publishConfirm')}
      onPublish={(comment) => void publish(comment)}
      onCancel={onClose}
    />
  );
}
