import { inOrder } from './plan.ts';

/** One notice of a run, as its row says. */
export type StepState = { number: number; repeat: number; at: Date; isDone: boolean };

/** The ladder of one callout. `isOpen`: somebody still has to be told. */
export type RunState<S extends StepState = StepState> = { isOpen: boolean; steps: readonly S[] };

export type StepDecision<S extends StepState = StepState> =
  | { type: 'stop' }
  | { type: 'finished' }
  | { type: 'wait'; until: Date }
  /** Do `step`; `collapsed` are earlier notices of the same step that were missed and are not made up for. */
  | { type: 'perform'; step: S; collapsed: S[] };

/**
 * What a ladder needs now. Steps are done in their order, each notice at most once. After an outage every step that is
 * due is done, but of a step's repeats only the latest: who was away for two hours gets one message, not twelve.
 */
export function decideStep<S extends StepState>(state: RunState<S>, now: Date): StepDecision<S> {
  const waiting = state.steps.filter((step) => !step.isDone).sort(inOrder);
  const [first] = waiting;
  if (!first) return { type: 'finished' };
  if (!state.isOpen) return { type: 'stop' };
  if (first.at > now) return { type: 'wait', until: first.at };
  return performing(waiting, first, now);
}

/** The next rung, whatever the time, because a person asks for it: a step not begun yet comes before a repeat of one that was. */
export function decideNow<S extends StepState>(state: RunState<S>): StepDecision<S> {
  const waiting = state.steps.filter((step) => !step.isDone).sort(inOrder);
  const step = waiting.find(({ repeat }) => repeat === 0) ?? waiting[0];
  if (!step) return { type: 'finished' };
  return state.isOpen ? { type: 'perform', step, collapsed: [] } : { type: 'stop' };
}

function performing<S extends StepState>(waiting: readonly S[], first: S, now: Date): StepDecision<S> {
  const due = waiting.filter((step) => step.number === first.number && step.at <= now);
  const step = due.at(-1) ?? first;
  return { type: 'perform', step, collapsed: due.filter((other) => other !== step) };
}
