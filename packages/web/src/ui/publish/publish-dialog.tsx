import { Button, Textarea } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ApiFailure } from '../../platform/failure.ts';
import { useText } from '../../platform/text.tsx';
import { Dialog } from '../dialog.tsx';
import { FailurePanel } from '../failure-panel.tsx';
import kit from '../kit.module.css';
import type { Difference } from './differences.ts';
import css from './publish.module.css';

type Props = {
  title: string;
  /** Null: what will change is said by the children. */
  differences: readonly Difference[] | null;
  /** From when it holds; what is not said holds for what arrives from now on. */
  applies?: string;
  /** What was typed before a failure took the dialog away. */
  comment?: string;
  isBusy: boolean;
  failure: ApiFailure | null;
  confirmLabel?: string;
  onPublish: (comment: string) => void;
  onCancel: () => void;
  children?: ReactNode;
};

/** What will change, why, and only then the button. Open items keep the version they began with; the dialog says so. */
export function PublishDialog(props: Props): ReactNode {
  const { title, differences, applies, isBusy, failure, confirmLabel, onPublish, onCancel, children } = props;
  const t = useText();
  const [comment, setComment] = useState(props.comment ?? '');
  const [isMissing, setMissing] = useState(false);
  // The button stands below a long review; what it led to stands on top.
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (failure) top.current?.scrollIntoView({ block: 'center' });
  }, [failure]);
  const publish = (): void => {
    setMissing(comment.trim() === '');
    if (comment.trim() !== '') onPublish(comment.trim());
  };
  return (
    <Dialog title={title} onClose={onCancel}>
      <div ref={top}>
        {failure && <FailurePanel failure={failure} what={t('publish.failed')} stillTrue={t('publish.failedStill')} />}
      </div>
      {differences && <Differences differences={differences} />}
      <p>{applies ?? t('publish.applies')}</p>
      {children}
      <Textarea
        label={t('publish.comment')}
        rows={2}
        maxLength={2000}
        value={comment}
        error={isMissing ? t('publish.commentMissing') : undefined}
        onChange={({ currentTarget }) => setComment(currentTarget.value)}
      />
      <div className={kit.dialogActions}>
        <Button loading={isBusy} onClick={publish}>
          {confirmLabel ?? t('publish.publish')}
        </Button>
        <Button variant="subtle" onClick={onCancel}>
          {t('dialog.back')}
        </Button>
      </div>
    </Dialog>
  );
}

export function Differences({ differences }: { differences: readonly Difference[] }): ReactNode {
  const t = useText();
  if (differences.length === 0) return <p>{t('publish.same')}</p>;
  return (
    <table className={css.differences}>
      <thead>
        <tr>
          <th scope="col">{t('publish.field')}</th>
          <th scope="col">{t('publish.before')}</th>
          <th scope="col">{t('publish.after')}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ label, before, after }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{before === '' ? t('publish.nothing') : <s>{before}</s>}</td>
            <td className={css.after}>{after === '' ? t('publish.nothing') : after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
