import type { Limit } from '@critical-callout/contract/limits';
import { limitKeyOf, normalSystem } from '@critical-callout/domain/evaluation';
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { useMay, useMe } from '../auth/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { ErrorSummary, fieldId, problemsOf } from '../ui/error-summary.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { fromLocal } from '../ui/local-time.ts';
import { type Difference, findDifferences } from '../ui/publish/differences.ts';
import { PublishDialog } from '../ui/publish/publish-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { approveLimit, fetchVersions, limitKeys, saveLimit } from './api.ts';
import { DeltaFields } from './delta-fields.tsx';
import {
  CLASSES,
  draftOf,
  fieldsOf,
  isAge,
  isDecimal,
  isWhole,
  type LimitDraft,
  linesOf,
  type NumberField,
} from './limit-fields.ts';
import css from './limits.module.css';
import { DepartmentSelect, SpecimenInput } from './material-fields.tsx';
import { useIsSecondPersonNeeded, useMayApprove } from './second-person.tsx';

type Props = { limit: Limit | null; form: UseFormReturn<LimitDraft>; onSaved: () => void };

/** Draft, review of differences, and only then a new version; a director approves it in the same step or later. */
export function LimitForm({ limit, form, onSaved }: Props): ReactNode {
  const t = useText();
  const mayWrite = useMay('limits.write');
  const mayApprove = useMay('limits.approve');
  const mayApproveThis = useMayApprove();
  const [review, setReview] = useState<'save' | 'approve' | null>(null);
  const { lab } = useMe();
  const [isApproving, setApproving] = useState(false);
  const [countsFrom, setCountsFrom] = useState('');
  const approved = useApproved(limit, review === 'approve');
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { formState, handleSubmit, getValues, reset } = form;
  const name = getValues('parameterName');

  const run = async (work: () => Promise<string>): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const said = await work();
      reset(getValues());
      toast(said);
      await queryClient.invalidateQueries({ queryKey: limitKeys.all });
      onSaved();
    } catch (problem) {
      setFailure(asFailure(problem));
    }
    setBusy(false);
  };
  const save = (reason: string): Promise<void> =>
    run(async () => {
      const baseVersion = limit && isSameLimit(limit, getValues()) ? limit.version : 0;
      const validFrom = fromLocal(countsFrom, lab.zone);
      await saveLimit({ ...fieldsOf(getValues()), baseVersion, validFrom, reason, approve: isApproving });
      return t(isApproving ? 'limits.savedApproved' : 'limits.saved', { name });
    });
  const approve = (reason: string): Promise<void> =>
    run(async () => {
      if (limit) await approveLimit(limit.id, reason);
      return t('limits.savedApproved', { name });
    });
  return (
    <form onSubmit={handleSubmit(() => setReview('save'))} noValidate>
      <ErrorSummary problems={problemsOf(formState.errors)} />
      <fieldset disabled={!mayWrite} className={css.form}>
        <legend className="visually-hidden">{t('limits.tab.edit')}</legend>
        <Fields form={form} />
      </fieldset>
      <p className={css.hint}>{t('limits.identity')}</p>
      <div className={css.actions}>
        {mayWrite && (
          <Button type="submit" disabled={!formState.isDirty}>
            {t('limits.review')}
          </Button>
        )}
        {limit && !limit.isApproved && !formState.isDirty && mayApproveThis(limit) && (
          <Button onClick={() => setReview('approve')}>{t('limits.approve')}</Button>
        )}
        {mayApprove && limit && !limit.isApproved && !mayApproveThis(limit) && (
          <p className={css.hint}>{t('limits.secondPerson.waits')}</p>
        )}
      </div>
      {review && (
        <PublishDialog
          title={t(review === 'save' ? 'limits.publishTitle' : 'limits.approveTitle', { name })}
          differences={review === 'save' ? findDifferences(linesOf(draftOf(limit), t), linesOf(getValues(), t)) : approved}
          isBusy={isBusy}
          failure={failure}
          confirmLabel={t(review === 'approve' ? 'limits.approve' : isApproving ? 'limits.saveAndApprove' : 'limits.saveDraft')}
          onPublish={(reason) => void (review === 'save' ? save(reason) : approve(reason))}
          onCancel={() => {
            setReview(null);
            setFailure(null);
          }}
        >
          {review === 'save' && (
            <SaveChoices
              countsFrom={countsFrom}
              onCountsFrom={setCountsFrom}
              isApproving={isApproving}
              onApproving={setApproving}
            />
          )}
          {review === 'approve' && limit && (
            <p>{t('limits.approveAbout', { version: limit.version, author: limit.author, reason: limit.reason })}</p>
          )}
        </PublishDialog>
      )}
      {failure && !review && <FailurePanel failure={failure} what={t('limits.notSaved')} stillTrue={t('limits.notSavedStill')} />}
    </form>
  );
}

type Choices = {
  countsFrom: string;
  onCountsFrom: (text: string) => void;
  isApproving: boolean;
  onApproving: (is: boolean) => void;
};

/** From when the version counts, and whether it is approved at once by whoever may. */
function SaveChoices({ countsFrom, onCountsFrom, isApproving, onApproving }: Choices): ReactNode {
  const t = useText();
  const mayApprove = useMay('limits.approve');
  const isSecondPersonNeeded = useIsSecondPersonNeeded();
  return (
    <>
      <TextInput
        mb="sm"
        type="datetime-local"
        label={t('limits.field.validFrom')}
        description={t('limits.field.validFrom.hint')}
        value={countsFrom}
        onChange={({ currentTarget }) => onCountsFrom(currentTarget.value)}
      />
      {mayApprove && isSecondPersonNeeded && <p>{t('limits.secondPerson.waits')}</p>}
      {mayApprove && !isSecondPersonNeeded && (
        <Checkbox
          mb="sm"
          checked={isApproving}
          onChange={({ currentTarget }) => onApproving(currentTarget.checked)}
          label={t('limits.approveNow')}
        />
      )}
    </>
  );
}

