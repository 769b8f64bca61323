import type { SaveSchedule, ScheduleOut } from '@critical-callout/contract/directory';
import { formatHours, parseHours } from '@critical-callout/domain/directory';
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { ErrorSummary, type FieldProblem, fieldId, problemsOfFailure } from '../ui/error-summary.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { useUnsavedGuard } from '../ui/publish/use-unsaved-guard.ts';
import { toast } from '../ui/toast.tsx';
import { directoryKeys, type Ref, saveSchedule } from './api.ts';
import css from './directory.module.css';
import { PartyPicker } from './party-picker.tsx';
import { PlaceName, RotaMembers, RotaOverrides } from './rota-parts.tsx';
import { mondayOf } from './week.ts';

type Fields = Omit<SaveSchedule, 'of' | 'turnHours' | 'hours'> & { of: Ref | null; turnHours: string; hours: string };

function fieldsOf(schedule: ScheduleOut | null, firstDay: string): Fields {
  if (!schedule) {
    const rota = { firstDay, handover: '08:00', turnHours: '24', hours: '', members: [], overrides: [] };
    return { code: '', name: '', duty: 'on-call', of: null, isActive: true, ...rota };
  }
  const { id: _id, hasFeed: _hasFeed, ...rest } = schedule;
  return { ...rest, turnHours: String(schedule.turnHours), hours: formatHours(schedule.hours) };
}

/** A rota: where it counts, whose turn follows whose and when, and who has the duty instead for a while. */
export function ScheduleForm({ schedule, onSaved }: { schedule: ScheduleOut | null; onSaved: (id: number) => void }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const mayWrite = useMay('directory.write');
  const before = fieldsOf(schedule, mondayOf(serverNow(), lab.zone));
  const [fields, setFields] = useState(before);
  const [own, setOwn] = useState<FieldProblem[]>([]);
  const change = (more: Partial<Fields>): void => setFields({ ...fields, ...more });
  useUnsavedGuard(JSON.stringify(fields) !== JSON.stringify(before));
  const save = useMutation({
    mutationFn: (asked: SaveSchedule) => saveSchedule(schedule?.id ?? null, asked),
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: directoryKeys.all });
      toast(t('directory.saved', { name: saved.name }));
      onSaved(saved.id);
    },
  });
  const submit = (): void => {
    const hours = parseHours(fields.hours);
    const { of } = fields;
    const problems = [
      ...(hours ? [] : [{ field: 'hours', message: t('directory.hours.wrong') }]),
      ...(of ? [] : [{ field: 'code', message: t('directory.rota.noPlace') }]),
    ];
    setOwn(problems);
    if (hours && of)
      save.mutate({ ...fields, of: of as SaveSchedule['of'], turnHours: Number(fields.turnHours), hours: hours.hours });
  };
  const failure = save.error ? asFailure(save.error) : null;
  const named = problemsOfFailure(failure);
  // What a rule says of it is about the place.
  const isOfPlace = failure?.status === 422 && named.length === 0;
  const problems = own.length > 0 ? own : isOfPlace ? [{ field: 'code', message: failure.message }] : named;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <ErrorSummary problems={problems} />
      {failure && named.length === 0 && !isOfPlace && (
        <FailurePanel failure={failure} what={t('directory.notSaved')} stillTrue={t('directory.notSavedStill')} />
      )}
      {schedule?.hasFeed && <p>{t('directory.rota.waits')}</p>}
      <fieldset className={css.fields} disabled={!mayWrite}>
        <legend className="visually-hidden">{t('directory.onCall.rota')}</legend>
        <RotaFields fields={fields} change={change} />
        <RotaMembers members={fields.members} onChange={(members) => change({ members })} />
        <RotaOverrides overrides={fields.overrides} onChange={(overrides) => change({ overrides })} />
        <Checkbox
          label={t('directory.isActive')}
          checked={fields.isActive}
          onChange={({ currentTarget }) => change({ isActive: currentTarget.checked })}
        />
      </fieldset>
      {mayWrite && (
        <div className={css.actions}>
          <Button type="submit" loading={save.isPending}>
            {t('settings.save')}
          </Button>
        </div>
      )}
    </form>
  );
}

const PLACES = ['ward', 'organization'] as const;

function RotaFields({ fields, change }: { fields: Fields; change: (more: Partial<Fields>) => void }): ReactNode {
  const t = useText();
  const input = (
    name: 'code' | 'name' | 'firstDay' | 'handover' | 'turnHours' | 'hours',
    more: { type?: string; description?: string } = {},
  ) => (
    <TextInput
      id={fieldId(name)}
      label={t(`directory.rota.${name}`)}
      value={fields[name]}
      maxLength={200}
      onChange={({ currentTarget }) => change({ [name]: currentTarget.value })}
      {...more}
    />
  );
  return (
    <>
      {input('code')}
      {input('name')}
      <NativeSelect
        label={t('directory.duty')}
        value={fields.duty}
        data={(['on-call', 'responsible'] as const).map((value) => ({ value, label: t(`directory.duty.${value}.long`) }))}
        onChange={({ currentTarget }) => change({ duty: currentTarget.value as Fields['duty'] })}
      />
      {fields.of && (
        <p>
          {t('directory.rota.of')} <PlaceName place={fields.of} />
        </p>
      )}
      <PartyPicker
        label={t(fields.of ? 'directory.rota.otherPlace' : 'directory.rota.of')}
        kinds={PLACES}
        onPick={({ kind, id }) => change({ of: { kind, id } })}
      />
      {input('firstDay', { type: 'date' })}
      {input('handover', { type: 'time' })}
      {input('turnHours', { description: t('directory.rota.turnHours.hint') })}
      {input('hours', { description: t('directory.hours.hint') })}
    </>
  );
}
