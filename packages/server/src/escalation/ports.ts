import type { SentHow, StepHow, StepWho } from '@critical-callout/domain/escalation';
import type { Tx } from '../platform/db.ts';

/** Somebody a step can tell, with the reason why it is them. null: no such address is known. */
export type StepContact = {
  name: string;
  reason: string;
  email: string | null;
  phone: string | null;
  sms: string | null;
  fax: string | null;
  webhook: string | null;
  /** Who of the directory it is; nobody for the laboratory's own people. */
  party?: { kind: string; id: number } | null;
};

/** Who that is now. Without an order (a policy is being written) only those are found whom no order names. */
export type ResolveStep = (
  tx: Tx,
  request: { labId: number; billId: number | null; who: StepWho; whoId?: number | null | undefined; now: Date },
) => Promise<StepContact[]>;

/**
 * Times within `from` and `until` when nobody is on duty to be called: by any rota, or by this one alone; by this way of
 * telling, where it is named.
 */
export type ListRotaGaps = (
  tx: Tx,
  request: { labId: number; from: Date; until: Date; scheduleId?: number | undefined; how?: StepHow | undefined },
) => Promise<{ from: Date; until: Date; place: string | null }[]>;

export type StepMessage = {
  labId: number;
  billId: number;
  labReportIds: number[];
  /** The event of the step; the delivery belongs to it. */
  eventSeq: number;
  now: Date;
  how: SentHow;
  contact: StepContact;
  /** What the words of the message must say: which step, whether said before, whether told and open again. */
  escalation: { step: number; isRepeat: boolean; isReopened: boolean };
};

/** Queues one message of a step in the caller's transaction. Answers null when it is queued, else why it cannot be. */
export type QueueStepMessage = (tx: Tx, message: StepMessage) => Promise<string | null>;

export type EscalationPorts = { resolve: ResolveStep; queueMessage: QueueStepMessage; listRotaGaps?: ListRotaGaps };

/** The address a way of telling needs; a task needs none, for a person on the bench makes the call or the page. */
export function addressFor(how: StepHow, contact: StepContact): string | null {
  switch (how) {
    case 'call-task':
      return contact.phone ?? '';
    case 'overhead-page':
      return '';
    case 'email':
      return contact.email;
    case 'sms':
      return contact.sms;
    case 'fax':
      return contact.fax;
    case 'webhook':
      return contact.webhook;
  }
}
