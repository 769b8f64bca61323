import type { LimitFields, TriedLimits } from '@critical-callout/contract/limits';
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useForm } from 'react-hook-form';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { tryLimits } from './api.ts';
import { CLASSES } from './limit-fields.ts';
import css from './limits.module.css';
import { DepartmentSelect, SpecimenInput } from './material-fields.tsx';

type Fields = {
  value: string;
  unit: string;
  sex: string;
  age: string;
  patientClass: string;
  location: string;
  specimen: string;
  department: string;
  previous: string;
  previousUnit: string;
  hoursBefore: string;
  flags: string;
  hl7: string;
};

/** Which rule fires on a value, and why: today and with the draft, side by side. */
export function TryTab({ draft }: { draft: () => LimitFields }): ReactNode {
  const t = useText();
  const [tried, setTried] = useState<TriedLimits | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const { register, handleSubmit, formState } = useForm<Fields>({
    defaultValues: {
      ...{ value: '', unit: draft().unit ?? '', sex: '', age: '', patientClass: '', location: '', flags: '', hl7: '' },
      ...{ specimen: draft().specimen ?? '', department: draft().department ?? '' },
      ...{ previous: '', previousUnit: draft().unit ?? '', hoursBefore: '' },
    },
  });
  const submit = handleSubmit(async (fields) => {
    setFailure(null);
    try {
      setTried(await tryLimits(draft(), requestOf(fields)));
    } catch (problem) {
      setFailure(asFailure(problem));
    }
  });
  const any = { value: '', label: t('limits.field.any') };
  return (
    <form onSubmit={submit} noValidate>
      <div className={css.form}>
        <TextInput label={t('limits.try.value')} {...register('value')} />
        <TextInput label={t('limits.try.unit')} {...register('unit')} />
        <NativeSelect
          label={t('limits.try.sex')}
          data={[any, ...(['female', 'male'] as const).map((value) => ({ value, label: t(`limits.sex.${value}`) }))]}
          {...register('sex')}
        />
        <TextInput label={t('limits.try.age')} inputMode="numeric" {...register('age')} />
        <NativeSelect
          label={t('limits.try.class')}
          data={[any, ...CLASSES.map((value) => ({ value, label: t(`limits.class.${value}`) }))]}
          {...register('patientClass')}
        />
        <TextInput label={t('limits.try.location')} {...register('location')} />
        <SpecimenInput label={t('limits.field.specimen')} {...register('specimen')} />
        <DepartmentSelect label={t('limits.field.department')} any={t('limits.try.unknown')} {...register('department')} />
        <TextInput label={t('limits.try.previous')} description={t('limits.try.previous.hint')} {...register('previous')} />
        <TextInput label={t('limits.try.previousUnit')} {...register('previousUnit')} />
        <TextInput
          label={t('limits.try.hoursBefore')}
          inputMode="decimal"
          error={formState.errors.hoursBefore?.message}
          {...register('hoursBefore', {
            validate: (hours, { previous }) =>
              previous.trim() === '' || minutesOf(hours) !== null || t('limits.try.hoursBefore.wrong'),
          })}
        />
        <TextInput label={t('limits.try.flags')} placeholder="HH" {...register('flags')} />
        <Textarea className={css.wide} label={t('limits.try.hl7')} rows={3} spellCheck={false} {...register('hl7')} />
      </div>
      <div className={css.actions}>
        <Button type="submit" loading={formState.isSubmitting}>
          {t('limits.try.run')}
        </Button>
      </div>
      {failure && <FailurePanel failure={failure} what={t('limits.try.failed')} stillTrue={t('limits.try.failedStill')} />}
      {tried && (
        <div className={css.verdicts} data-testid="verdicts">
          <Side title={t('limits.try.now')} judged={tried.now} />
          <Side title={t('limits.try.drafted')} judged={tried.drafted} />
        </div>
      )}
    </form>
  );
}

/** Minutes of `2` or `1.5` hours; null where it is no time before. */
function minutesOf(hours: string): number | null {
  if (!/^\d{1,4}([.,]\d{1,2})?$/.test(hours.trim())) return null;
  const minutes = Math.round(Number(hours.trim().replace(',', '.')) * 60);
  return minutes >= 1 ? minutes : null;
}

function requestOf({
  value,
  unit,
  sex,
  age,
  patientClass,
  location,
  flags,
  hl7,
  ...more
}: Fields): Parameters<typeof tryLimits>[1] {
  if (hl7.trim() !== '') return { hl7 };
  return {
    value,
    unit: unit.trim() || null,
    flags: flags.split(/[\s,]+/).filter(Boolean),
    sex: sex === 'female' || sex === 'male' ? sex : null,
    ageDays: /^\d+$/.test(age.trim()) ? Number(age) : null,
    patientClass: CLASSES.find((one) => one === patientClass) ?? null,
    location: location.trim() || null,
    specimen: more.specimen.trim() || null,
    department: more.department || null,
    earlier:
      more.previous.trim() === ''
        ? []
        : [{ value: more.previous, unit: more.previousUnit.trim() || null, minutesBefore: minutesOf(more.hoursBefore) ?? 1 }],
  };
}

/** What one set of rules says. */
export function Side({ title, judged }: { title: string; judged: TriedLimits['now'] }): ReactNode {
  const t = useText();
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {judged.verdicts.length === 0 && <p>{t('limits.try.nothing')}</p>}
      {judged.verdicts.map((one) => (
        <div key={`${one.place} ${one.parameterCode}`}>
          <p>
            {one.parameterName && <strong>{one.parameterName} </strong>}
            <bdi>{`${one.value} ${one.unit ?? ''}`.trim()}</bdi>{' '}
            <Badge tone={one.isCritical ? 'critical' : 'neutral'}>{t(`ingest.verdict.${one.verdict}`)}</Badge>
          </p>
          <p>{one.reason}</p>
          {one.limitVersion !== null && (
            <p className={css.hint}>
              {one.limitId === 0 ? t('limits.try.byDraft') : t('limits.try.byVersion', { version: one.limitVersion })}
            </p>
          )}
        </div>
      ))}
      {judged.problems.map(({ place, message }) => (
        <p key={`${place} ${message}`}>
          <code>{place}</code> {message}
        </p>
      ))}
    </section>
  );
}
