import type { Source, Sources } from '@critical-callout/contract/sources';
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { type UseFormRegister, useForm } from 'react-hook-form';
import { useMay } from '../auth/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { type MessageId, type Translate, useText } from '../platform/text.tsx';
import { ErrorSummary, fieldId, problemsOf, problemsOfFailure } from '../ui/error-summary.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { findDifferences } from '../ui/publish/differences.ts';
import { PublishDialog } from '../ui/publish/publish-dialog.tsx';
import { useUnsavedGuard } from '../ui/publish/use-unsaved-guard.ts';
import { toast } from '../ui/toast.tsx';
import { addSource, changeSource, ingestKeys } from './api.ts';
import css from './ingest.module.css';
import { draftOf, fieldsOf, linesOf, type SourceDraft } from './source-fields.ts';

/** One connection: a draft, a review of what would change, and only then the change. */
export function SourceForm({ source, sources }: { source: Source | null; sources: Sources }): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const mayWrite = useMay('sources.write');
  const before = draftOf(source);
  const { register, handleSubmit, formState, reset } = useForm<SourceDraft>({ defaultValues: before });
  const [review, setReview] = useState<SourceDraft | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  useUnsavedGuard(formState.isDirty && !isBusy);

  const save = async (draft: SourceDraft, comment = ''): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const fields = fieldsOf(draft);
      const saved = source
        ? await changeSource(source.id, { ...fields, version: source.version, comment })
        : await addSource({ ...fields, code: draft.code.trim() });
      reset(draftOf(saved));
      setReview(null);
      toast(t('ingest.saved', { name: saved.name }));
      await queryClient.invalidateQueries({ queryKey: ingestKeys.sources });
      // Whoever changed one stands at it, and may have gone on meanwhile.
      if (!source) await navigate({ to: '/settings/integration', search: { part: 'sources', source: saved.id } });
    } catch (problem) {
      const said = asFailure(problem);
      setFailure(said);
      // What is wrong with a field is said, and mended, in the form; for all else the review stays, and the comment with it.
      if (said.fields.length > 0) setReview(null);
    }
    setBusy(false);
  };
  return (
    <form onSubmit={handleSubmit((draft) => (source ? setReview(draft) : save(draft)))} noValidate>
      <h2>{source ? source.name : t('ingest.new')}</h2>
      <ErrorSummary problems={[...problemsOf(formState.errors), ...problemsOfFailure(failure)]} />
      {failure && failure.fields.length === 0 && !review && (
        <FailurePanel failure={failure} what={t('ingest.notSaved')} stillTrue={t('ingest.notSavedStill')} />
      )}
      <fieldset disabled={!mayWrite} className={css.form}>
        <legend className="visually-hidden">{t('ingest.tab.sources')}</legend>
        <Fields register={register} errors={formState.errors} isNew={source === null} sources={sources} t={t} />
      </fieldset>
      {mayWrite && (
        <div className={css.actions}>
          <Button type="submit" loading={isBusy} disabled={!formState.isDirty}>
            {t(source ? 'ingest.review' : 'ingest.createNow')}
          </Button>
        </div>
      )}
      {review && (
        <PublishDialog
          title={t('ingest.publish', { name: review.name })}
          differences={findDifferences(linesOf(before, t), linesOf(review, t))}
          applies={t('publish.applies.sources')}
          isBusy={isBusy}
          failure={failure}
          confirmLabel={t('settings.save')}
          onPublish={(comment) => void save(review, comment)}
          onCancel={() => setReview(null)}
        />
      )}
    </form>
  );
}

type FieldsProps = {
  register: UseFormRegister<SourceDraft>;
  errors: Partial<Record<keyof SourceDraft, { message?: string }>>;
  isNew: boolean;
  sources: Sources;
  t: Translate;
};

function Fields(props: FieldsProps): ReactNode {
  const { register, errors, isNew, t } = props;
  const needed = (label: string) => ({
    validate: (value: unknown) => String(value).trim() !== '' || t('ingest.missing', { field: label }),
  });
  return (
    <>
      {isNew && (
        <TextInput
          id={fieldId('code')}
          label={t('ingest.field.code')}
          description={t('ingest.field.code.hint')}
          error={errors.code?.message}
          {...register('code', needed(t('ingest.field.code')))}
        />
      )}
      <TextInput
        id={fieldId('name')}
        label={t('ingest.field.name')}
        error={errors.name?.message}
        {...register('name', needed(t('ingest.field.name')))}
      />
      <Line {...props} />
      <Reading {...props} />
      <Checkbox label={t('ingest.field.preliminary')} {...register('isPreliminaryCalled')} />
      <Checkbox label={t('ingest.field.training')} {...register('isTrainingProcessed')} />
      <Checkbox label={t('ingest.field.enabled')} {...register('isEnabled')} />
    </>
  );
}

