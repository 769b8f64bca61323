import type { DeliveryContent } from '@critical-callout/contract/deliveries';
import type { DeliveryState } from '@critical-callout/domain/delivery';
import { sql } from 'kysely';
import type { DeliveryChannel } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import { wakeSenders } from './compose-queries.ts';

export type ChannelRow = {
  channel: DeliveryChannel;
  last_success_at: Date | null;
  succeeded: number;
  ended: number;
  waiting: number;
  oldest_queued_at: Date | null;
  /** Tries of the last day, whether the last one worked, and how many of the last three of the last hour did not. */
  tries: number;
  is_last_try_good: boolean | null;
  bad_in_a_row: number;
  last_error_at: Date | null;
  last_error: string | null;
  test: {
    id: number;
    queued_at: string;
    address: string;
    state: DeliveryState;
    reason: string | null;
    answer: string | null;
  } | null;
};

/** What every channel did lately for this laboratory, in one statement. */
export async function listChannelRows(tx: Tx, labId: number, channels: readonly string[], now: Date): Promise<ChannelRow[]> {
  const ago = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
  const { rows } = await sql<ChannelRow>`
    with tries as (
      select d.channel, a.ended_at, a.result in ('accepted', 'delivered') as is_good, a.result in ('retry', 'unknown') as is_bad, a.answer,
        row_number() over (partition by d.channel order by a.ended_at desc, a.delivery_id desc) as n
      from delivery_attempts a join deliveries d on d.lab_id = a.lab_id and d.id = a.delivery_id
      where a.lab_id = ${labId} and a.ended_at > ${ago(24)}),
    words as (
      select channel, ended_at as at, answer from tries where not is_good
      union all
      select d.channel, s.received_at, s.words from delivery_status_reports s join deliveries d on d.lab_id = s.lab_id and d.id = s.delivery_id
      where s.lab_id = ${labId} and s.result = 'failed' and s.received_at > ${ago(24)})
    select c.channel,
      (select max(d.finished_at) from deliveries d where d.lab_id = ${labId} and d.channel = c.channel and d.state in ('accepted', 'delivered')) as last_success_at,
      ended.succeeded, ended.ended, queue.waiting, queue.oldest_queued_at,
      (select count(*) from tries t where t.channel = c.channel) as tries,
      (select t.is_good from tries t where t.channel = c.channel and t.n = 1) as is_last_try_good,
      (select count(*) from tries t where t.channel = c.channel and t.n <= 3 and t.is_bad and t.ended_at > ${ago(1)}) as bad_in_a_row,
      error.at as last_error_at, error.answer as last_error, test.row as test
    from unnest(${[...channels]}::text[]) with ordinality as c (channel, place)
    cross join lateral (
      select count(*) as ended, count(*) filter (where d.state in ('accepted', 'delivered')) as succeeded from deliveries d
      where d.lab_id = ${labId} and d.channel = c.channel and d.finished_at > ${ago(1)} and d.state <> 'cancelled') ended
    cross join lateral (
      select count(*) as waiting, min(d.queued_at) as oldest_queued_at from deliveries d
      where d.lab_id = ${labId} and d.channel = c.channel and d.state in ('queued', 'sending')) queue
    left join lateral (select w.at, w.answer from words w where w.channel = c.channel order by w.at desc limit 1) error on true
    left join lateral (
      select jsonb_build_object('id', d.id, 'queued_at', d.queued_at, 'address', d.address, 'state', d.state, 'reason', d.reason, 'answer',
        (select a.answer from delivery_attempts a where a.lab_id = d.lab_id and a.delivery_id = d.id order by a.attempt desc limit 1)) as row
      from deliveries d where d.lab_id = ${labId} and d.channel = c.channel and d.is_test
        and not exists (select from audit_head_sends h where h.lab_id = d.lab_id and h.delivery_id = d.id)
      order by d.id desc limit 1) test on true
    order by c.place
  `.execute(tx);
  return rows;
}

export type TestLab = { name: string; is_practice: boolean; calling_code: string | null; is_email: number };

export async function getTestLab(tx: Tx, labId: number): Promise<TestLab> {
  const { rows } = await sql<TestLab>`
    select l.name, l.is_practice,
      (select value ->> 'default_calling_code' from lab_settings s where s.lab_id = l.id and s.key = 'directory_settings') as calling_code,
      coalesce((select (value ->> 'is_email')::integer from lab_settings s where s.lab_id = l.id and s.key = 'critical_notification_settings'), 1) as is_email
    from labs l where l.id = ${labId}
  `.execute(tx);
  const [row] = rows;
  if (!row) throw new Error(`there is no laboratory ${labId}`);
  return row;
}

export async function insertTest(
  tx: Tx,
  labId: number,
  test: {
    eventSeq: number;
    channel: DeliveryChannel;
    name: string;
    address: string;
    content: DeliveryContent;
    messageId: string;
    now: Date;
    /** The words it was written with, where it tries some. */
    template?: { purpose: string; language: string; version: number | null };
  },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into deliveries (lab_id, bill_number, event_seq, channel, recipient_kind, recipient_name, address, content, message_id, state, due_at, queued_at, is_test,
      template_purpose, template_language, template_version)
    values (${labId}, '', ${test.eventSeq}, ${test.channel}, 'others', ${test.name}, ${test.address}, ${JSON.stringify(test.content)}::jsonb, ${test.messageId},
      'queued', ${test.now}, ${test.now}, true, ${test.template?.purpose ?? null}, ${test.template?.language ?? null}, ${test.template?.version ?? null})
    returning id
  `.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('the test message was not stored');
  await wakeSenders(tx, labId);
  return row.id;
}
