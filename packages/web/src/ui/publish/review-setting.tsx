import type { ReactNode } from 'react';
import type { FieldValues } from 'react-hook-form';
import type { ApiFailure } from '../../platform/failure.ts';
import { useText } from '../../platform/text.tsx';
import { findDifferences } from './differences.ts';
import { PublishDialog } from './publish-dialog.tsx';
import type { SettingForm } from './setting.ts';

type Props<T, F extends FieldValues> = {
  setting: SettingForm<T, F>;
  before: T;
  draft: F;
  comment: string;
  failure: ApiFailure | null;
  isBusy: boolean;
  onPublish: (comment: string) => void;
  onCancel: () => void;
  /** What somebody else published meanwhile. */
  children?: ReactNode;
};

/** What the draft changes, field by field in the words of the form, and why. */
export function ReviewSetting<T, F extends FieldValues>(props: Props<T, F>): ReactNode {
  const { setting, before, draft, comment, failure, isBusy, onPublish, onCancel, children } = props;
  const t = useText();
  const { linesOf, toFields } = setting;
  return (
    <PublishDialog
      title={t('publish.title', { name: t(setting.title) })}
      differences={findDifferences(linesOf(toFields(before), t), linesOf(draft, t))}
      applies={t(setting.applies)}
      comment={comment}
      isBusy={isBusy}
      failure={failure}
      onPublish={onPublish}
      onCancel={onCancel}
    >
      {children}
    </PublishDialog>
  );
}