/** Who may connect where, and how much. */
function Line({ register, errors, sources, t }: FieldsProps): ReactNode {
  const whole = (label: string, min: number, max: number) => ({
    validate: (value: unknown) => {
      const text = String(value).trim();
      if (text === '') return true;
      return (/^\d+$/.test(text) && Number(text) >= min && Number(text) <= max) || t('ingest.number', { field: label, min, max });
    },
  });
  return (
    <>
      <TextInput
        id={fieldId('mllpPort')}
        label={t('ingest.field.port')}
        description={t('ingest.field.port.hint', { port: String(sources.configuredPort) })}
        inputMode="numeric"
        error={errors.mllpPort?.message}
        {...register('mllpPort', whole(t('ingest.field.port'), 0, 65_535))}
      />
      <NativeSelect
        className={css.wide}
        label={t('ingest.field.tls')}
        description={t(tlsWords(sources))}
        data={(['auto', 'required', 'off'] as const).map((value) => ({ value, label: t(`ingest.field.tls.${value}`) }))}
        {...register('tls')}
      />
      <Textarea
        className={css.wide}
        id={fieldId('allowedAddresses')}
        label={t('ingest.field.allowed')}
        description={t('ingest.field.allowed.hint')}
        rows={3}
        {...register('allowedAddresses')}
      />
      <TextInput
        id={fieldId('silenceMinutes')}
        label={t('ingest.field.silence')}
        description={t('ingest.field.silence.hint')}
        inputMode="numeric"
        error={errors.silenceMinutes?.message}
        {...register('silenceMinutes', whole(t('ingest.field.silence'), 5, 10_080))}
      />
      <TextInput
        id={fieldId('maxBytes')}
        label={t('ingest.field.maxBytes')}
        description={t('ingest.field.maxBytes.hint', { bytes: sources.maxBytes })}
        inputMode="numeric"
        error={errors.maxBytes?.message}
        {...register('maxBytes', whole(t('ingest.field.maxBytes'), 1024, 104_857_600))}
      />
      <TextInput
        id={fieldId('maxConnections')}
        label={t('ingest.field.maxConnections')}
        inputMode="numeric"
        error={errors.maxConnections?.message}
        {...register('maxConnections', whole(t('ingest.field.maxConnections'), 1, 200))}
      />
    </>
  );
}

function tlsWords({ hasCertificate, asksClientCertificate }: Sources): MessageId {
  if (!hasCertificate) return 'ingest.field.tls.missing';
  return asksClientCertificate ? 'ingest.field.tls.client' : 'ingest.field.tls.noClient';
}

/** How its messages are read and answered. */
function Reading({ register, errors, t }: FieldsProps): ReactNode {
  return (
    <>
      <TextInput
        label={t('ingest.field.application')}
        description={t('ingest.field.expected.hint')}
        {...register('sendingApplication')}
      />
      <TextInput
        label={t('ingest.field.facility')}
        description={t('ingest.field.expected.hint')}
        {...register('sendingFacility')}
      />
      <TextInput
        id={fieldId('charset')}
        label={t('ingest.field.charset')}
        description={t('ingest.field.charset.hint')}
        error={errors.charset?.message}
        {...register('charset')}
      />
      <NativeSelect
        label={t('ingest.field.ack')}
        data={(['by-message', 'original', 'enhanced'] as const).map((value) => ({
          value,
          label: t(`ingest.field.ack.${value}`),
        }))}
        {...register('ackMode')}
      />
      <NativeSelect
        label={t('ingest.field.store')}
        data={(['AR', 'close'] as const).map((value) => ({ value, label: t(`ingest.field.store.${value}`) }))}
        {...register('storeFailureAnswer')}
      />
      <NativeSelect
        label={t('ingest.field.flags')}
        data={(['either', 'limits-only', 'flags-only'] as const).map((value) => ({
          value,
          label: t(`ingest.field.flags.${value}`),
        }))}
        {...register('flagPolicy')}
      />
      <NativeSelect
        label={t('ingest.field.bill')}
        data={(['placer-group', 'placer', 'filler'] as const).map((value) => ({ value, label: t(`ingest.field.bill.${value}`) }))}
        {...register('billRule')}
      />
    </>
  );
}
