import type { EscalationPolicy, PolicyStep, StepHow, StepWho } from './policy.ts';

/** One notice of one step, at an instant. `repeat` 0 is the first. */
export type PlannedStep = {
  number: number;
  repeat: number;
  kind: PolicyStep['kind'];
  who: StepWho;
  /** Which doctor, person, rota or department, and its name as the policy has it; null for a role. */
  whoId: number | null;
  whoName: string | null;
  how: StepHow;
  /** What an overhead page says. */
  say: string | null;
  at: Date;
};

const MINUTE_MS = 60_000;
const SUPERVISORS = { who: 'supervisor', whoId: null, whoName: null } as const;

/**
 * Minutes from the result to each step's first notice. Never before the result, never before the step above it, and the
 * first notice never after the deadline: whatever a policy says, the ladder only climbs, and it begins in time.
 */
export function stepOffsets(steps: readonly PolicyStep[], withinMinutes: number): number[] {
  const offsets: number[] = [];
  for (const [index, step] of steps.entries()) {
    const last = offsets.at(-1) ?? 0;
    const base = { result: 0, 'last-step': last, deadline: withinMinutes }[step.after.from];
    const wanted = Math.max(base + step.after.minutes, last);
    offsets.push(index === 0 ? Math.min(wanted, withinMinutes) : wanted);
  }
  return offsets;
}

/** Every notice of a callout whose clock started at `criticalAt`, first to last. Minutes are elapsed time in every zone. */
export function planSteps(policy: Pick<EscalationPolicy, 'steps'>, criticalAt: Date, dueAt: Date): PlannedStep[] {
  const start = criticalAt.getTime();
  const within = Math.max(0, (dueAt.getTime() - start) / MINUTE_MS);
  const offsets = stepOffsets(policy.steps, within);
  const planned = policy.steps.flatMap((step, index): PlannedStep[] => {
    const number = index + 1;
    const first = start + (offsets[index] ?? 0) * MINUTE_MS;
    if (step.kind === 'exhausted')
      return [{ number, repeat: 0, kind: step.kind, ...SUPERVISORS, how: 'email', say: null, at: new Date(first) }];
    const { who, whoId = null, whoName = null, how, say = null, repeat, kind } = step;
    return Array.from({ length: 1 + (repeat?.times ?? 0) }, (_, nth) => ({
      number,
      repeat: nth,
      kind,
      who,
      whoId,
      whoName,
      how,
      say,
      at: new Date(first + nth * (repeat?.everyMinutes ?? 0) * MINUTE_MS),
    }));
  });
  return planned.sort(inOrder);
}

type Placed = { at: Date; number: number; repeat: number };

export function inOrder(a: Placed, b: Placed): number {
  return a.at.getTime() - b.at.getTime() || a.number - b.number || a.repeat - b.repeat;
}

export function warnAt(policy: Pick<EscalationPolicy, 'warnBeforeMinutes'>, criticalAt: Date, dueAt: Date): Date {
  return new Date(Math.max(criticalAt.getTime(), dueAt.getTime() - policy.warnBeforeMinutes * MINUTE_MS));
}
