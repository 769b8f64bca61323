import type { CriticalRecords } from '@critical-callout/contract/callout';
import { NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useText } from '../platform/text.tsx';
import css from './callout.module.css';
import { type CalloutForm, READ_BACK_EXCEPTIONS, type Rules, readOutFields } from './form.ts';
import { ReadBackField } from './read-back-field.tsx';
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
