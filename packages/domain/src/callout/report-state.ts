import { type Refusal, refusal } from '../kernel/index.ts';
import { CriticalValues } from './critical-values.ts';

/** What the callout room knows of one lab report (domain.md section 3). */
export type ReportState = {
  criticalValues: CriticalValues;
  /** Why it is open: `critical`, `new-critical`, `changed-critical`, `correction`, `unparsed`; null while not open. */
  reason: string | null;
  criticalAt: Date | null;
  dueAt: Date | null;
  /** Somebody outside the laboratory heard of a critical value of this report, by a completed callout or a reached attempt. */
  wasTold: boolean;
};

export type ResultValue = { value: string; unit: string | null; isCritical: boolean };

/** One result of the report as a message changed it. */
export type ResultChange = {
  identity: string;
  /** As people know it; for the words about the change. */
  parameterName?: string;
  kind: 'new' | 'changed' | 'same' | 'withdrawn';
  before: ResultValue | null;
  after: ResultValue | null;
};

/** All current results of a report after a message, and what the message changed. */
export type ReviewCommand = {
  type: 'review';
  hasCritical: boolean;
  hasAbnormal: boolean;
  changes: readonly ResultChange[];
  isUnparsed: boolean;
  /** The order came to belong to another patient: what is open may be the other one's, and what was told named them. */
  isPatientChanged?: boolean;
  /** Deadline if the clock starts now, by the lab's policy. */
  dueAt: Date;
};

export type SubmitCommand = {
  type: 'submit';
  isDraft: boolean;
  isSelected: boolean;
  toldSomebody: boolean;
  /** Deadline if this very record opens the report: somebody was told of a value that is gone. */
  dueAt: Date;
};
/** Closed with a code although nobody was told of it: the laboratory's rule lets somebody do so, by name and with a comment. */
export type CloseCommand = { type: 'close'; isSelected: boolean };
/** The recipient of a message read back what it was about. Other reports of the order are not selected. */
export type AcknowledgeCommand = { type: 'acknowledge'; isSelected: boolean };
export type CalloutCommand = ReviewCommand | SubmitCommand | CloseCommand | AcknowledgeCommand;

export type OpenReason = 'critical' | 'new-critical' | 'changed-critical' | 'correction' | 'unparsed';

export type CalloutEvent =
  | { type: 'report-classified'; to: typeof CriticalValues.NORMAL | typeof CriticalValues.ABNORMAL }
  | { type: 'report-became-critical'; reason: OpenReason; at: Date; dueAt: Date }
  | { type: 'callout-reopened'; reason: OpenReason; at: Date; dueAt: Date }
  | { type: 'critical-changed'; reason: OpenReason }
  | { type: 'callout-withdrawn'; to: typeof CriticalValues.NORMAL | typeof CriticalValues.ABNORMAL }
  | { type: 'callout-attempted'; toldSomebody: boolean }
  | { type: 'callout-done' }
  | { type: 'callout-closed' }
  | { type: 'callout-acknowledged' }
  | { type: 'report-not-selected' };

export type Decision = { events: CalloutEvent[] } | Refusal;

const { NORMAL, CALLOUT_PENDING, CALLOUT_DONE, ABNORMAL, CALLOUT_ATTEMPTED } = CriticalValues;

/**
 * What a command does to a report, by the table of domain.md section 3. Pure; `now` is the only time it knows.
 * An event that changes nothing is never returned, except `callout-done`, `callout-attempted` and `callout-acknowledged`, which
 * are acts.
 */
export function decide(state: ReportState, command: CalloutCommand, now: Date): Decision {
  switch (command.type) {
    case 'review':
      return { events: decideReview(state, command, now) };
    case 'submit':
      return decideSubmit(state, command, now);
    case 'close':
      return decideClose(state, command);
    case 'acknowledge':
      return { events: decideAcknowledge(state, command) };
  }
}

/**
 * Never refused: it happened. What was done already is acknowledged as a further record, and so is what has become calm
 * since, because the recipient read back what stands there now.
 */
function decideAcknowledge(state: ReportState, { isSelected }: AcknowledgeCommand): CalloutEvent[] {
  if (isSelected) return [{ type: 'callout-acknowledged' }];
  return state.criticalValues === CALLOUT_ATTEMPTED ? [{ type: 'report-not-selected' }] : [];
}

function decideReview(state: ReportState, command: ReviewCommand, now: Date): CalloutEvent[] {
  const isCritical = command.hasCritical || command.isUnparsed;
  const calm = command.hasAbnormal ? ABNORMAL : NORMAL;
  const open = (type: 'report-became-critical' | 'callout-reopened', reason: OpenReason): CalloutEvent[] => [
    { type, reason, at: now, dueAt: command.dueAt },
  ];
  if (state.criticalValues === NORMAL || state.criticalValues === ABNORMAL) {
    if (isCritical) return open('report-became-critical', openingReason(command));
    return state.criticalValues === calm ? [] : [{ type: 'report-classified', to: calm }];
  }
  if (command.isPatientChanged) return open('callout-reopened', 'correction');
  const reason = changeReason(command.changes);
  if (state.criticalValues === CALLOUT_DONE) {
    // Closed with a code and calm now: nobody heard the value, so there is nobody to be told again.
    if (!state.wasTold && !isCritical) return [];
    return reason ? open('callout-reopened', reason) : [];
  }
  if (isCritical) {
    if (reason === 'correction' && state.wasTold) return reasonOnce(state, open('callout-reopened', reason));
    return reason ? [{ type: 'critical-changed', reason }] : [];
  }
  // Nothing is critical any more. Who was told must hear it; if nobody was, the callout is withdrawn.
  if (!state.wasTold) return [{ type: 'callout-withdrawn', to: calm }];
  return reasonOnce(state, open('callout-reopened', 'correction'), reason !== null);
}

