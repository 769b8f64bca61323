import type { CallHelp } from '@critical-callout/contract/settings';
import { Button, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useMay } from '../auth/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Answer } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { fetchCallHelp, saveCallHelp, settingsKeys } from './api.ts';
import { readPhrases, writePhrases } from './phrase-lines.ts';
import css from './settings.module.css';

/** What callers say, and the phrases their comments are made of. */
export function CallHelpSettings(): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: settingsKeys.callHelp, queryFn: ({ signal }) => fetchCallHelp(signal) });
  return (
    <div className={css.page}>
      <Answer query={query} what={t('settings.failed')} stillTrue={t('settings.failedStill')}>
        {(help) => <CallHelpForm help={help} />}
      </Answer>
    </div>
  );
}

type Fields = { script: string; phrases: string };
const toFields = ({ script, phrases }: CallHelp): Fields => ({ script, phrases: writePhrases(phrases) });

function CallHelpForm({ help }: { help: CallHelp }): ReactNode {
  const t = useText();
  const mayWrite = useMay('settings.write');
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const { register, handleSubmit, formState, reset } = useForm<Fields>({ defaultValues: toFields(help) });
  const submit = handleSubmit(async ({ script, phrases }) => {
    setFailure(null);
    try {
      const saved = await saveCallHelp({ script, phrases: readPhrases(phrases) ?? [] });
      queryClient.setQueryData(settingsKeys.callHelp, saved);
      reset(toFields(saved));
      toast(t('callHelp.saved'));
    } catch (problem) {
      setFailure(asFailure(problem));
    }
  });
  return (
    <form onSubmit={submit} noValidate>
      <h2>{t('callHelp.title')}</h2>
      {failure && <FailurePanel failure={failure} what={t('settings.notSaved')} stillTrue={t('settings.notSavedStill')} />}
      <fieldset className={css.fields} disabled={!mayWrite}>
        <legend className="visually-hidden">{t('callHelp.title')}</legend>
        <Textarea
          label={t('callHelp.script')}
          description={t('callHelp.scriptHint', { places: '{caller} {lab} {test} {ward}' })}
          rows={5}
          maxLength={4000}
          {...register('script')}
        />
        <Textarea
          label={t('callHelp.phrases')}
          description={t('callHelp.phrasesHint')}
          rows={5}
          error={formState.errors.phrases?.message}
          {...register('phrases', { validate: (text) => readPhrases(text) !== null || t('callHelp.phrasesWrong') })}
        />
      </fieldset>
      {mayWrite && (
        <Button type="submit" loading={formState.isSubmitting} disabled={!formState.isDirty}>
          {t('settings.save')}
        </Button>
      )}
    </form>
  );
}
