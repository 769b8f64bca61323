import type { Mapping, Mappings } from '@critical-callout/contract/mappings';
import type { Source } from '@critical-callout/contract/sources';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type UseFormReturn, useForm } from 'react-hook-form';
import { useMay } from '../auth/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { ErrorSummary, fieldId, problemsOf, problemsOfFailure } from '../ui/error-summary.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { FormActions } from '../ui/form-actions.tsx';
import { useUnsavedGuard } from '../ui/publish/use-unsaved-guard.ts';
import { toast } from '../ui/toast.tsx';
import { ingestKeys, judgeAgain, saveMapping } from './api.ts';
import css from './ingest.module.css';
import { fieldsOfDraft, type MappingDraft, targetOf } from './mapping-fields.ts';

type Props = {
  mapping: Mapping | null;
  draft: MappingDraft;
  mappings: Mappings;
  sources: readonly Source[];
  onClose: () => void;
};

/** One mapping: saved as a new version, then what came that way is judged again if wanted. */
export function MappingForm({ mapping, draft, mappings, sources, onClose }: Props): ReactNode {
  const t = useText();
  const form = useForm<MappingDraft>({ defaultValues: draft, shouldFocusError: false });
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [saved, setSaved] = useState<Mapping | null>(null);
  const { isDirty, isSubmitting, errors } = form.formState;
  useUnsavedGuard(isDirty && !isSubmitting && saved === null);
  const save = (isActive: boolean) =>
    form.handleSubmit(async (fields) => {
      setFailure(null);
      try {
        const old = mapping === null ? {} : { key: mapping.key, version: mapping.version };
        const kept = await saveMapping({ ...fieldsOfDraft(fields), ...old, isActive, reason: fields.reason.trim() });
        toast(t(isActive ? 'mapping.saved' : 'mapping.endedNow', { id: String(kept.id) }));
        void queryClient.invalidateQueries({ queryKey: ingestKeys.mappings });
        if (isActive) setSaved(kept);
        else onClose();
      } catch (problem) {
        setFailure(asFailure(problem));
      }
    });
  if (saved) return <JudgeAgain mapping={saved} onClose={onClose} />;
  const field = typeof failure?.details.field === 'string' ? failure.details.field : null;
  const found = failure && field ? [{ field: field === 'toCode' ? 'target' : field, message: failure.message }] : [];
  return (
    <form onSubmit={save(true)} noValidate className={css.block} aria-label={t('mapping.form')}>
      <h2 tabIndex={-1}>{mapping ? t('mapping.form.change', { id: String(mapping.id) }) : t('mapping.form.new')}</h2>
      <ErrorSummary problems={[...problemsOf(errors), ...problemsOfFailure(failure), ...found]} />
      {failure && failure.fields.length === 0 && field === null && (
        <FailurePanel failure={failure} what={t('mapping.notSaved')} stillTrue={t('ingest.notSavedStill')} />
      )}
      <Arrives form={form} sources={sources} />
      <ReadAs form={form} mappings={mappings} />
      <TextInput
        id={fieldId('reason')}
        label={t('mapping.reason')}
        maxLength={500}
        error={errors.reason?.message}
        {...form.register('reason', { validate: (text) => text.trim().length >= 3 || t('mapping.reason.missing') })}
      />
      <FormActions submit={t('mapping.save')} isBusy={isSubmitting} onBack={onClose}>
        {mapping?.isActive && (
          <Button variant="outline" loading={isSubmitting} onClick={() => void save(false)()}>
            {t('mapping.end')}
          </Button>
        )}
      </FormActions>
    </form>
  );
}

type PartProps = { form: UseFormReturn<MappingDraft> };

