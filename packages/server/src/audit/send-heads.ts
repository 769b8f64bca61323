import { auditHeadsSchema } from '@critical-callout/contract/lab';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { appendEvents, SYSTEM_ACTOR } from './append.ts';

/** A message about no order, queued like every other: the delivery room, handed in by the application. */
export type SendHead = (
  tx: Tx,
  message: {
    labId: number;
    channel: 'email';
    address: string;
    who: string;
    name: string;
    words: { subject: string; text: string };
    eventSeq: number;
    now: Date;
  },
) => Promise<{ deliveryId: number } | { problem: string }>;

type Unsent = { labId: number; lab: string; day: string; seq: number; hash: string; emails: unknown };

/** Administration of the trail itself. */
const AUDIT_CATEGORY = 620;
const LABS_AT_A_TIME = 100;

/** Sends the newest seal of each laboratory to the addresses it names, once each. Returns how many messages were queued. */
export async function sendHeads({ db, clock }: Pick<Deps, 'db' | 'clock'>, send: SendHead): Promise<number> {
  const now = clock.now();
  const unsent = await db.inSystem(listUnsent);
  let queued = 0;
  for (const seal of unsent) {
    queued += await db.inLab(seal.labId, async (tx) => {
      const emails = await listMissing(tx, seal);
      for (const email of emails) await sendOne(tx, { seal, email, now, send });
      return emails.length;
    });
  }
  return queued;
}

async function listUnsent(tx: Tx): Promise<Unsent[]> {
  const { rows } = await sql<Unsent>`
    select s.lab_id as "labId", l.name as lab, s.day::text as day, s.seq, encode(s.hash, 'hex') as hash, h.value as emails
    from lab_settings h join labs l on l.id = h.lab_id
    cross join lateral (select * from event_seals e where e.lab_id = h.lab_id order by e.day desc limit 1) s
    where h.key = 'audit_heads' and jsonb_array_length(h.value->'emails') > (
      select count(*) from audit_head_sends d where d.lab_id = s.lab_id and d.day = s.day and h.value->'emails' ? d.email)
    order by s.lab_id limit ${LABS_AT_A_TIME}`.execute(tx);
  return rows;
}

/** Two processes may look at once: the lock of the laboratory's row lets one of them write. */
async function listMissing(tx: Tx, { labId, day, emails }: Unsent): Promise<string[]> {
  await sql`select from labs where id = ${labId} for no key update`.execute(tx);
  const { rows } = await sql<{ email: string }>`
    select email from audit_head_sends where lab_id = ${labId} and day = ${day}::date`.execute(tx);
  const sent = new Set(rows.map(({ email }) => email));
  return [...new Set(auditHeadsSchema.parse(emails).emails)].filter((email) => !sent.has(email));
}

type Sending = { seal: Unsent; email: string; now: Date; send: SendHead };

async function sendOne(tx: Tx, { seal, email, now, send }: Sending): Promise<void> {
  const { labId, day, seq } = seal;
  const text = `Head of the audit trail sent - day ${day}, line ${seq}, to ${email}`;
  const eventSeq = await appendEvents(tx, labId, [
    { at: now, category: AUDIT_CATEGORY, type: 'audit-head-sent', text, actor: SYSTEM_ACTOR, day, seq, email },
  ]);
  const who = 'audit head';
  const sent = await send(tx, { labId, channel: 'email', address: email, who, name: email, words: wordsOf(seal), eventSeq, now });
  const deliveryId = 'deliveryId' in sent ? sent.deliveryId : null;
  const problem = 'problem' in sent ? sent.problem : null;
  await sql`insert into audit_head_sends (lab_id, day, email, seq, delivery_id, problem, queued_at)
    values (${labId}, ${day}::date, ${email}, ${seq}, ${deliveryId}, ${problem}, ${now})`.execute(tx);
}

function wordsOf({ lab, day, seq, hash }: Unsent): { subject: string; text: string } {
  return {
    subject: `${lab}: head of the audit trail, ${day}, line ${seq}`,
    text: [
      `${lab}, seal of ${day}`,
      '',
      `Last line:  ${seq}`,
      `Hash:       ${hash}`,
      '',
      'Keep this message where the operators of the program cannot change it. Should the trail ever be doubted, line',
      `${seq} must still carry this hash: critical-callout audit verify recomputes it and every line before it.`,
      'It holds no patient data.',
    ].join('\n'),
  };
}
