import type { SetupStep } from '@critical-callout/contract/setup';
import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useMe } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { markStep, nameLab, testDatabase } from './api.ts';
import { ChannelsStep } from './channels-step.tsx';
import { FeedStep } from './feed-step.tsx';
import { GoLiveForm } from './go-live-form.tsx';
import { PracticeStep } from './practice-step.tsx';
import css from './setup.module.css';
import type { Run, StepProps } from './step-props.ts';

/** What can be done at each step, here or at the place of the settings that does it. */
const BODIES: Record<SetupStep, (props: StepProps) => ReactNode> = {
  lab: LabForm,
  admin: AdminStep,
  database: DatabaseStep,
  keys: KeysStep,
  feed: FeedStep,
  limits: LimitsStep,
  contacts: ContactsStep,
  escalation: EscalationStep,
  channels: ChannelsStep,
  users: UsersStep,
  practice: PracticeStep,
  'go-live': GoLiveForm,
};

export function StepBody(props: StepProps): ReactNode {
  const Body = BODIES[props.step.step];
  return <Body {...props} />;
}

function LabForm({ setup, mayWrite, run }: StepProps): ReactNode {
  const t = useText();
  const { register, handleSubmit } = useForm({ defaultValues: { name: setup.lab.name, zone: setup.lab.zone } });
  const submit = handleSubmit(async (fields) => {
    await run(() => nameLab(fields));
  });
  return (
    <>
      <form className={css.form} onSubmit={submit} noValidate>
        <TextInput label={t('setup.lab.name')} disabled={!mayWrite} {...register('name')} />
        <TextInput
          label={t('setup.lab.zone')}
          description={t('setup.lab.zone.hint')}
          disabled={!mayWrite}
          {...register('zone')}
        />
        {mayWrite && <Button type="submit">{t('setup.lab.save')}</Button>}
      </form>
      <p>{t('setup.lab.more')}</p>
      <Link to="/settings/lab">{t('setup.go.lab')}</Link>
    </>
  );
}

function AdminStep(): ReactNode {
  const t = useText();
  return (
    <>
      <p>{t('setup.admin.second')}</p>
      <p className={css.links}>
        <Link to="/settings/users" search={{ who: 'new' }}>
          {t('setup.go.addUser')}
        </Link>
        <Link to="/settings/users">{t('setup.go.users')}</Link>
      </p>
    </>
  );
}

function DatabaseStep({ setup: { database }, step, mayWrite, run }: StepProps): ReactNode {
  const t = useText();
  const { name } = useMe();
  const [isBusy, setBusy] = useState(false);
  const { register, handleSubmit } = useForm({ defaultValues: { target: step.done?.reason ?? '' } });
  const test = async (): Promise<void> => {
    setBusy(true);
    await run(testDatabase);
    setBusy(false);
  };
  const saveTarget = handleSubmit(async ({ target }) => {
    await run(() => markStep({ step: 'database', kind: 'done', name, reason: target }));
  });
  return (
    <>
      <div className={css.actions}>
        <span>{t(`setup.database.${database.kind}`, { version: database.version })}</span>
        {mayWrite && (
          <Button loading={isBusy} onClick={() => void test()}>
            {t('setup.database.test')}
          </Button>
        )}
      </div>
      {mayWrite && (
        <form className={css.form} onSubmit={saveTarget} noValidate>
          <TextInput
            label={t('setup.database.backup')}
            description={t('setup.database.backupHint')}
            maxLength={1000}
            {...register('target')}
          />
          <Button type="submit" variant="outline">
            {t('setup.database.backupSave')}
          </Button>
        </form>
      )}
      <Link to="/settings/health">{t('setup.go.health')}</Link>
    </>
  );
}

function KeysStep({ setup: { watchdogHost }, step, mayWrite, run }: StepProps): ReactNode {
  const t = useText();
  return (
    <>
      <Confirm step="keys" label={t('setup.keys.mark')} done={step.done} mayWrite={mayWrite} run={run} />
      <p>{watchdogHost === null ? t('setup.keys.noWatchdog') : t('setup.keys.watchdog', { host: watchdogHost })}</p>
      <p>{t('setup.keys.heads')}</p>
      <p className={css.links}>
        <Link to="/settings/lab">{t('setup.go.heads')}</Link>
        <Link to="/settings/health">{t('setup.go.health')}</Link>
      </p>
    </>
  );
}

function LimitsStep(): ReactNode {
  const t = useText();
  return (
    <>
      <p>{t('setup.limits.how')}</p>
      <p>{t('setup.director.first')}</p>
      <p className={css.links}>
        <Link to="/settings/limits">{t('setup.go.limits')}</Link>
        <Link to="/settings/users" search={{ who: 'new' }}>
          {t('setup.go.addUser')}
        </Link>
      </p>
    </>
  );
}

function ContactsStep(): ReactNode {
  const t = useText();
  return (
    <>
      <p>{t('setup.contacts.how')}</p>
      <p className={css.links}>
        <Link to="/settings/contacts" search={{ part: 'parties', kindOf: 'ward', party: 'new' }}>
          {t('setup.go.addWard')}
        </Link>
        <Link to="/settings/contacts" search={{ part: 'file', kindOf: 'doctor' }}>
          {t('setup.go.contactsFile')}
        </Link>
        <Link to="/settings/contacts" search={{ part: 'tasks', kindOf: 'doctor' }}>
          {t('setup.go.tasks')}
        </Link>
        <Link to="/settings/on-call" search={{ schedule: 'new', view: 'rota' }}>
          {t('setup.go.rota')}
        </Link>
      </p>
    </>
  );
}

function EscalationStep({ step, mayWrite, run }: StepProps): ReactNode {
  const t = useText();
  return (
    <>
      <p>{t('setup.escalation.how')}</p>
      <p>{t('setup.director.first')}</p>
      <p className={css.links}>
        <Link to="/settings/policies">{t('setup.go.policies')}</Link>
        <Link to="/settings/users" search={{ who: 'new' }}>
          {t('setup.go.addUser')}
        </Link>
      </p>
      <Confirm step="escalation" label={t('setup.escalation.mark')} done={step.done} mayWrite={mayWrite} run={run} />
    </>
  );
}

function UsersStep(): ReactNode {
  const t = useText();
  return (
    <>
      <p>{t('setup.users.how')}</p>
      <p className={css.links}>
        <Link to="/settings/users" search={{ who: 'new' }}>
          {t('setup.go.addUser')}
        </Link>
        <Link to="/settings/users" search={{ people: 'roles' }}>
          {t('setup.go.roles')}
        </Link>
      </p>
    </>
  );
}

type ConfirmProps = { step: SetupStep; label: string; done: StepProps['step']['done']; mayWrite: boolean; run: Run };

function Confirm({ step, label, done, mayWrite, run }: ConfirmProps): ReactNode {
  const t = useText();
  const { name } = useMe();
  return (
    <div className={css.actions}>
      <span>{label}</span>
      {done ? (
        <strong>{t('setup.marked', { name: done.name })}</strong>
      ) : (
        mayWrite && (
          <Button onClick={() => void run(() => markStep({ step, kind: 'done', name, reason: label.slice(0, 200) }))}>
            {t('setup.mark.do')}
          </Button>
        )
      )}
    </div>
  );
}
