import type { ListOption } from '@critical-callout/contract/limits';
import { OPTION_MATCHES } from '@critical-callout/domain/evaluation';
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { useMay } from '../auth/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { ErrorSummary, fieldId, problemsOf } from '../ui/error-summary.tsx';
import { findDifferences } from '../ui/publish/differences.ts';
import { PublishDialog } from '../ui/publish/publish-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { approveAnswers, saveAnswer } from './answer-api.ts';
import { type AnswerDraft, draftOf, fieldsOf, isSameAnswer, linesOf, MEANINGS } from './answer-fields.ts';
import { limitKeys } from './api.ts';
import css from './limits.module.css';
import { useIsSecondPersonNeeded, useMayApprove } from './second-person.tsx';

type Props = { answer: ListOption | null; form: UseFormReturn<AnswerDraft>; onSaved: () => void };

/** Draft, review of differences, and only then a new version; a director approves it in the same step or later. */
export function AnswerForm({ answer, form, onSaved }: Props): ReactNode {
  const t = useText();
  const mayWrite = useMay('limits.write');
  const mayApprove = useMay('limits.approve');
  const isSecondPersonNeeded = useIsSecondPersonNeeded();
  const mayApproveThis = useMayApprove();
  const [review, setReview] = useState<'save' | 'approve' | null>(null);
  const [isApproving, setApproving] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { formState, handleSubmit, getValues, reset } = form;

  const run = async (work: () => Promise<unknown>, isApproved: boolean): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await work();
      reset(getValues());
      toast(t(isApproved ? 'answers.savedApproved' : 'answers.saved', { option: getValues('option') }));
      await queryClient.invalidateQueries({ queryKey: limitKeys.all });
      onSaved();
    } catch (problem) {
      setFailure(asFailure(problem));
    }
    setBusy(false);
  };
  const publish = (reason: string): Promise<void> => {
    if (review === 'approve') return run(async () => answer && approveAnswers([answer.id], reason), true);
    const baseVersion = answer && isSameAnswer(answer, getValues()) ? answer.version : 0;
    return run(() => saveAnswer({ ...fieldsOf(getValues()), baseVersion, reason, approve: isApproving }), isApproving);
  };
  const isWaiting = answer !== null && !answer.isApproved && !formState.isDirty;
  return (
    <form onSubmit={handleSubmit(() => setReview('save'))} noValidate>
      <ErrorSummary problems={problemsOf(formState.errors)} />
      <fieldset disabled={!mayWrite} className={css.form}>
        <legend className="visually-hidden">{t('answers.tab.edit')}</legend>
        <Fields form={form} />
      </fieldset>
      <div className={css.actions}>
        {mayWrite && (
          <Button type="submit" disabled={!formState.isDirty}>
            {t('limits.review')}
          </Button>
        )}
        {isWaiting && mayApproveThis(answer) && <Button onClick={() => setReview('approve')}>{t('limits.approve')}</Button>}
        {isWaiting && mayApprove && !mayApproveThis(answer) && <p className={css.hint}>{t('limits.secondPerson.waits')}</p>}
      </div>
      {review && (
        <PublishDialog
          title={t(review === 'save' ? 'limits.publishTitle' : 'limits.approveTitle', { name: getValues('parameterName') })}
          differences={findDifferences(review === 'save' && answer ? linesOf(draftOf(answer), t) : [], linesOf(getValues(), t))}
          isBusy={isBusy}
          failure={failure}
          confirmLabel={t(review === 'approve' ? 'limits.approve' : isApproving ? 'limits.saveAndApprove' : 'limits.saveDraft')}
          onPublish={(reason) => void publish(reason)}
          onCancel={() => {
            setReview(null);
            setFailure(null);
          }}
        >
          {review === 'save' && mayApprove && isSecondPersonNeeded && <p>{t('limits.secondPerson.waits')}</p>}
          {review === 'save' && mayApprove && !isSecondPersonNeeded && (
            <Checkbox
              checked={isApproving}
              onChange={({ currentTarget }) => setApproving(currentTarget.checked)}
              label={t('limits.approveNow')}
            />
          )}
          {review === 'approve' && answer && (
            <p>{t('limits.approveAbout', { version: answer.version, author: answer.author, reason: answer.reason })}</p>
          )}
        </PublishDialog>
      )}
    </form>
  );
}

function Fields({ form: { register, formState, watch } }: Pick<Props, 'form'>): ReactNode {
  const t = useText();
  const text = (field: 'parameterName' | 'parameterCode' | 'option', label: string) => ({
    id: fieldId(field),
    label,
    error: formState.errors[field]?.message,
    ...register(field, { validate: (value) => value.trim() !== '' || t('limits.missing', { field: label }) }),
  });
  return (
    <>
      <TextInput {...text('parameterName', t('limits.field.parameterName'))} />
      <TextInput {...text('parameterCode', t('limits.field.parameterCode'))} />
      <TextInput
        label={t('limits.field.codeSystem')}
        description={t('limits.field.codeSystem.hint')}
        {...register('codeSystem')}
      />
      <NativeSelect
        label={t('answers.match')}
        data={OPTION_MATCHES.map((value) => ({ value, label: t(`answers.match.${value}`) }))}
        {...register('match')}
      />
      <TextInput
        className={css.wide}
        maxLength={400}
        spellCheck={false}
        {...text('option', t('answers.option'))}
        description={t(`answers.option.${watch('match')}`)}
      />
      <NativeSelect
        label={t('answers.means')}
        data={MEANINGS.map((value) => ({ value: String(value), label: t(`answers.means.${value}`) }))}
        {...register('isCritical')}
      />
      <Checkbox label={t('limits.field.isActive')} description={t('answers.active.hint')} {...register('isActive')} />
    </>
  );
}
