import { TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { useFormContext, useWatch } from 'react-hook-form';
import { useText } from '../platform/text.tsx';
import { afterPress } from '../ui/after-press.ts';
import { Mark } from '../ui/marks.tsx';
import { formatValue } from '../ui/values.ts';
import css from './callout.module.css';
import type { CalloutForm, ReadOutField } from './form.ts';
import { compareField } from './missing.ts';

/**
 * One value, typed as it was heard. Never prefilled; a mismatch shows when the field is left, a match at once. What did not
 * match stays, and a second field takes what is read back when it is asked again: both belong to the record.
 */
export function ReadBackField({ field, before }: { field: ReadOutField; before: string | undefined }): ReactNode {
  const t = useText();
  const { control } = useFormContext<CalloutForm>();
  const [first, again] = useWatch({ control, name: [`heard.${field.key}`, `heardAgain.${field.key}`] });
  const [isTyping, setTyping] = useState(false);
  const isWrong = compareField(field, first ?? '')?.isMatch === false;
  const { parameterName } = field.parameter;
  const hint = before === undefined ? t('readBack.hint') : t('relay.readBackBefore', { heard: before });
  return (
    <>
      <HeardInput
        field={field}
        name={`heard.${field.key}`}
        label={t('readBack.label', { parameter: parameterName })}
        hint={hint}
        onTyping={setTyping}
      />
      {isWrong && (!isTyping || (again ?? '') !== '') && (
        <HeardInput
          field={field}
          name={`heardAgain.${field.key}`}
          label={t('readBack.again', { parameter: parameterName })}
          hint={t('readBack.hint')}
        />
      )}
    </>
  );
}

function HeardInput({
  field,
  name,
  label,
  hint,
  onTyping,
}: {
  field: ReadOutField;
  name: `heard.${string}` | `heardAgain.${string}`;
  label: string;
  hint: string;
  onTyping?: (isTyping: boolean) => void;
}): ReactNode {
  const t = useText();
  const { register, control } = useFormContext<CalloutForm>();
  const heard = useWatch({ control, name }) ?? '';
  // From the first letter to leaving the field nothing is said to be wrong yet; what was restored is not being typed.
  const [isTyping, setTyping] = useState(false);
  const resultId = useId();
  const compared = compareField(field, heard);
  const { value, unit } = field.parameter;
  const isWrong = compared?.isMatch === false && !isTyping;
  const { onBlur, ...input } = register(name);
  const say = (is: boolean): void => {
    setTyping(is);
    onTyping?.(is);
  };
  return (
    <div className={css.readBack}>
      <TextInput
        label={label}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        id={`field-${name}`}
        error={isWrong}
        aria-describedby={resultId}
        onFocus={() => heard === '' && say(true)}
        // Before the key moves on: where a second field appears, Tab leads into it.
        onKeyDown={({ key, shiftKey }: KeyboardEvent) => {
          if (key === 'Tab' && !shiftKey) flushSync(() => say(false));
        }}
        onBlur={(event) => {
          afterPress(() => say(false));
          return onBlur(event);
        }}
        {...input}
      />
      <p id={resultId} className={css.match} data-wrong={isWrong || undefined} aria-live="polite">
        {compared === null && <span className={css.found}>{hint}</span>}
        {compared?.isMatch && (
          <>
            <Mark name="match" /> {t('readBack.match', { value: formatValue(value, unit) })}
          </>
        )}
        {isWrong && (
          <>
            <Mark name="failed" /> {t('readBack.mismatch', { difference: compared.difference })}
          </>
        )}
      </p>
    </div>
  );
}
