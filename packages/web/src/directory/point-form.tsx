import type { ContactPointOut, SaveContactPoint } from '@critical-callout/contract/directory';
import { CONTACT_CHANNELS, CONTACT_PURPOSES, formatHours, parseHours } from '@critical-callout/domain/directory';
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { ErrorSummary, type FieldProblem, fieldId, problemsOfFailure } from '../ui/error-summary.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { FormActions } from '../ui/form-actions.tsx';
import { toast } from '../ui/toast.tsx';
import { directoryKeys, type Ref, savePoint } from './api.ts';
import css from './directory.module.css';

/** One way to reach somebody. Changing the address takes its proof away; the server says so by dropping it. */
export function PointForm({
  owner,
  point,
  onClose,
}: {
  owner: Ref;
  point: ContactPointOut | null;
  onClose: () => void;
}): ReactNode {
  const t = useText();
  const [fields, setFields] = useState({
    channel: point?.channel ?? ('phone' as ContactPointOut['channel']),
    purpose: point?.purpose ?? ('critical-notification' as ContactPointOut['purpose']),
    value: point?.value ?? '',
    hours: formatHours(point?.hours ?? null),
    preference: String(point?.preference ?? 100),
    isActive: point?.isActive ?? true,
  });
  const [ownProblems, setOwnProblems] = useState<FieldProblem[]>([]);
  const save = useMutation({
    mutationFn: (asked: SaveContactPoint) => savePoint(point?.id ?? null, asked),
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: directoryKeys.all });
      toast(t('directory.saved', { name: saved.value }));
      onClose();
    },
  });
  const submit = (): void => {
    const hours = parseHours(fields.hours);
    setOwnProblems(hours ? [] : [{ field: 'hours', message: t('directory.hours.wrong') }]);
    if (!hours) return;
    const { channel, purpose, value, isActive } = fields;
    save.mutate({
      owner,
      channel,
      purpose,
      value,
      isActive,
      hours: hours.hours,
      preference: Number(fields.preference),
      verifiedAt: point?.verifiedAt ?? null,
    });
  };
  const failure = save.error ? asFailure(save.error) : null;
  const { problems, isNamed } = problemsAt(failure, ownProblems);
  const text = (name: 'value' | 'hours' | 'preference', description?: string): ReactNode => (
    <TextInput
      id={fieldId(name)}
      label={t(`directory.${name}`)}
      description={description}
      value={fields[name]}
      maxLength={254}
      onChange={({ currentTarget }) => setFields({ ...fields, [name]: currentTarget.value })}
    />
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <ErrorSummary problems={problems} />
      {failure && !isNamed && (
        <FailurePanel failure={failure} what={t('directory.notSaved')} stillTrue={t('directory.notSavedStill')} />
      )}
      <fieldset className={css.fields}>
        <legend className="visually-hidden">{t('directory.points')}</legend>
        <NativeSelect
          label={t('directory.channel')}
          value={fields.channel}
          data={CONTACT_CHANNELS.map((value) => ({ value, label: t(`directory.channel.${value}`) }))}
          onChange={({ currentTarget }) => setFields({ ...fields, channel: currentTarget.value as typeof fields.channel })}
        />
        {text('value')}
        <NativeSelect
          label={t('directory.purpose')}
          value={fields.purpose}
          data={CONTACT_PURPOSES.map((value) => ({ value, label: t(`directory.purpose.${value}`) }))}
          onChange={({ currentTarget }) => setFields({ ...fields, purpose: currentTarget.value as typeof fields.purpose })}
        />
        {text('hours', t('directory.hours.hint'))}
        {text('preference', t('directory.preference.hint'))}
        <Checkbox
          label={t('directory.isActive')}
          checked={fields.isActive}
          onChange={({ currentTarget }) => setFields({ ...fields, isActive: currentTarget.checked })}
        />
      </fieldset>
      <FormActions submit={t('settings.save')} isBusy={save.isPending} onBack={onClose} />
    </form>
  );
}

/** What is wrong, by its field: what a rule says of it is about the number or the address. */
function problemsAt(failure: ApiFailure | null, own: FieldProblem[]): { problems: FieldProblem[]; isNamed: boolean } {
  const named = problemsOfFailure(failure);
  const isOfValue = failure?.status === 422 && named.length === 0;
  const said = isOfValue ? [{ field: 'value', message: failure.message }] : named;
  return { problems: own.length > 0 ? own : said, isNamed: said.length > 0 };
}
