import { DELTA_DIRECTIONS, DELTA_MEASURES } from '@critical-callout/domain/evaluation';
import { NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import { useText } from '../platform/text.tsx';
import { fieldId } from '../ui/error-summary.tsx';
import { isAboveZero, isWhole, type LimitDraft } from './limit-fields.ts';
import css from './limits.module.css';

const MAX_HOURS = 8760;

/** Critical because of a change from the previous result; empty is off. */
export function DeltaFields({ form: { register, formState } }: { form: UseFormReturn<LimitDraft> }): ReactNode {
  const t = useText();
  const { errors } = formState;
  return (
    <fieldset className={css.group}>
      <legend>{t('limits.field.delta')}</legend>
      <p className={css.hint}>{t('limits.delta.lead')}</p>
      <TextInput
        id={fieldId('deltaBy')}
        label={t('limits.field.deltaBy')}
        inputMode="decimal"
        error={errors.deltaBy?.message}
        {...register('deltaBy', { validate: (value) => isAboveZero(value) || t('limits.delta.wrongBy') })}
      />
      <NativeSelect
        label={t('limits.field.deltaIn')}
        data={DELTA_MEASURES.map((value) => ({ value, label: t(`limits.delta.in.${value}`) }))}
        {...register('deltaIn')}
      />
      <TextInput
        id={fieldId('deltaHours')}
        label={t('limits.field.deltaHours')}
        inputMode="numeric"
        error={errors.deltaHours?.message}
        {...register('deltaHours', {
          validate: (value, { deltaBy }) =>
            (deltaBy.trim() === '' && value.trim() === '') ||
            (value.trim() !== '' && deltaBy.trim() !== '' && isWhole(value, 1, MAX_HOURS)) ||
            t(deltaBy.trim() === '' ? 'limits.delta.needsBy' : 'limits.delta.wrongHours'),
        })}
      />
      <NativeSelect
        label={t('limits.field.deltaDirection')}
        data={DELTA_DIRECTIONS.map((value) => ({ value, label: t(`limits.delta.${value}`) }))}
        {...register('deltaDirection')}
      />
    </fieldset>
  );
}
