import { STEP_FROM, STEP_HOW } from '@critical-callout/domain/escalation';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { type UseFormReturn, useFieldArray, useWatch } from 'react-hook-form';
import { useText } from '../platform/text.tsx';
import { fieldId } from '../ui/error-summary.tsx';
import css from './policies.module.css';
import { NEW_STEP, type PolicyDraft } from './policy-fields.ts';
import { StepWhoFields } from './step-who.tsx';

/** The rungs in order; the last one is always there. */
export function Steps({ form, isReadOnly }: { form: UseFormReturn<PolicyDraft>; isReadOnly: boolean }): ReactNode {
  const t = useText();
  const { fields, insert, remove, swap } = useFieldArray({ control: form.control, name: 'steps' });
  return (
    <section aria-label={t('escalation.steps')}>
      <h3>{t('escalation.steps')}</h3>
      {fields.map(({ id, kind }, index) => (
        <fieldset key={id} className={css.step} disabled={isReadOnly}>
          <legend>{kind === 'exhausted' ? t('escalation.step.exhausted') : t('escalation.step', { number: index + 1 })}</legend>
          <div className={css.form}>
            <Step form={form} index={index} isLast={kind === 'exhausted'} />
          </div>
          {!isReadOnly && kind === 'notify' && (
            <div className={css.actions}>
              {index > 0 && (
                <Button size="compact-sm" variant="outline" onClick={() => swap(index, index - 1)}>
                  {t('escalation.step.up', { number: index + 1 })}
                </Button>
              )}
              <Button size="compact-sm" variant="outline" onClick={() => remove(index)}>
                {t('escalation.step.remove', { number: index + 1 })}
              </Button>
            </div>
          )}
        </fieldset>
      ))}
      {!isReadOnly && (
        <Button variant="outline" onClick={() => insert(Math.max(0, fields.length - 1), NEW_STEP)}>
          {t('escalation.step.add')}
        </Button>
      )}
    </section>
  );
}

function Step({ form, index, isLast }: { form: UseFormReturn<PolicyDraft>; index: number; isLast: boolean }): ReactNode {
  const t = useText();
  const { register, formState } = form;
  const at = `steps.${index}` as const;
  const errors = formState.errors.steps?.[index];
  const how = useWatch({ control: form.control, name: `${at}.how` });
  const whole = (label: string, pattern: RegExp) => ({
    validate: (value: string) => pattern.test(value.trim()) || t('escalation.whole', { field: label }),
  });
  return (
    <>
      <TextInput
        id={fieldId(`${at}.minutes`)}
        label={t('escalation.step.minutes')}
        error={errors?.minutes?.message}
        {...register(`${at}.minutes`, whole(t('escalation.step.minutes'), /^-?\d+$/))}
      />
      <NativeSelect
        label={t('escalation.step.from')}
        data={STEP_FROM.map((value) => ({ value, label: t(`escalation.from.${value}`) }))}
        {...register(`${at}.from`)}
      />
      {!isLast && (
        <>
          <StepWhoFields form={form} index={index} />
          <NativeSelect
            label={t('escalation.step.how')}
            data={STEP_HOW.map((value) => ({ value, label: t(`escalation.how.${value}`) }))}
            {...register(`${at}.how`)}
          />
          {how === 'overhead-page' && (
            <TextInput
              id={fieldId(`${at}.say`)}
              label={t('escalation.step.say')}
              description={t('escalation.step.sayHint')}
              maxLength={200}
              error={errors?.say?.message}
              {...register(`${at}.say`, {
                validate: (value) => value.trim() !== '' || t('escalation.step.sayNothing', { number: index + 1 }),
              })}
            />
          )}
          <TextInput
            label={t('escalation.step.every')}
            inputMode="numeric"
            {...register(`${at}.everyMinutes`, whole(t('escalation.step.every'), /^\d*$/))}
          />
          <TextInput
            label={t('escalation.step.times')}
            inputMode="numeric"
            {...register(`${at}.times`, whole(t('escalation.step.times'), /^\d*$/))}
          />
        </>
      )}
    </>
  );
}
