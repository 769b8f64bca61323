import { SETUP_STEPS, type Setup, type SetupStep } from '@critical-callout/contract/setup';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { later } from '../platform/messages/en/later.ts';
import { queryClient } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { addWords, useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { Answer } from '../ui/states.tsx';
import { AcceptStep } from './accept-step.tsx';
import { fetchSetup, keepStep, setupKey } from './api.ts';
import css from './setup.module.css';
import { StepBody } from './step-body.tsx';

addWords(later);

/** While somebody waits for the first message. */
const LOOK_EVERY_MS = 3_000;

/** From nothing to the first call. What is missing is looked up by the server each time; leaving loses nothing. */
export function SetupPage(): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: setupKey, queryFn: ({ signal }) => fetchSetup(signal), refetchInterval: LOOK_EVERY_MS });
  return (
    <Page>
      <PageHeader title={t('setup.title')} lead={t('setup.lead')} />
      <Answer query={query} what={t('setup.failed')} stillTrue={t('setup.failedStill')}>
        {(setup) => <Wizard setup={setup} />}
      </Answer>
    </Page>
  );
}

function Wizard({ setup }: { setup: Setup }): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const mayWrite = useMay('settings.write');
  const { step: asked } = useSearch({ from: '/signed-in/setup' });
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const step = SETUP_STEPS.find((one) => one === asked) ?? setup.currentStep;
  const at = SETUP_STEPS.indexOf(step);
  const shown = setup.steps.find((one) => one.step === step);
  const run = async (work: () => Promise<Setup>): Promise<boolean> => {
    setFailure(null);
    try {
      queryClient.setQueryData(setupKey, await work());
      return true;
    } catch (problem) {
      setFailure(asFailure(problem));
      return false;
    }
  };
  const open = (next: SetupStep): void => {
    if (mayWrite) void run(() => keepStep(next));
    void navigate({ to: '/setup', search: { step: next } });
  };
  const heading = useRef<HTMLHeadingElement>(null);
  const shownStep = useRef(step);
  // A further step begins at its beginning, for eyes and for screen readers; the page as it opens stays where it is.
  useEffect(() => {
    if (shownStep.current === step) return;
    shownStep.current = step;
    heading.current?.focus();
    heading.current?.scrollIntoView({ block: 'center' });
  }, [step]);
  const [before, after] = [SETUP_STEPS[at - 1], SETUP_STEPS[at + 1]];
  return (
    <>
      <Live setup={setup} />
      <div className={css.layout}>
        <StepList setup={setup} step={step} onOpen={open} />
        <section className={css.body} aria-labelledby="setup-step" data-region="panel">
          <p className={css.why}>{t('setup.stepOf', { number: at + 1, total: SETUP_STEPS.length })}</p>
          <h2 id="setup-step" ref={heading} tabIndex={-1}>
            {t(`setup.step.${step}`)}
          </h2>
          <p className={css.why}>{t(`setup.why.${step}`)}</p>
          {failure && <FailurePanel failure={failure} what={t('setup.notSaved')} stillTrue={t('setup.failedStill')} />}
          {shown && <Checks step={shown} />}
          {shown && <StepBody key={`body ${step}`} step={shown} setup={setup} mayWrite={mayWrite} run={run} />}
          <div className={css.actions}>
            {before && (
              <Button variant="outline" onClick={() => open(before)}>
                {t('setup.back')}
              </Button>
            )}
            {after && <Button onClick={() => open(after)}>{t('setup.next')}</Button>}
            <Button variant="subtle" onClick={() => void navigate({ to: '/settings' })}>
              {t('setup.leave')}
            </Button>
          </div>
          {shown && step !== 'go-live' && mayWrite && !shown.isDone && (
            <AcceptStep key={`accept ${step}`} step={step} run={run} />
          )}
        </section>
      </div>
    </>
  );
}

function Live({ setup: { isLive, wentLiveAt, wentLiveBy } }: { setup: Setup }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  if (!isLive) return null;
  return (
    <p>
      <Badge tone="done">{t('setup.live')}</Badge>{' '}
      {wentLiveAt
        ? t('setup.liveText', { at: formatMoment(wentLiveAt, now, lab.zone), by: wentLiveBy ?? '' })
        : t('setup.liveSince')}
    </p>
  );
}

function StepList({ setup, step, onOpen }: { setup: Setup; step: SetupStep; onOpen: (step: SetupStep) => void }): ReactNode {
  const t = useText();
  return (
    <nav aria-label={t('setup.steps')} data-region="sections">
      <ol className={css.steps}>
        {setup.steps.map(({ step: one, isDone, accepted }) => (
          <li key={one}>
            <button type="button" aria-current={one === step ? 'step' : undefined} onClick={() => onOpen(one)}>
              <span>{t(`setup.step.${one}`)}</span>
              <Badge tone={accepted ? 'violet' : isDone ? 'done' : 'amber'}>
                {t(accepted ? 'setup.state.accepted' : isDone ? 'setup.state.done' : 'setup.state.open')}
              </Badge>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Checks({ step: { checks, accepted } }: { step: Setup['steps'][number] }): ReactNode {
  const t = useText();
  const tones = { ok: 'done', open: 'amber', warning: 'neutral' } as const;
  return (
    <>
      <ul className={css.checks} aria-label={t('setup.checks')}>
        {checks.map(({ id, state, count, detail }) => (
          <li key={id} data-check={id} data-state={state}>
            <Badge tone={tones[state]}>{t(`setup.check.${state}`)}</Badge>
            <span>{t(`setup.is.${id}`, { count: count ?? 0, detail: detail ?? '–', state })}</span>
          </li>
        ))}
      </ul>
      {accepted && <p>{t('setup.accepted', { name: accepted.name, reason: accepted.reason })}</p>}
    </>
  );
}
