import type { PatientPage } from '@critical-callout/contract/patients';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { patientPageWords } from '../platform/messages/en/patient-page.ts';
import { queryClient } from '../platform/query.ts';
import { serverNow, useServerNow } from '../platform/server-time.ts';
import { addWords, useText } from '../platform/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorSummary, fieldId } from '../ui/error-summary.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { FormActions } from '../ui/form-actions.tsx';
import { toLocal } from '../ui/local-time.ts';
import { PatientBanner } from '../ui/patient.tsx';
import { toast } from '../ui/toast.tsx';
import { enterResult, fetchParameters, patientKeys } from './api.ts';
import { type EnterFields, type EnterProblem, entryOf, fieldOfServer, knownOf, problemsOfEntry } from './enter-fields.ts';
import css from './patients.module.css';

addWords(patientPageWords);

/** What was typed and not saved, while this window lives: Escape closes the dialog and loses nothing. */
const kept = new Map<number, EnterFields>();

type Props = { data: PatientPage; onClose: () => void; onEntered: (billId: number) => void };

/** A critical result that was read out by telephone or lies there on paper, for this patient. */
export function EnterResult({ data, onClose, onEntered }: Props): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const [fields, setFields] = useState<EnterFields>(() => kept.get(data.patient.id) ?? emptyFields(data, lab.zone));
  const [problems, setProblems] = useState<{ field: string; message: string }[]>([]);
  const { data: known = [] } = useQuery({
    queryKey: patientKeys.parameters,
    queryFn: ({ signal }) => fetchParameters(signal),
    enabled: useMay('limits.read'),
    staleTime: 300_000,
  });
  const save = useMutation({
    mutationFn: () => enterResult(data.patient.id, entryOf(fields, known, lab.zone)),
    onSuccess: async ({ billNumber, billId }) => {
      kept.delete(data.patient.id);
      toast(t('byHand.saved', { number: billNumber }));
      await queryClient.invalidateQueries({ queryKey: patientKeys.page(data.patient.id) });
      onEntered(billId);
    },
    onError: (error) => {
      const { fields: named, details, message } = asFailure(error);
      const field = typeof details.field === 'string' ? [{ field: details.field, message }] : [];
      setProblems(
        [...named.map((one) => ({ ...one, field: one.field.replace(/^body\./, '') })), ...field].map((one) => ({
          ...one,
          field: fieldOfServer(one.field),
        })),
      );
    },
  });
  const change = (more: Partial<EnterFields>): void => {
    const next = { ...fields, ...more };
    kept.set(data.patient.id, next);
    setFields(next);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (save.isPending) return;
    const found = problemsOfEntry(fields, serverNow(), lab.zone).map(({ field, message }: EnterProblem) => ({
      field,
      message: t(message),
    }));
    setProblems(found);
    if (found.length === 0) save.mutate();
  };
  const failure = save.error && problems.length === 0 ? asFailure(save.error) : null;
  return (
    <Dialog title={t('byHand.title')} size="wide" onClose={onClose}>
      <PatientBanner patient={data.patient} now={now} zone={lab.zone} isSimilar={false} />
      <p>{t('byHand.lead')}</p>
      <ErrorSummary problems={problems} />
      {failure && <FailurePanel failure={failure} what={t('byHand.notSaved')} stillTrue={t('byHand.notSavedStill')} />}
      <form className={css.enter} onSubmit={submit} noValidate>
        <What fields={fields} problems={problems} known={known} onChange={change} />
        <Source fields={fields} problems={problems} onChange={change} />
        <Where fields={fields} problems={problems} orders={data.orders} onChange={change} />
        <FormActions submit={t('byHand.save')} isBusy={save.isPending} onBack={onClose} />
      </form>
    </Dialog>
  );
}

function emptyFields({ orders }: PatientPage, zone: string): EnterFields {
  return {
    parameter: '',
    value: '',
    unit: '',
    severity: '',
    limit: '',
    referenceRange: '',
    specimen: '',
    resultedAt: toLocal(serverNow(), zone),
    collectedAt: '',
    receivedThrough: '',
    receivedFrom: '',
    verifiedBy: '',
    // Who is responsible for the patient now is who ordered last.
    like: orders[0] ? String(orders[0].billId) : '',
    ward: '',
    department: '',
    comment: '',
  };
}

