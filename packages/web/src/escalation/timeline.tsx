import type { SimulatedAnswer } from '@critical-callout/contract/escalation';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import css from './policies.module.css';

const WIDTH = 600;
const LEFT = 30;

/** From the result to the last step, to scale. The table below says the same in words. */
export function Timeline({ answer }: { answer: SimulatedAnswer }): ReactNode {
  const t = useText();
  const from = Date.parse(answer.criticalAt.at);
  const minutes = (at: string): number => (Date.parse(at) - from) / 60_000;
  const end = Math.max(60, ...answer.steps.map(({ at }) => minutes(at)), minutes(answer.dueAt.at));
  const x = (at: number): number => LEFT + (at / end) * (WIDTH - 2 * LEFT);
  const due = minutes(answer.dueAt.at);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(end * share));
  return (
    <svg className={css.timeline} viewBox={`0 0 ${WIDTH} 96`} role="img" aria-label={t('escalation.timeline')}>
      <line className={css.axis} x1={x(0)} y1="54" x2={x(end)} y2="54" />
      <line className={css.deadline} x1={x(due)} y1="44" x2={x(due)} y2="66" />
      <text className={css.due} x={Math.min(Math.max(x(due), 60), WIDTH - 60)} y="16" textAnchor="middle">
        {t('escalation.timeline.due', { minutes: Math.round(due) })}
      </text>
      {answer.steps.map((step) => (
        <g key={`${step.number} ${step.repeat}`}>
          <circle className={css.mark} cx={x(minutes(step.at))} cy="54" r={step.repeat === 0 ? 8 : 4} />
          {step.repeat === 0 && (
            <text className={css.label} x={x(minutes(step.at))} y="40" textAnchor="middle">
              {step.number}
            </text>
          )}
        </g>
      ))}
      {ticks.map((tick) => (
        <text key={tick} className={css.label} x={x(tick)} y="88" textAnchor="middle">
          {t('escalation.timeline.minutes', { minutes: tick })}
        </text>
      ))}
    </svg>
  );
}
