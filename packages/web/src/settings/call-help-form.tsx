import type { CallHelp } from '@critical-callout/contract/settings';
import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { fieldId } from '../ui/error-summary.tsx';
import { readPhrases, writePhrases } from './phrase-lines.ts';
import { CALL_HELP } from './setting.ts';
import { SettingForm } from './setting-form.tsx';

type Fields = { script: string; phrases: string };

/** What callers say, and the phrases their comments are made of. */
export function CallHelpSettings(): ReactNode {
  const t = useText();
  return (
    <SettingForm<CallHelp, Fields>
      setting={CALL_HELP}
      title={t('callHelp.title')}
      toFields={({ script, phrases }) => ({ script, phrases: writePhrases(phrases) })}
      toBody={({ script, phrases }) => ({ script, phrases: readPhrases(phrases) ?? [] })}
    >
      {({ form: { register, formState } }) => (
        <>
          <Textarea
            id={fieldId('script')}
            label={t('callHelp.script')}
            description={t('callHelp.scriptHint', { places: '{caller} {lab} {test} {ward}' })}
            rows={5}
            maxLength={4000}
            {...register('script')}
          />
          <Textarea
            id={fieldId('phrases')}
            label={t('callHelp.phrases')}
            description={t('callHelp.phrasesHint')}
            rows={5}
            error={formState.errors.phrases?.message}
            {...register('phrases', { validate: (text) => readPhrases(text) !== null || t('callHelp.phrasesWrong') })}
          />
        </>
      )}
    </SettingForm>
  );
}
