import type { CriticalRecords } from '@critical-callout/contract/callout';
import { NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useText } from '../platform/text.tsx';
import { Mark } from '../ui/marks.tsx';
import { formatValue } from '../ui/values.ts';
import css from './callout.module.css';
import { type CalloutForm, READ_BACK_EXCEPTIONS, type ReadOutField, type Rules, readOutFields } from './form.ts';
import { compareField } from './missing.ts';
import { earlierReadBack } from './relay.ts';
import { RelayFields } from './relay-fields.tsx';

/** What people who take results write behind their name. */
const ROLES_TOLD = ['RN', 'MD', 'PA', 'NP', 'Midwife', 'Ward clerk', 'Pharmacist'];

/** Who was reached, and what they repeated. The read-back shows for the outcome that needs it. */
export function ToldFields({ records, rules }: { records: CriticalRecords; rules: Rules }): ReactNode {
  const t = useText();
  const { register, control } = useFormContext<CalloutForm>();
  const [outcome, selected, toldName, relay] = useWatch({ control, name: ['outcome', 'selected', 'told.name', 'relay'] });
  const listId = useId();
  const forbidden = records.contacts.find(({ name, receives }) => receives === 'may-not-receive' && name === toldName.trim());
  const fields = readOutFields(records.reports, selected);
  const before = earlierReadBack(records, fields);
  const isCalledBack = relay.passedOnTo.trim() !== '';
  return (
    <fieldset className={`${css.section} ${css.told}`}>
      <legend>{t('told.legend')}</legend>
      <div className={css.row}>
        <TextInput
          label={t('told.name')}
          description={rules.policy.full_name_required === 1 ? t('told.fullName') : undefined}
          autoComplete="off"
          maxLength={200}
          list={`${listId}-names`}
          id="field-told.name"
          {...register('told.name')}
        />
        <TextInput
          label={t('told.contact')}
          autoComplete="off"
          inputMode="tel"
          maxLength={60}
          id="field-told.contact"
          {...register('told.contact')}
        />
        <TextInput
          label={t('told.role')}
          autoComplete="off"
          maxLength={100}
          list={`${listId}-roles`}
          id="field-told.role"
          {...register('told.role')}
        />
      </div>
      <datalist id={`${listId}-roles`}>
        {ROLES_TOLD.map((role) => (
          <option key={role} value={role} />
        ))}
      </datalist>
      <datalist id={`${listId}-names`}>
        {records.contacts.map(({ name, reason }) => (
          <option key={`${name} ${reason}`} value={name} />
        ))}
      </datalist>
      {forbidden && <p className={css.alarm}>{t('told.mayNotReceive', { name: forbidden.name })}</p>}
      {outcome === 'reached-read-back' &&
        fields.map((field) => (
          <ReadBackField
            key={field.key}
            field={field}
            before={isCalledBack ? before?.get(field.parameter.resultId) : undefined}
          />
        ))}
      {outcome === 'reached-no-read-back' && <ExceptionFields />}
      {outcome === 'reached-read-back' && fields.length === 0 && <p>{t('readBack.nothing')}</p>}
      <RelayFields records={records} />
    </fieldset>
  );
}

/** One value, typed as it was heard. Never prefilled; a mismatch shows when the field is left, a match at once. */
function ReadBackField({ field, before }: { field: ReadOutField; before: string | undefined }): ReactNode {
  const t = useText();
  const { register, control } = useFormContext<CalloutForm>();
  const name = `heard.${field.key}` as const;
  const heard = useWatch({ control, name }) ?? '';
  const [wasLeft, setLeft] = useState(false);
  const resultId = useId();
  const compared = compareField(field, heard);
  const { parameterName, value, unit } = field.parameter;
  const isWrong = compared !== null && !compared.isMatch && wasLeft;
  const { onBlur, ...input } = register(name);
  return (
    <div className={css.readBack}>
      <TextInput
        label={t('readBack.label', { parameter: parameterName })}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        id={`field-${name}`}
        error={isWrong}
        aria-describedby={resultId}
        onBlur={(event) => {
          setLeft(true);
          return onBlur(event);
        }}
        {...input}
      />
      {/* Its line is there from the start: text that appears when the field is left must not move the button under the mouse. */}
      <p id={resultId} className={css.match} data-wrong={isWrong || undefined} aria-live="polite">
        {compared === null && (
          <span className={css.found}>
            {before === undefined ? t('readBack.hint') : t('relay.readBackBefore', { heard: before })}
          </span>
        )}
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

function ExceptionFields(): ReactNode {
  const t = useText();
  const { register } = useFormContext<CalloutForm>();
  return (
    <div className={css.row}>
      <NativeSelect label={t('exception.label')} id="field-exception" {...register('exception')}>
        <option value="">{t('exception.none')}</option>
        {READ_BACK_EXCEPTIONS.map((code) => (
          <option key={code} value={code}>
            {t(`exception.${code}`)}
          </option>
        ))}
      </NativeSelect>
      <TextInput
        label={t('exception.reason')}
        autoComplete="off"
        maxLength={500}
        id="field-exceptionReason"
        {...register('exceptionReason')}
      />
    </div>
  );
}