type PartProps = {
  fields: EnterFields;
  problems: readonly { field: string; message: string }[];
  onChange: (more: Partial<EnterFields>) => void;
};

/** One text field of the form, with what is wrong about it. */
function useField({ fields, problems, onChange }: PartProps) {
  const t = useText();
  return (name: keyof EnterFields, isRequired = false) => ({
    id: fieldId(name),
    label: t(`byHand.field.${name}`),
    value: fields[name],
    error: problems.find(({ field }) => field === name)?.message,
    ...(isRequired ? { 'aria-required': true, withAsterisk: true } : {}),
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => onChange({ [name]: currentTarget.value }),
  });
}

function What(props: PartProps & { known: Awaited<ReturnType<typeof fetchParameters>> }): ReactNode {
  const t = useText();
  const { fields, known, onChange } = props;
  const field = useField(props);
  return (
    <fieldset>
      <legend>{t('byHand.what')}</legend>
      <TextInput
        {...field('parameter', true)}
        description={t('byHand.parameterHint')}
        list="known-parameters"
        autoComplete="off"
        maxLength={200}
        onChange={({ currentTarget }) => {
          const found = knownOf(currentTarget.value, known);
          onChange({ parameter: currentTarget.value, ...(found && fields.unit === '' ? { unit: found.unit } : {}) });
        }}
      />
      <datalist id="known-parameters">
        {known.map(({ code, name }) => (
          <option key={`${code} ${name}`} value={name} />
        ))}
      </datalist>
      <div className={css.pair}>
        <TextInput {...field('value', true)} autoComplete="off" maxLength={200} />
        <TextInput {...field('unit')} autoComplete="off" maxLength={40} />
      </div>
      <div className={css.pair}>
        <NativeSelect
          {...field('severity', true)}
          data={[
            { value: '', label: t('byHand.choose') },
            ...(['critical-high', 'critical-low', 'critical-other'] as const).map((value) => ({
              value,
              label: t(`byHand.severity.${value}`),
            })),
          ]}
        />
        <TextInput {...field('limit')} placeholder="≥ 6.2" autoComplete="off" maxLength={100} />
      </div>
      <div className={css.pair}>
        <TextInput {...field('resultedAt', true)} type="datetime-local" />
        <TextInput {...field('collectedAt')} type="datetime-local" />
      </div>
      <div className={css.pair}>
        <TextInput {...field('referenceRange')} autoComplete="off" maxLength={100} />
        <TextInput {...field('specimen')} autoComplete="off" maxLength={100} />
      </div>
    </fieldset>
  );
}

function Source(props: PartProps): ReactNode {
  const t = useText();
  const field = useField(props);
  return (
    <fieldset>
      <legend>{t('byHand.source')}</legend>
      <NativeSelect
        {...field('receivedThrough', true)}
        data={[
          { value: '', label: t('byHand.choose') },
          ...(['telephone', 'paper'] as const).map((value) => ({ value, label: t(`byHand.received.${value}`) })),
        ]}
      />
      <div className={css.pair}>
        <TextInput {...field('receivedFrom', true)} autoComplete="off" maxLength={200} />
        <TextInput {...field('verifiedBy', true)} autoComplete="off" maxLength={200} />
      </div>
    </fieldset>
  );
}

function Where(props: PartProps & { orders: PatientPage['orders'] }): ReactNode {
  const t = useText();
  const { departments } = useMe();
  const field = useField(props);
  const { fields, orders } = props;
  return (
    <fieldset>
      <legend>{t('byHand.where')}</legend>
      <NativeSelect
        {...field('like')}
        description={t('byHand.likeHint')}
        data={[
          ...orders.slice(0, 20).map(({ billId, billNumber, ward, orderingName }) => ({
            value: String(billId),
            label: [billNumber, orderingName, ward].filter(Boolean).join(' · '),
          })),
          { value: '', label: t('byHand.likeNone') },
        ]}
      />
      {fields.like === '' && <TextInput {...field('ward')} autoComplete="off" maxLength={100} />}
      {departments.length > 0 && (
        <NativeSelect
          {...field('department')}
          data={[
            { value: '', label: t('byHand.departmentNone') },
            ...departments.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
        />
      )}
      <Textarea {...field('comment')} rows={2} maxLength={500} />
    </fieldset>
  );
}
