import { type LabSettings, STRIPES } from '@critical-callout/contract/lab';
import { emailAddressProblem, MESSAGE_LANGUAGES } from '@critical-callout/domain/delivery';
import { isZone } from '@critical-callout/domain/directory';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { fieldId } from '../ui/error-summary.tsx';
import type { FieldsProps } from '../ui/publish/setting-form.tsx';
import { needed, wholeNumber } from './checks.ts';
import { addressesOf, type LabFields } from './lab-fields.ts';
import css from './settings.module.css';

type Props = FieldsProps<LabSettings, LabFields>;

const ZONES = 'lab-zones';

/** Name, zone, and what tells two laboratories apart. */
export function Identity({ form, value }: Props): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const { register, formState, watch } = form;
  const { errors } = formState;
  return (
    <section className={css.group} aria-label={t('lab.identity')}>
      <h3>{t('lab.identity')}</h3>
      <TextInput
        id={fieldId('name')}
        label={t('lab.name')}
        description={t('lab.name.hint', { code: value.code })}
        maxLength={200}
        error={errors.name?.message}
        {...register('name', { validate: needed(t, t('lab.name')) })}
      />
      <TextInput
        id={fieldId('zone')}
        label={t('lab.zone')}
        description={t('lab.zone.hint')}
        list={ZONES}
        spellCheck={false}
        error={errors.zone?.message}
        {...register('zone', { validate: (zone) => isZone(zone.trim()) || t('lab.zone.wrong', { zone }) })}
      />
      <datalist id={ZONES}>
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <div className={css.beside}>
        <NativeSelect
          id={fieldId('stripe')}
          label={t('lab.stripe')}
          description={t('lab.stripe.hint')}
          data={[
            { value: '', label: t('lab.stripe.none') },
            ...STRIPES.map((one) => ({ value: one, label: t(`lab.stripe.${one}`) })),
          ]}
          {...register('stripe')}
        />
        <span className={css.stripe} data-stripe={watch('stripe') || STRIPES[lab.id % STRIPES.length]} aria-hidden="true" />
      </div>
      <NativeSelect
        id={fieldId('screen_language')}
        label={t('lab.language')}
        description={t('lab.language.hint')}
        data={[
          { value: '', label: t('lab.language.browser') },
          ...MESSAGE_LANGUAGES.map((one) => ({ value: one, label: t(`language.${one}`) })),
        ]}
        {...register('screen_language')}
      />
      <TextInput
        id={fieldId('switchboard')}
        label={t('lab.switchboard')}
        description={t('lab.switchboard.hint')}
        type="tel"
        maxLength={40}
        {...register('switchboard')}
      />
      <Textarea
        id={fieldId('login_notice')}
        label={t('lab.notice')}
        description={t('lab.notice.hint')}
        rows={3}
        maxLength={1000}
        {...register('login_notice')}
      />
    </section>
  );
}

/** How long a place stays open that nobody is at, and how long anybody stays signed in. */
export function Sessions({ form }: Props): ReactNode {
  const t = useText();
  const { register, formState } = form;
  return (
    <section className={css.group} aria-label={t('lab.sessions')}>
      <h3>{t('lab.sessions')}</h3>
      <TextInput
        id={fieldId('idle_minutes')}
        label={t('lab.idle')}
        description={t('lab.idle.hint')}
        inputMode="numeric"
        error={formState.errors.idle_minutes?.message}
        {...register('idle_minutes', { validate: wholeNumber(t, t('lab.idle'), 5, 60) })}
      />
      <TextInput
        id={fieldId('session_hours')}
        label={t('lab.hours')}
        description={t('lab.hours.hint')}
        inputMode="numeric"
        error={formState.errors.session_hours?.message}
        {...register('session_hours', { validate: wholeNumber(t, t('lab.hours'), 1, 12) })}
      />
    </section>
  );
}

/** Where the head of the audit trail goes each day. */
export function Trail({ form }: Props): ReactNode {
  const t = useText();
  const { register, formState } = form;
  const check = (text: string): true | string => {
    const addresses = addressesOf(text);
    if (addresses.length > 5) return t('lab.heads.many', { count: addresses.length });
    const wrong = addresses.find((address) => emailAddressProblem(address) !== null);
    return wrong === undefined || t('lab.heads.wrong', { address: wrong });
  };
  return (
    <section className={css.group} aria-label={t('lab.heads')}>
      <h3>{t('lab.heads')}</h3>
      <Textarea
        id={fieldId('audit_head_emails')}
        label={t('lab.heads.emails')}
        description={t('lab.heads.hint')}
        rows={3}
        error={formState.errors.audit_head_emails?.message}
        {...register('audit_head_emails', { validate: check })}
      />
    </section>
  );
}