/** A value under another patient's name is looked at like a correction: nothing takes that back by itself. */
function openingReason({ isUnparsed, isPatientChanged }: ReviewCommand): OpenReason {
  if (isUnparsed) return 'unparsed';
  return isPatientChanged ? 'correction' : 'critical';
}

/** A report already open for a correction is not opened again unless the message changed something. */
function reasonOnce(state: ReportState, events: CalloutEvent[], hasChange = true): CalloutEvent[] {
  const isOpen = state.criticalValues === CALLOUT_PENDING || state.criticalValues === CALLOUT_ATTEMPTED;
  const isAlreadyOpen = isOpen && state.reason === 'correction';
  return isAlreadyOpen && !hasChange ? [] : events;
}

/** The gravest thing a message did to critical results: a correction outweighs a changed value, that a new one. */
function changeReason(changes: readonly ResultChange[]): OpenReason | null {
  let reason: OpenReason | null = null;
  for (const { kind, before, after } of changes) {
    if (kind === 'same') continue;
    if (before?.isCritical && (kind === 'withdrawn' || !after?.isCritical)) return 'correction';
    if (kind === 'changed' && before?.isCritical && after?.isCritical) reason = 'changed-critical';
    else if (after?.isCritical && reason === null) reason = 'new-critical';
  }
  return reason;
}

function decideSubmit(state: ReportState, command: SubmitCommand, now: Date): Decision {
  const status = state.criticalValues;
  if (status === NORMAL || status === ABNORMAL) {
    if (!command.isSelected) return { events: [] };
    // The call happened while the value was taken back: it is kept, and whoever was told must hear of the correction.
    if (command.isDraft) {
      const reopened: CalloutEvent = { type: 'callout-reopened', reason: 'correction', at: now, dueAt: command.dueAt };
      return { events: command.toldSomebody ? [reopened] : [] };
    }
    return refusal('callout.not-open', `criticalValues is ${status}; a callout needs 1, 2 or 4`, { criticalValues: status });
  }
  if (!command.isSelected) return { events: status === CALLOUT_ATTEMPTED ? [{ type: 'report-not-selected' }] : [] };
  if (!command.isDraft) return { events: [{ type: 'callout-done' }] };
  // An attempt on a report that is already done is kept as a record and changes nothing.
  return { events: [{ type: 'callout-attempted', toldSomebody: command.toldSomebody }] };
}

function decideClose(state: ReportState, { isSelected }: CloseCommand): Decision {
  const status = state.criticalValues;
  const isOpen = status === CALLOUT_PENDING || status === CALLOUT_ATTEMPTED;
  if (!isSelected) return { events: status === CALLOUT_ATTEMPTED ? [{ type: 'report-not-selected' }] : [] };
  if (isOpen) return { events: [{ type: 'callout-closed' }] };
  return refusal('callout.not-open', `criticalValues is ${status}; only 1 and 4 can be closed`, { criticalValues: status });
}

/** The report after an event. Total: every event of `decide` is legal in the state that produced it. */
export function evolve(state: ReportState, event: CalloutEvent): ReportState {
  switch (event.type) {
    case 'report-classified':
      return { ...state, criticalValues: event.to };
    case 'callout-withdrawn':
      return { ...state, criticalValues: event.to, reason: null };
    case 'report-became-critical':
    case 'callout-reopened':
      return { ...state, criticalValues: CALLOUT_PENDING, reason: event.reason, criticalAt: event.at, dueAt: event.dueAt };
    case 'critical-changed':
      return { ...state, reason: event.reason };
    case 'report-not-selected':
      return { ...state, criticalValues: CALLOUT_PENDING };
    case 'callout-attempted':
      return {
        ...state,
        criticalValues: state.criticalValues === CALLOUT_DONE ? CALLOUT_DONE : CALLOUT_ATTEMPTED,
        wasTold: state.wasTold || event.toldSomebody,
      };
    case 'callout-done':
      return { ...state, criticalValues: CALLOUT_DONE, reason: null, wasTold: true };
    case 'callout-closed':
      return { ...state, criticalValues: CALLOUT_DONE, reason: null };
    case 'callout-acknowledged':
      return state.criticalValues === NORMAL || state.criticalValues === ABNORMAL
        ? { ...state, wasTold: true }
        : { ...state, criticalValues: CALLOUT_DONE, reason: null, wasTold: true };
  }
}
