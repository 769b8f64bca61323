import type { Webhooks } from '@critical-callout/contract/deliveries';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useForm } from 'react-hook-form';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { ErrorSummary, fieldId, problemsOf } from '../ui/error-summary.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { useUnsavedGuard } from '../ui/publish/use-unsaved-guard.ts';
import { toast } from '../ui/toast.tsx';
import css from './ingest.module.css';
import { WebhookCheck } from './webhook-check.tsx';
import { saveWebhook, webhookKeys } from './webhooks-api.ts';

type Fields = { organizationCode: string; url: string };
type Props = { code: string | null; url: string; webhooks: Webhooks; onClose: () => void };

/** The address of one organization; its key is shown once, when it is saved. */
export function WebhookForm({ code, url, webhooks, onClose }: Props): ReactNode {
  const t = useText();
  const { register, handleSubmit, formState, watch } = useForm<Fields>({
    defaultValues: { organizationCode: code ?? '', url },
    shouldFocusError: false,
  });
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [checked, setChecked] = useState<string | null>(null);
  const [signingKey, setSigningKey] = useState<string | null>(null);
  const [isEnding, setEnding] = useState(false);
  useUnsavedGuard(formState.isDirty && !formState.isSubmitting && signingKey === null);
  const send = async (body: { organizationCode: string; url: string | null }): Promise<void> => {
    setFailure(null);
    setEnding(false);
    try {
      const saved = await saveWebhook(body);
      await queryClient.invalidateQueries({ queryKey: webhookKeys.list });
      if (saved.signingKey === null) {
        toast(t('webhooks.ended'));
        onClose();
      } else setSigningKey(saved.signingKey);
    } catch (problem) {
      setFailure(asFailure(problem));
    }
  };
  if (signingKey !== null) return <SigningKey value={signingKey} onClose={onClose} />;
  const field = typeof failure?.details.field === 'string' ? failure.details.field : null;
  const found = failure && field ? [{ field, message: failure.message }] : [];
  const typed = watch('url').trim();
  return (
    <form
      className={css.block}
      noValidate
      aria-label={t('webhooks.form')}
      onSubmit={handleSubmit((fields) => send({ ...fields, url: fields.url.trim() }))}
    >
      <h2 tabIndex={-1}>{t(code === null ? 'webhooks.add' : 'webhooks.form')}</h2>
      <ErrorSummary problems={[...problemsOf(formState.errors), ...found]} />
      {failure && field === null && (
        <FailurePanel failure={failure} what={t('webhooks.notSaved')} stillTrue={t('ingest.notSavedStill')} />
      )}
      <div className={css.form}>
        <NativeSelect
          id={fieldId('organizationCode')}
          label={t('webhooks.organization')}
          disabled={code !== null}
          error={formState.errors.organizationCode?.message}
          data={[
            { value: '', label: t('webhooks.organization.choose') },
            ...webhooks.organizations.map((one) => ({ value: one.code, label: `${one.name} (${one.code})` })),
          ]}
          {...register('organizationCode', { validate: (chosen) => chosen !== '' || t('webhooks.organization.missing') })}
        />
        <TextInput
          id={fieldId('url')}
          label={t('webhooks.url')}
          description={t('webhooks.url.hint')}
          type="url"
          maxLength={2000}
          spellCheck={false}
          error={formState.errors.url?.message}
          {...register('url', { validate: (text) => text.trim() !== '' || t('webhooks.url.missing') })}
        />
      </div>
      {checked !== null && checked === typed && <WebhookCheck url={checked} />}
      <div className={css.actions}>
        <Button type="submit" loading={formState.isSubmitting}>
          {t('webhooks.save')}
        </Button>
        <Button variant="outline" disabled={typed === ''} onClick={() => setChecked(typed)}>
          {t('webhooks.check')}
        </Button>
        {code !== null && (
          <Button variant="outline" onClick={() => setEnding(true)}>
            {t('webhooks.end')}
          </Button>
        )}
        <Button variant="subtle" onClick={onClose}>
          {t('dialog.back')}
        </Button>
      </div>
      {isEnding && code !== null && (
        <ConfirmDialog
          title={t('webhooks.end')}
          about={t('webhooks.end.about', { code, url })}
          confirmLabel={t('webhooks.end')}
          isBusy={formState.isSubmitting}
          onConfirm={() => void send({ organizationCode: code, url: null })}
          onCancel={() => setEnding(false)}
        />
      )}
    </form>
  );
}

function SigningKey({ value, onClose }: { value: string; onClose: () => void }): ReactNode {
  const t = useText();
  return (
    <section className={css.block} aria-label={t('webhooks.key')}>
      <h2 tabIndex={-1}>{t('webhooks.saved')}</h2>
      <p className={css.warning}>{t('webhooks.key.once')}</p>
      <p data-testid="signing-key">
        {t('webhooks.key')} <code>{value}</code> <CopyButton value={value} />
      </p>
      <div className={css.actions}>
        <Button variant="outline" onClick={onClose}>
          {t('webhooks.key.kept')}
        </Button>
      </div>
    </section>
  );
}
