import type { CalloutPolicy } from '@critical-callout/contract/settings';
import { ATTEMPT_OUTCOMES, CLOSING_CODES } from '@critical-callout/domain/callout';
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { fieldId } from '../ui/error-summary.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { type FieldsProps, SettingForm } from '../ui/publish/setting-form.tsx';
import { WhoMay } from '../ui/publish/who-may.tsx';
import { BusinessHours } from './business-hours-form.tsx';
import { CALLOUT_POLICY, OWNERSHIP, OWNERSHIP_TIMES } from './call-forms.ts';
import { type CallsFields, PLACES } from './calls-fields.ts';
import { CLOSERS, outcomeName } from './calls-lines.ts';
import { wholeNumber } from './checks.ts';
import css from './settings.module.css';

/** Who counts as told, how fast, and what follows each outcome of a call. */
export function CallsPage(): ReactNode {
  const t = useText();
  return (
    <Page>
      <PageHeader title={t('calls.title')} lead={t('calls.lead')} />
      <WhoMay />
      <SettingForm setting={CALLOUT_POLICY}>
        {(props) => (
          <>
            <Completion {...props} />
            <Deadlines {...props} />
            <Outcomes {...props} />
            <Closings {...props} />
          </>
        )}
      </SettingForm>
      <BusinessHours />
      <Ownership />
    </Page>
  );
}

type Props = FieldsProps<CalloutPolicy, CallsFields>;

function Completion({ form: { register, watch } }: Props): ReactNode {
  const t = useText();
  return (
    <section className={css.group} aria-label={t('calls.completion')}>
      <h3>{t('calls.completion')}</h3>
      <NativeSelect
        id={fieldId('completion')}
        label={t('calls.completion.label')}
        description={t(`calls.completion.${watch('completion')}.hint`)}
        data={(['proven', 'as-declared'] as const).map((one) => ({ value: one, label: t(`calls.completion.${one}`) }))}
        {...register('completion')}
      />
      <Checkbox
        id={fieldId('full_name_required')}
        label={t('calls.fullName')}
        description={t('calls.fullName.hint')}
        {...register('full_name_required')}
      />
      <Checkbox
        id={fieldId('relay_required')}
        label={t('calls.relay')}
        description={t('calls.relay.hint')}
        {...register('relay_required')}
      />
    </section>
  );
}

function Deadlines({ form: { register, formState } }: Props): ReactNode {
  const t = useText();
  return (
    <section className={css.group} aria-label={t('calls.within')}>
      <h3>{t('calls.within')}</h3>
      <p className={css.lead}>
        {t('calls.within.hint')} <Link to="/settings/policies">{t('escalation.title')}</Link>
      </p>
      <div className={css.four}>
        {PLACES.map((place) => (
          <TextInput
            key={place}
            id={fieldId(`within.${place}`)}
            label={t(`calls.within.${place}`)}
            inputMode="numeric"
            error={formState.errors.within?.[place]?.message}
            {...register(`within.${place}`, { validate: wholeNumber(t, t(`calls.within.${place}`), 1, 10_080) })}
          />
        ))}
      </div>
    </section>
  );
}

/** Empty: no further try is planned. */
function Outcomes({ form: { register, formState } }: Props): ReactNode {
  const t = useText();
  const check = (label: string) => (typed: string) => typed.trim() === '' || wholeNumber(t, label, 1, 1_440)(typed);
  return (
    <section className={css.group} aria-label={t('calls.outcomes')}>
      <h3>{t('calls.outcomes')}</h3>
      <p className={css.lead}>{t('calls.outcomes.hint')}</p>
      {ATTEMPT_OUTCOMES.map((outcome) => {
        const name = outcomeName(outcome, t);
        return (
          <fieldset key={outcome} className={`${css.rule} ${css.outcome}`}>
            <legend>{name}</legend>
            <TextInput
              id={fieldId(`outcomes.${outcome}.retry`)}
              label={t('calls.retry')}
              inputMode="numeric"
              error={formState.errors.outcomes?.[outcome]?.retry?.message}
              {...register(`outcomes.${outcome}.retry`, { validate: check(`${name}, ${t('calls.retry')}`) })}
            />
            <NativeSelect
              label={t('calls.closeWith')}
              data={[
                { value: '', label: t('calls.closeWith.none') },
                ...CLOSING_CODES.map((code) => ({ value: code, label: t(`closing.${code}`) })),
              ]}
              {...register(`outcomes.${outcome}.closeWith`)}
            />
            <Checkbox label={t('calls.nextStep')} {...register(`outcomes.${outcome}.isNextStepNow`)} />
            <Checkbox label={t('calls.task')} {...register(`outcomes.${outcome}.isDirectoryTask`)} />
          </fieldset>
        );
      })}
    </section>
  );
}

function Closings({ form: { register } }: Props): ReactNode {
  const t = useText();
  return (
    <section className={css.group} aria-label={t('calls.closings')}>
      <h3>{t('calls.closings')}</h3>
      <p className={css.lead}>{t('calls.closings.hint')}</p>
      {CLOSING_CODES.map((code) => (
        <fieldset key={code} className={css.rule}>
          <legend>{t(`closing.${code}`)}</legend>
          <div className={css.roles}>
            {CLOSERS.map((role) => (
              <Checkbox key={role} value={role} label={t(`role.${role}`)} {...register(`closings.${code}.roles`)} />
            ))}
          </div>
          <Checkbox label={t('calls.second')} {...register(`closings.${code}.isSecondPersonNeeded`)} />
        </fieldset>
      ))}
    </section>
  );
}

function Ownership(): ReactNode {
  const t = useText();
  return (
    <SettingForm setting={OWNERSHIP}>
      {({ form: { register, formState } }) =>
        OWNERSHIP_TIMES.map((key) => (
          <TextInput
            key={key}
            id={fieldId(key)}
            label={t(`calls.${key}`)}
            inputMode="numeric"
            error={formState.errors[key]?.message}
            {...register(key, { validate: wholeNumber(t, t(`calls.${key}`), 1, 1_440) })}
          />
        ))
      }
    </SettingForm>
  );
}
