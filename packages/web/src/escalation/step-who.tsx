import { isNamed, STEP_WHO, type StepWho } from '@critical-callout/domain/escalation';
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type UseFormReturn, useWatch } from 'react-hook-form';
import { HOLDER_KINDS, PartyPicker } from '../directory/index.ts';
import { useText } from '../platform/text.tsx';
import { fieldId } from '../ui/error-summary.tsx';
import { choicesKey, fetchChoices } from './api.ts';
import css from './policies.module.css';
import type { PolicyDraft } from './policy-fields.ts';

type Props = { form: UseFormReturn<PolicyDraft>; index: number };

/** A doctor and a person are one choice here: which of the two it is follows from whom one picks. */
const OFFERED = STEP_WHO.filter((who) => who !== 'doctor');

/** Whom a step tells: a role, or somebody, a rota or a department by name. */
export function StepWhoFields({ form, index }: Props): ReactNode {
  const t = useText();
  const at = `steps.${index}` as const;
  const { who } = useWatch({ control: form.control, name: at });
  const choose = (value: StepWho): void => {
    form.setValue(`${at}.who`, value, { shouldDirty: true });
    form.setValue(`${at}.whoId`, '', { shouldDirty: true });
    form.setValue(`${at}.whoName`, '', { shouldDirty: true });
  };
  return (
    <>
      <NativeSelect
        label={t('escalation.step.who')}
        value={who === 'doctor' ? 'person' : who}
        onChange={({ currentTarget }) => choose(currentTarget.value as StepWho)}
        data={OFFERED.map((value) => ({ value, label: t(`escalation.who.${value}`) }))}
      />
      {isNamed(who) && <Named form={form} index={index} />}
    </>
  );
}

function Named({ form, index }: Props): ReactNode {
  const t = useText();
  const at = `steps.${index}` as const;
  const { who, whoId, whoName } = useWatch({ control: form.control, name: at });
  const { data } = useQuery({ queryKey: choicesKey, queryFn: ({ signal }) => fetchChoices(signal), staleTime: 60_000 });
  const error = form.formState.errors.steps?.[index]?.whoId?.message;
  form.register(`${at}.whoId`, {
    validate: (value, draft) =>
      !isNamed(draft.steps[index]?.who ?? 'ward') || value !== '' || t('escalation.step.unnamed', { number: index + 1 }),
  });
  const pick = (id: string, name: string): void => {
    form.setValue(`${at}.whoId`, id, { shouldDirty: true, shouldValidate: true });
    form.setValue(`${at}.whoName`, name, { shouldDirty: true });
  };
  if (who === 'doctor' || who === 'person') {
    return (
      <div id={fieldId(`${at}.whoId`)} tabIndex={-1}>
        <p className={css.chosen}>
          {whoId === '' ? t('escalation.step.nobody') : t('escalation.step.chosen', { name: whoName })}
        </p>
        {error && <p className={css.error}>{error}</p>}
        <PartyPicker
          label={t('escalation.step.find')}
          kinds={HOLDER_KINDS}
          onPick={({ kind, id, name }) => {
            form.setValue(`${at}.who`, kind, { shouldDirty: true });
            pick(String(id), name);
          }}
        />
      </div>
    );
  }
  const known =
    who === 'rota'
      ? (data?.rotas.map(({ id, name, place }) => ({ id, name: `${name}, ${place}` })) ?? [])
      : (data?.departments ?? []);
  const isGone = whoId !== '' && !known.some(({ id }) => String(id) === whoId);
  return (
    <NativeSelect
      id={fieldId(`${at}.whoId`)}
      label={t(`escalation.who.${who === 'rota' ? 'rota' : 'department'}`)}
      error={error}
      value={whoId}
      onChange={({ currentTarget }) =>
        pick(currentTarget.value, known.find(({ id }) => String(id) === currentTarget.value)?.name ?? '')
      }
      data={[
        { value: '', label: t('escalation.step.choose') },
        ...known.map(({ id, name }) => ({ value: String(id), label: name })),
        ...(isGone ? [{ value: whoId, label: whoName }] : []),
      ]}
    />
  );
}
