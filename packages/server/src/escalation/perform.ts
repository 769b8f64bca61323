import { isNamed, isSent, targetText } from '@critical-callout/domain/escalation';
import { type Actor, appendEvents, type NewEvent, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { askForPage } from './pages.ts';
import { addressFor, type EscalationPorts, type StepContact } from './ports.ts';
import { ESCALATION_CATEGORY, endSteps, markExhausted, type RunRow, type StepEnd, type StepRow } from './run-queries.ts';

const HOW_WORDS: Record<StepRow['how'], string> = {
  'call-task': 'call',
  email: 'e-mail to',
  sms: 'SMS to',
  fax: 'fax to',
  webhook: 'webhook to',
  'overhead-page': 'overhead page for',
};

export type Performing = {
  labId: number;
  run: RunRow;
  step: StepRow;
  /** Missed repeats of the same step, which are crossed out with it. */
  collapsed: readonly StepRow[];
  now: Date;
  /** Whoever asked for the step before its time, and why. */
  asked?: { actor: Actor; reason: string };
};

/**
 * Does one step in the caller's transaction, which holds the order: says so, queues its messages, crosses it out. All of
 * it or nothing is committed, so a step is never done twice, and sending stays with the delivery queue. Answers whom it was for.
 */
export async function performStep(tx: Tx, ports: EscalationPorts, performing: Performing): Promise<StepContact[]> {
  const { labId, run, step, collapsed, now } = performing;
  const contacts = await ports.resolve(tx, { labId, billId: run.billId, who: step.who, whoId: step.whoId, now });
  const eventSeq = await appendEvents(tx, labId, [stepEvent(performing, contacts)]);
  const missing = await tell(tx, ports, performing, contacts, eventSeq);
  const isTask = !isSent(step.how);
  const isTold = isTask || contacts.length > missing.length;
  if (!isTold) await appendEvents(tx, labId, [nobodyReached(performing, missing)]);
  const detail = { told: contacts.map(({ name, reason }) => ({ name, reason })), missing };
  const ends: StepEnd[] = [
    { number: step.number, repeat: step.repeat, outcome: isTask ? 'task' : isTold ? 'told' : 'nobody-reached', detail, eventSeq },
    ...collapsed.map(({ number, repeat }): StepEnd => ({ number, repeat, outcome: 'collapsed', detail: null, eventSeq })),
  ];
  await endSteps(tx, labId, run.id, ends, now);
  if (step.how === 'overhead-page') await askForPage(tx, performing, contacts);
  if (step.kind === 'exhausted') await markExhausted(tx, labId, run.id, now);
  return contacts;
}

/** One message to each contact; answers why somebody gets none. */
async function tell(
  tx: Tx,
  ports: EscalationPorts,
  { labId, run, step, now }: Performing,
  contacts: readonly StepContact[],
  eventSeq: number,
): Promise<string[]> {
  const { how } = step;
  if (!isSent(how)) return [];
  const missing: string[] = [];
  for (const contact of contacts) {
    const order = { labId, billId: run.billId, labReportIds: run.labReportIds, eventSeq, now };
    const why = addressFor(how, contact)
      ? await ports.queueMessage(tx, {
          ...order,
          how,
          contact,
          escalation: { step: step.number, isRepeat: step.repeat > 0, isReopened: run.wasTold },
        })
      : `no address for ${how}`;
    if (why !== null) missing.push(`${contact.name}: ${why}`);
  }
  return missing;
}

function stepEvent({ run, step, collapsed, now, asked }: Performing, contacts: readonly StepContact[]): NewEvent {
  const isExhausted = step.kind === 'exhausted';
  const names = contacts.map(({ name }) => name).join(', ') || targetText(step);
  const what = isExhausted ? 'Escalation exhausted: nobody has taken the callout' : `Escalation step ${step.number}`;
  return {
    at: now,
    category: ESCALATION_CATEGORY,
    type: isExhausted ? 'escalation-exhausted' : 'escalation-step-reached',
    text: `${what} - ${HOW_WORDS[step.how]} ${names}${asked ? ` - asked for by ${asked.actor.name}: ${asked.reason}` : ''}`,
    actor: asked?.actor ?? SYSTEM_ACTOR,
    bill_id: run.billId,
    lab_report_ids: run.labReportIds,
    run_id: run.id,
    policy_key: run.policyKey,
    step: step.number,
    repeat: step.repeat,
    who: step.who,
    ...(step.whoId === null ? {} : { who_id: step.whoId, who_name: step.whoName }),
    how: step.how,
    ...(step.say === null ? {} : { say: step.say }),
    told: contacts.map(({ name, reason }) => ({ name, reason })),
    step_due_at: step.at.toISOString(),
    collapsed: collapsed.length,
    ...(asked ? { reason: asked.reason } : {}),
  };
}

function nobodyReached({ run, step, now }: Performing, missing: readonly string[]): NewEvent {
  const why =
    missing.length > 0
      ? missing.join('; ')
      : isNamed(step.who)
        ? `${targetText(step)} is nobody now`
        : `the laboratory has no ${step.who}`;
  return alarmEvent(
    { kind: 'nobody-reached', now, run, text: `step ${step.number} reached nobody - ${why}` },
    { step: step.number },
  );
}

export type AlarmKind = 'missing-ladder' | 'late-step' | 'broken-plan' | 'nobody-reached' | 'step-failed' | 'auditor-late';

/** Something the ladder cannot put right by itself: a person must know. */
export function alarmEvent(
  alarm: { kind: AlarmKind; now: Date; text: string; run?: Pick<RunRow, 'billId' | 'labReportIds'> },
  more: Record<string, unknown> = {},
): NewEvent {
  const { kind, now, run, text } = alarm;
  return {
    at: now,
    category: ESCALATION_CATEGORY,
    type: 'escalation-alarm',
    text: `Escalation alarm - ${text}`,
    actor: SYSTEM_ACTOR,
    ...(run ? { bill_id: run.billId, lab_report_ids: run.labReportIds } : {}),
    alarm: kind,
    ...more,
  };
}
