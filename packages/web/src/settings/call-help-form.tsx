import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { fieldId } from '../ui/error-summary.tsx';
import { SettingForm } from '../ui/publish/setting-form.tsx';
import { CALL_HELP } from './call-forms.ts';
import { readPhrases } from './phrase-lines.ts';

/** What callers say, and the phrases their comments are made of. */
export function CallHelpSettings(): ReactNode {
  const t = useText();
  return (
    <SettingForm setting={CALL_HELP}>
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
