import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

export type Actor = { user_id: string | null; name: string; kind: 'user' | 'doctor' | 'support' | 'system' | 'recipient' };

/** One line of the audit trail. Extra keys are kept as they are; none may hold a patient's name. */
export type NewEvent = {
  at: Date;
  category: number;
  type: string;
  text: string;
  actor: Actor;
  bill_id?: number;
  lab_report_ids?: number[];
  [key: string]: unknown;
};

export const SYSTEM_ACTOR: Actor = { user_id: null, name: 'Critical Callout', kind: 'system' };

export function actorOf(session: LabSession): Actor {
  return { user_id: session.userId, name: session.userName, kind: session.kind };
}

/**
 * Appends events to the lab's chain inside the caller's transaction and returns the number of the first. The chain's head
 * stays locked until the transaction ends: call it late. The text hashed is exactly the text stored.
 */
export async function appendEvents(tx: Tx, labId: number, events: readonly NewEvent[]): Promise<number> {
  if (events.length === 0) throw new Error('appendEvents needs at least one event');
  const payloads = events.map((event) => JSON.stringify(event));
  const { rows } = await sql<{ seq: number }>`/* prepared */ select append_events(${labId}, ${payloads}::text[]) as seq`.execute(
    tx,
  );
  const [row] = rows;
  if (!row) throw new Error('append_events returned no row');
  return row.seq;
}
