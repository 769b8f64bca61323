import type { Practice } from '@critical-callout/contract/practice';
import type { PracticeCase } from '@critical-callout/domain/practice';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { practiceWords } from '../platform/messages/en/practice.ts';
import { queryClient } from '../platform/query.ts';
import { addWords, useText } from '../platform/text.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { StateMark } from '../ui/marks.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { endCase, practiceKey, startCase, usePractice } from './api.ts';
import { FirstCallsOfAll, OwnFirstCall } from './first-calls.tsx';
import css from './practice.module.css';
import { valuesOf } from './steps.ts';
import { isPlayed, Judged, type PlayedCase, Telephone } from './telephone.tsx';

addWords(practiceWords);

/** Six calls to be played before real ones, each through the real worklist and panel. */
export function PracticePage(): ReactNode {
  const t = useText();
  const query = usePractice();
  return (
    <Page>
      <PageHeader title={t('practice.title')} lead={t('practice.lead')} />
      <Answer query={query} what={t('practice.failed')} stillTrue={t('practice.failedStill')}>
        {(practice) => (practice.isPractice ? <Cases practice={practice} /> : <Live />)}
      </Answer>
      <FirstCallsOfAll />
    </Page>
  );
}

function Live(): ReactNode {
  const t = useText();
  return <EmptyState title={t('practice.live')} text={t('practice.liveText')} />;
}

type Run = (work: () => Promise<Practice>) => Promise<void>;

function Cases({ practice }: { practice: Practice }): ReactNode {
  const t = useText();
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const run: Run = async (work) => {
    setFailure(null);
    setBusy(true);
    try {
      queryClient.setQueryData(practiceKey, await work());
    } catch (problem) {
      setFailure(asFailure(problem));
      void queryClient.invalidateQueries({ queryKey: practiceKey });
    }
    setBusy(false);
  };
  const { cases, completed, wanted, mayPlay } = practice;
  const isRunning = cases.some(({ state }) => state === 'running');
  const next = isRunning ? undefined : cases.find(({ state }) => state === 'open')?.id;
  return (
    <>
      {mayPlay ? (
        <p data-testid="practice-progress" className={css.progress}>
          <StateMark name={completed >= wanted ? 'done' : 'in-time'} tone={completed >= wanted ? 'done' : 'neutral'}>
            {t('practice.progress', { completed, all: cases.length })}
          </StateMark>
          <span>{completed >= wanted ? t('practice.finished') : t('practice.wanted', { count: wanted - completed })}</span>
        </p>
      ) : (
        <p className={css.note}>{t('practice.mayNot')}</p>
      )}
      <OwnFirstCall firstCall={practice.firstCall} />
      {failure && <FailurePanel failure={failure} what={t('practice.notStarted')} stillTrue={t('practice.failedStill')} />}
      <ol className={css.cases}>
        {cases.map((one, index) => (
          <CaseCard
            key={one.id}
            one={one}
            number={index + 1}
            isNext={one.id === next}
            mayPlay={mayPlay}
            isBusy={isBusy}
            run={run}
          />
        ))}
      </ol>
    </>
  );
}

const STATES = { open: 'in-time', running: 'calling', complete: 'done' } as const;
const TONES = { open: 'neutral', running: 'blue', complete: 'done' } as const;

type CardProps = {
  one: Practice['cases'][number];
  number: number;
  isNext: boolean;
  mayPlay: boolean;
  isBusy: boolean;
  run: Run;
};

function CaseCard({ one, number, isNext, mayPlay, isBusy, run }: CardProps): ReactNode {
  const t = useText();
  const { id, state } = one;
  const title = t(`practice.case.${id}`);
  return (
    <li className={css.card} data-case={id} data-state={state}>
      <div className={css.cardHead}>
        <h2>
          {number}. {title}
        </h2>
        <StateMark name={STATES[state]} tone={TONES[state]}>
          {t(`practice.state.${state}`)}
        </StateMark>
      </div>
      <p className={css.about}>{t(`practice.about.${id}`)}</p>
      {isPlayed(one) && <Playing one={one} />}
      {mayPlay && (
        <div className={css.actions}>
          <Button
            variant={isNext ? 'filled' : 'outline'}
            disabled={isBusy}
            aria-label={t(state === 'open' ? 'practice.startOf' : 'practice.againOf', { title })}
            onClick={() => void run(() => startCase({ case: id }))}
          >
            {t(state === 'open' ? 'practice.start' : 'practice.again')}
          </Button>
          {state === 'running' && <EndButton id={id} title={title} isBusy={isBusy} run={run} />}
        </div>
      )}
    </li>
  );
}

function EndButton({ id, title, isBusy, run }: { id: PracticeCase; title: string; isBusy: boolean; run: Run }): ReactNode {
  const t = useText();
  return (
    <Button
      variant="subtle"
      disabled={isBusy}
      aria-label={t('practice.endOf', { title })}
      onClick={() => void run(() => endCase({ case: id }))}
    >
      {t('practice.end')}
    </Button>
  );
}

function Playing({ one }: { one: PlayedCase }): ReactNode {
  const t = useText();
  const { run, state } = one;
  const [order] = run.orders;
  return (
    <>
      {state === 'running' && (
        <p className={css.progress}>
          <span>{t('practice.arrived', valuesOf(run, t))}</span>
          {order && order.billId !== null && (
            <Link to="/worklist/$billId" params={{ billId: order.billId }} className={css.open}>
              {t('practice.open', { number: order.billNumber })}
            </Link>
          )}
        </p>
      )}
      <div className={css.playing}>
        <Telephone played={one} />
        <div>
          <p className={css.phoneTitle}>{t('practice.judged')}</p>
          <Judged run={run} />
        </div>
      </div>
    </>
  );
}
