import type { ListOptionFields } from '@critical-callout/contract/limits';
import { Button, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { asFailure } from '../platform/failure.ts';
import { useText } from '../platform/text.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { tryAnswer } from './answer-api.ts';
import css from './limits.module.css';
import { Side } from './try-tab.tsx';

/** A text as a report would bring it: what today's answers make of it, and what they would with this one. */
export function AnswerTry({ draft }: { draft: () => ListOptionFields }): ReactNode {
  const t = useText();
  const [value, setValue] = useState('');
  const attempt = useMutation({ mutationFn: (text: string) => tryAnswer(draft(), text) });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        attempt.mutate(value);
      }}
    >
      <Textarea
        label={t('answers.try')}
        rows={3}
        maxLength={20_000}
        value={value}
        onChange={({ currentTarget }) => setValue(currentTarget.value)}
      />
      <div className={css.actions}>
        <Button type="submit" loading={attempt.isPending} disabled={value.trim() === ''}>
          {t('limits.try.run')}
        </Button>
      </div>
      {attempt.error && (
        <FailurePanel failure={asFailure(attempt.error)} what={t('limits.try.failed')} stillTrue={t('limits.try.failedStill')} />
      )}
      {attempt.data && (
        <div className={css.verdicts} data-testid="verdicts">
          <Side title={t('limits.try.now')} judged={attempt.data.now} />
          <Side title={t('limits.try.drafted')} judged={attempt.data.drafted} />
        </div>
      )}
    </form>
  );
}