/** What an approval would change: this version beside the one that is approved. Null while that is not known. */
function useApproved(limit: Limit | null, isAsked: boolean): Difference[] | null {
  const t = useText();
  const { data } = useQuery({
    queryKey: limitKeys.versions(limit?.id ?? 0),
    queryFn: ({ signal }) => fetchVersions(limit?.id ?? 0, signal),
    enabled: isAsked && limit !== null,
  });
  if (limit === null || data === undefined) return null;
  const inForce = data.find(({ isApproved }) => isApproved);
  return findDifferences(inForce ? linesOf(draftOf(inForce), t) : [], linesOf(draftOf(limit), t));
}

/** With another test, kind or group of patients it is another limit, whose first version this is. */
function isSameLimit(limit: Limit, draft: LimitDraft): boolean {
  const fields = fieldsOf(draft);
  return limitKeyOf({ ...fields, codeSystem: normalSystem(fields.codeSystem) }) === limit.limitKey;
}

function Fields({ form }: Pick<Props, 'form'>): ReactNode {
  const t = useText();
  const { register, formState, getValues } = form;
  const { errors } = formState;
  const text = (field: 'parameterCode' | 'parameterName') => ({
    id: fieldId(field),
    label: t(`limits.field.${field}`),
    error: errors[field]?.message,
    ...register(field, {
      validate: (value) => value.trim() !== '' || t('limits.missing', { field: t(`limits.field.${field}`) }),
    }),
  });
  const decimal = (field: NumberField) => ({
    id: fieldId(field),
    label: t(`limits.field.${field}`),
    inputMode: 'decimal' as const,
    error: errors[field]?.message,
    ...register(field, { validate: (value) => isDecimal(value) || t('limits.decimal', { field: t(`limits.field.${field}`) }) }),
  });
  const age = (field: 'ageFromDays' | 'ageToDays', min: number) => ({
    id: fieldId(field),
    label: t(`limits.field.${field}`),
    error: errors[field]?.message,
    ...register(field, {
      validate: (value) => isAge(value, min) || t('limits.age.wrong', { field: t(`limits.field.${field}`) }),
    }),
  });
  const whole = (field: 'valence', min: number, max: number) => ({
    id: fieldId(field),
    label: t(`limits.field.${field}`),
    inputMode: 'numeric' as const,
    error: errors[field]?.message,
    ...register(field, {
      validate: (value) => isWhole(value, min, max) || t('limits.whole', { field: t(`limits.field.${field}`), min, max }),
    }),
  });
  const any = { value: '', label: t('limits.field.any') };
  return (
    <>
      <TextInput {...text('parameterName')} />
      <TextInput {...text('parameterCode')} />
      <TextInput
        label={t('limits.field.codeSystem')}
        description={t('limits.field.codeSystem.hint')}
        {...register('codeSystem')}
      />
      <TextInput label={t('limits.field.unit')} description={t('limits.field.unit.hint')} {...register('unit')} />
      <TextInput {...decimal('criticalLower')} />
      <TextInput {...decimal('lowerBound')} />
      <TextInput {...decimal('upperBound')} />
      <TextInput {...decimal('criticalUpper')} />
      <TextInput {...decimal('secondLower')} description={t('limits.field.second.hint')} />
      <TextInput {...decimal('secondUpper')} description={t('limits.field.second.hint')} />
      <Checkbox
        className={css.wide}
        label={t('limits.field.isCriticalLowerInclusive')}
        {...register('isCriticalLowerInclusive')}
      />
      <Checkbox
        className={css.wide}
        label={t('limits.field.isCriticalUpperInclusive')}
        {...register('isCriticalUpperInclusive')}
      />
      <NativeSelect
        label={t('limits.field.sex')}
        data={[any, ...(['female', 'male'] as const).map((value) => ({ value, label: t(`limits.sex.${value}`) }))]}
        {...register('sex')}
      />
      <TextInput {...age('ageFromDays', 0)} />
      <TextInput {...age('ageToDays', 1)} description={t('limits.field.ageToDays.hint')} />
      <NativeSelect
        label={t('limits.field.patientClass')}
        data={[any, ...CLASSES.map((value) => ({ value, label: t(`limits.class.${value}`) }))]}
        {...register('patientClass')}
      />
      <TextInput label={t('limits.field.location')} description={t('limits.field.location.hint')} {...register('location')} />
      <SpecimenInput label={t('limits.field.specimen')} description={t('limits.field.specimen.hint')} {...register('specimen')} />
      <DepartmentSelect
        label={t('limits.field.department')}
        any={t('limits.field.any')}
        chosen={getValues('department')}
        {...register('department')}
      />
      <NativeSelect
        label={t('limits.field.tier')}
        data={(['critical', 'significant'] as const).map((value) => ({ value, label: t(`limits.field.tier.${value}`) }))}
        {...register('tier')}
      />
      <DeltaFields form={form} />
      <TextInput {...decimal('molarMass')} description={t('limits.field.molarMass.hint')} />
      <TextInput {...whole('valence', 1, 4)} />
      <Checkbox label={t('limits.field.isActive')} description={t('limits.field.isActive.hint')} {...register('isActive')} />
    </>
  );
}
