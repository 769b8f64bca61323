import type { Practice, PracticeRun } from '@critical-callout/contract/practice';
import type { PracticeCase } from '@critical-callout/domain/practice';
import { type ReactNode, useId } from 'react';
import { useText } from '../platform/text.tsx';
import { Mark, StateMark } from '../ui/marks.tsx';
import css from './practice.module.css';
import { STEPS, valuesOf } from './steps.ts';

export type PlayedCase = Practice['cases'][number] & { run: PracticeRun };

export const isPlayed = (one: Practice['cases'][number]): one is PlayedCase => one.run !== null;

/** The played telephone: what to do and what is heard, as far as the case has come. */
export function Telephone({ played }: { played: PlayedCase }): ReactNode {
  const t = useText();
  const title = useId();
  const { id, run } = played;
  if (run.phase === 'complete') return <Learned practiceCase={id} />;
  const values = valuesOf(run, t);
  return (
    <div>
      <p id={title} className={css.phoneTitle}>
        <Mark name="calling" /> {t('practice.telephone')}
      </p>
      {/* Said when the telephone has something new to say; the steps themselves are read when they are wanted. */}
      <p role="status" className={run.phase === 'turned' ? css.news : 'visually-hidden'}>
        {run.phase === 'turned' ? t(`practice.turn.${turnOf(id)}`, values) : ''}
      </p>
      <ol aria-labelledby={title} className={css.script}>
        {STEPS[id][run.phase].map(({ who, words }) => (
          <li key={words} data-who={who}>
            <span className={css.who}>{t(`practice.who.${who}`)}</span>
            <span>{t(words, values)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

const TURNING = ['no-answer', 'read-back-error', 'corrected', 'colleague'] as const;
const turnOf = (id: PracticeCase): (typeof TURNING)[number] => TURNING.find((one) => one === id) ?? 'no-answer';

function Learned({ practiceCase }: { practiceCase: PracticeCase }): ReactNode {
  const t = useText();
  return (
    <p role="status" className={css.learned}>
      <StateMark name="done" tone="done">
        {t('practice.complete')}
      </StateMark>{' '}
      {t(`practice.learned.${practiceCase}`)}
    </p>
  );
}

/** What the server found in the stored records, and what is missing yet. */
export function Judged({ run }: { run: PracticeRun }): ReactNode {
  const t = useText();
  const values = valuesOf(run, t);
  return (
    <ul className={css.checks} aria-label={t('practice.judged')}>
      {run.checks.map(({ id, isMet }) => (
        <li key={id} data-check={id} data-met={isMet}>
          <StateMark name={isMet ? 'done' : 'waiting'} tone={isMet ? 'done' : 'neutral'}>
            {t(isMet ? 'practice.met' : 'practice.missing')}
          </StateMark>
          <span>{t(`practice.check.${id}`, values)}</span>
        </li>
      ))}
    </ul>
  );
}
