import { stepOffsets } from './plan.ts';
import { type EscalationPolicy, type NotifyStep, targetText } from './policy.ts';

/** What is wrong with a policy; `step` counts from 1, null: the policy as a whole. */
export type PolicyProblem = { code: string; step: number | null; message: string };

/** Most notices one callout may cause: more is a loop by another name. */
export const MAX_NOTICES = 100;

/**
 * What would let a callout fall silent or go round in circles. `withinMinutes` is the deadline the policy is used with;
 * `reach` says why a step would reach nobody (null: it reaches somebody, or only the order can tell).
 */
export function checkPolicy(
  policy: Pick<EscalationPolicy, 'steps'>,
  withinMinutes: number,
  reach: (step: NotifyStep) => string | null = () => null,
): PolicyProblem[] {
  const { steps } = policy;
  return [
    ...checkLast(policy),
    ...checkOrder(policy, withinMinutes),
    ...checkLoops(policy, withinMinutes),
    ...steps.flatMap((step, index): PolicyProblem[] => {
      if (step.kind === 'notify' && step.how === 'overhead-page' && !step.say?.trim())
        return [problem('nothing-to-say', index, 'an overhead page needs the words that are said')];
      const why = step.kind === 'notify' ? reach(step) : null;
      if (why === null || step.kind !== 'notify') return [];
      return [problem('unreachable', index, `${step.how} to ${targetText(step)}: ${why}`)];
    }),
  ];
}

const problem = (code: string, index: number | null, message: string): PolicyProblem => ({
  code: `escalation.${code}`,
  step: index === null ? null : index + 1,
  message: index === null ? message : `step ${index + 1}: ${message}`,
});

function checkLast({ steps }: Pick<EscalationPolicy, 'steps'>): PolicyProblem[] {
  const last = steps.length - 1;
  const problems: PolicyProblem[] = [];
  if (steps[last]?.kind !== 'exhausted')
    problems.push(problem('no-last-step', null, 'the last step must be `exhausted`, which tells the supervisors and alarms'));
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'exhausted' && index !== last)
      problems.push(problem('exhausted-early', index, 'no step may follow `exhausted`; it must be the last'));
  }
  if (steps.length > 0 && steps[0]?.kind === 'exhausted')
    problems.push(problem('no-notice', 0, 'somebody must be told before the callout counts as exhausted'));
  return problems;
}

function checkOrder({ steps }: Pick<EscalationPolicy, 'steps'>, withinMinutes: number): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  let before = 0;
  for (const [index, { after }] of steps.entries()) {
    const base = { result: 0, 'last-step': before, deadline: withinMinutes }[after.from];
    const offset = base + after.minutes;
    if (index === 0 && offset > withinMinutes)
      problems.push(
        problem(
          'late-first-step',
          index,
          `the first notice is ${offset} min after the result, later than the deadline of ${withinMinutes} min`,
        ),
      );
    if (index === 0 ? after.from !== 'deadline' && offset < 0 : offset < before)
      problems.push(
        problem('out-of-order', index, `${offset} min after the result lies before ${before} min, where the ladder already is`),
      );
    before = Math.max(before, offset);
  }
  return problems;
}

function checkLoops({ steps }: Pick<EscalationPolicy, 'steps'>, withinMinutes: number): PolicyProblem[] {
  const offsets = stepOffsets(steps, withinMinutes);
  const end = offsets.at(-1) ?? 0;
  const problems: PolicyProblem[] = [];
  const seen = new Map<string, number>();
  let notices = 0;
  for (const [index, step] of steps.entries()) {
    const offset = offsets[index] ?? 0;
    if (step.kind === 'exhausted') continue;
    notices += 1 + (step.repeat?.times ?? 0);
    const same = `${step.who} ${step.whoId ?? ''} ${step.how} ${offset}`;
    const twin = seen.get(same);
    if (twin !== undefined)
      problems.push(problem('step-twice', index, `${step.how} to ${targetText(step)} at ${offset} min is step ${twin} again`));
    seen.set(same, index + 1);
    const until = lastNotice(step, offset);
    if (step.repeat && step.repeat.everyMinutes < 1)
      problems.push(problem('loop', index, `repeats every ${step.repeat.everyMinutes} min; at least 1 is needed`));
    else if (until > end)
      problems.push(problem('loop', index, `still repeats at ${until} min, after the last step at ${end} min`));
  }
  if (notices > MAX_NOTICES) problems.push(problem('loop', null, `${notices} notices for one callout; at most ${MAX_NOTICES}`));
  return problems;
}

function lastNotice({ repeat }: NotifyStep, offset: number): number {
  return repeat ? offset + repeat.times * repeat.everyMinutes : offset;
}
