import type { Setup, SetupStep } from '@critical-callout/contract/setup';
import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useMe } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import type { Run } from './accept-step.tsx';
import { markStep, nameLab, testDatabase } from './api.ts';
import { GoLiveForm } from './go-live-form.tsx';
import css from './setup.module.css';

type Props = { step: Setup['steps'][number]; setup: Setup; mayWrite: boolean; run: Run };

/** What can be done at each step, here or on the page of the settings that does it. */
export function StepBody({ step, setup, mayWrite, run }: Props): ReactNode {
  const t = useText();
  const name = step.step;
  if (name === 'lab') return <LabForm setup={setup} mayWrite={mayWrite} run={run} />;
  if (name === 'database') return <Database setup={setup} mayWrite={mayWrite} run={run} />;
  if (name === 'keys') return <Confirm step="keys" label={t('setup.keys.mark')} done={step.done} mayWrite={mayWrite} run={run} />;
  if (name === 'feed') return <Feed setup={setup} />;
  if (name === 'escalation') {
    return (
      <>
        <p>
          <Link to="/settings/policies">{t('setup.go.policies')}</Link>
        </p>
        <Confirm step="escalation" label={t('setup.escalation.mark')} done={step.done} mayWrite={mayWrite} run={run} />
      </>
    );
  }
  if (name === 'go-live') return <GoLiveForm setup={setup} mayWrite={mayWrite} run={run} />;
  return <Elsewhere step={name} />;
}

function Elsewhere({ step }: { step: SetupStep }): ReactNode {
  const t = useText();
  if (step === 'limits') return <Link to="/settings/limits">{t('setup.go.limits')}</Link>;
  if (step === 'admin' || step === 'users') return <Link to="/settings/users">{t('setup.go.users')}</Link>;
  if (step === 'practice') return <Link to="/practice">{t('setup.go.practice')}</Link>;
  return <Link to="/settings">{t('settings.rail')}</Link>;
}

function LabForm({ setup, mayWrite, run }: Omit<Props, 'step'>): ReactNode {
  const t = useText();
  const { register, handleSubmit } = useForm({ defaultValues: { name: setup.lab.name, zone: setup.lab.zone } });
  const submit = handleSubmit(async (fields) => {
    await run(() => nameLab(fields));
  });
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <TextInput label={t('setup.lab.name')} disabled={!mayWrite} {...register('name')} />
      <TextInput label={t('setup.lab.zone')} description={t('setup.lab.zone.hint')} disabled={!mayWrite} {...register('zone')} />
      {mayWrite && <Button type="submit">{t('setup.lab.save')}</Button>}
    </form>
  );
}

function Database({ setup: { database }, mayWrite, run }: Omit<Props, 'step'>): ReactNode {
  const t = useText();
  const [isBusy, setBusy] = useState(false);
  const test = async (): Promise<void> => {
    setBusy(true);
    await run(testDatabase);
    setBusy(false);
  };
  return (
    <div className={css.actions}>
      <span>{t(`setup.database.${database.kind}`, { version: database.version })}</span>
      {mayWrite && (
        <Button loading={isBusy} onClick={() => void test()}>
          {t('setup.database.test')}
        </Button>
      )}
    </div>
  );
}

type ConfirmProps = { step: SetupStep; label: string; done: Props['step']['done']; mayWrite: boolean; run: Run };

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

function Feed({ setup }: { setup: Setup }): ReactNode {
  const t = useText();
  const received = setup.steps.find(({ step }) => step === 'feed')?.checks.find(({ id }) => id === 'message-received');
  return (
    <>
      <p className={css.tell}>
        {setup.mllpPort === null ? t('setup.feed.noPort') : t('setup.feed.tell', { port: String(setup.mllpPort) })}
      </p>
      <p role="status" data-testid="feed-waiting">
        <strong>{t(received?.state === 'ok' ? 'setup.feed.arrived' : 'setup.feed.waiting')}</strong>
      </p>
      <Link to="/settings/integration">{t('setup.go.integration')}</Link>
    </>
  );
}