function Arrives({ form, sources }: PartProps & { sources: readonly Source[] }): ReactNode {
  const t = useText();
  const { register, watch, formState } = form;
  const kind = watch('unitKind');
  return (
    <fieldset className={css.form}>
      <legend>{t('mapping.arrives')}</legend>
      <NativeSelect
        id={fieldId('sourceId')}
        label={t('ingest.col.source')}
        data={[
          { value: '', label: t('mapping.everySource') },
          ...sources.map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        {...register('sourceId')}
      />
      <TextInput
        id={fieldId('fromCode')}
        label={t('mapping.fromCode')}
        description={t('mapping.fromCode.hint')}
        maxLength={100}
        {...register('fromCode')}
      />
      <TextInput
        id={fieldId('fromSystem')}
        label={t('mapping.fromSystem')}
        description={t('mapping.fromSystem.hint')}
        maxLength={100}
        {...register('fromSystem')}
      />
      <NativeSelect
        id={fieldId('unitKind')}
        label={t('mapping.unitKind')}
        description={t('mapping.unitKind.hint')}
        data={(['any', 'none', 'this'] as const).map((value) => ({ value, label: t(`mapping.unitKind.${value}`) }))}
        {...register('unitKind')}
      />
      {kind === 'this' && (
        <TextInput
          id={fieldId('fromUnit')}
          label={t('mapping.fromUnit')}
          description={t('mapping.fromUnit.hint')}
          maxLength={40}
          error={formState.errors.fromUnit?.message}
          {...register('fromUnit', { validate: (text) => text.trim() !== '' || t('mapping.fromUnit.missing') })}
        />
      )}
    </fieldset>
  );
}

const UNITS = 'mapping-units';

function ReadAs({ form, mappings }: PartProps & { mappings: Mappings }): ReactNode {
  const t = useText();
  const { register, watch } = form;
  const target = watch('target');
  const chosen = mappings.targets.find(({ code, codeSystem }) => targetOf(code, codeSystem) === target);
  const units = chosen?.units ?? [...new Set(mappings.targets.flatMap((one) => one.units))];
  return (
    <fieldset className={css.form}>
      <legend>{t('mapping.readAs')}</legend>
      <NativeSelect
        id={fieldId('target')}
        label={t('mapping.target')}
        description={t('mapping.target.hint')}
        data={[
          { value: '', label: t('mapping.sameCode') },
          ...mappings.targets.map(({ code, codeSystem, name }) => ({
            value: targetOf(code, codeSystem),
            label: `${name} · ${code}${codeSystem ? ` (${codeSystem})` : ''}`,
          })),
        ]}
        {...register('target')}
      />
      <TextInput
        id={fieldId('toUnit')}
        label={t('mapping.toUnit')}
        description={t('mapping.toUnit.hint')}
        list={UNITS}
        maxLength={40}
        {...register('toUnit')}
      />
      <datalist id={UNITS}>
        {units.map((unit) => (
          <option key={unit} value={unit} />
        ))}
      </datalist>
    </fieldset>
  );
}

/** Asked after each save: results that came that way and stand were judged without it. */
function JudgeAgain({ mapping, onClose }: { mapping: Mapping; onClose: () => void }): ReactNode {
  const t = useText();
  const mayJudge = useMay('messages.write');
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<string | null>(null);
  const judge = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      setAnswer(t('mapping.judged', { ...(await judgeAgain(mapping.key)) }));
      await queryClient.invalidateQueries({ queryKey: ['live'] });
    } catch (problem) {
      setFailure(asFailure(problem));
    }
    setBusy(false);
  };
  return (
    <section className={css.block} aria-label={t('mapping.judge')}>
      <h2 tabIndex={-1}>{t('mapping.saved', { id: String(mapping.id) })}</h2>
      {failure && <FailurePanel failure={failure} what={t('mapping.judge.failed')} stillTrue={t('mapping.judge.failedStill')} />}
      <p role="status">{answer ?? t(mayJudge ? 'mapping.judge.ask' : 'mapping.judge.mayNot')}</p>
      <div className={css.actions}>
        {mayJudge && answer === null && (
          <Button loading={isBusy} onClick={() => void judge()}>
            {t('mapping.judge')}
          </Button>
        )}
        <Button variant="outline" onClick={onClose}>
          {t('mapping.close')}
        </Button>
      </div>
    </section>
  );
}
