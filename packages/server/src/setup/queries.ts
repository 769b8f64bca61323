import type { SetupMark, SetupStep } from '@critical-callout/contract/setup';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

export type Facts = {
  name: string;
  code: string;
  zone: string;
  isPractice: boolean;
  admins: number;
  adminsWithPassword: number;
  callers: number;
  supervisors: number;
  directors: number;
  sources: number;
  listening: number;
  mllpPort: number | null;
  watched: number;
  messages: number;
  hasSample: boolean;
  auditHeads: number;
  limits: number;
  unapprovedLimits: number;
  contacts: number;
  rotas: number;
  tasks: number;
  policies: number;
  tested: number;
  openOrders: number;
  seals: number;
  currentStep: SetupStep | null;
  databaseCheck: DatabaseCheck | null;
  wentLiveAt: Date | null;
  wentLiveBy: string | null;
  databaseVersion: string;
};
export type DatabaseCheck = { at: string; isGood: boolean; detail: string };

const roles = (labId: number, ...names: string[]) =>
  sql`(select count(*) from memberships m where m.lab_id = ${labId} and m.is_active and m.role = any(${names}::text[])
    and not exists (select from practice_labs q where q.lab_id = m.lab_id and q.colleague_user_id = m.user_id))`;

/** Not what is entered by hand or played by the practice cases: nobody connected that. */
const isConnection = sql`(not s.is_by_hand and not s.is_of_practice)`;
/** A sample that somebody sent from the wizard proves the port, and not that the laboratory system reaches it. */
const isSample = sql`coalesce(m.control_id, '') like 'SAMPLE-%'`;

/** Everything the wizard looks at, in one statement. Passwords and sessions are the system role's. */
export async function readFacts(tx: Tx, labId: number): Promise<Facts> {
  const { rows } = await sql<Facts>`
    with newest as (select distinct on (limit_key) is_active, approved_at from limits where lab_id = ${labId} order by limit_key, version desc)
    select l.name, l.code, l.zone, l.is_practice as "isPractice",
      ${roles(labId, 'lab-admin')} as admins,
      (select count(*) from memberships m join accounts a on a.user_id = m.user_id and a.password is not null
        where m.lab_id = l.id and m.is_active and m.role = 'lab-admin') as "adminsWithPassword",
      ${roles(labId, 'technologist', 'caller')} as callers, ${roles(labId, 'supervisor')} as supervisors,
      ${roles(labId, 'director')} as directors,
      (select count(*) from sources s where s.lab_id = l.id and s.is_enabled and ${isConnection}) as sources,
      (select count(*) from feed_watch w where w.lab_id = l.id and w.listening_port is not null) as listening,
      (select min(w.listening_port) from feed_watch w where w.lab_id = l.id) as "mllpPort",
      (select count(*) from sources s where s.lab_id = l.id and s.is_enabled and s.silence_minutes is not null) as watched,
      (select count(*) from (select 1 from inbound_messages m join sources s on s.lab_id = m.lab_id and s.id = m.source_id
        where m.lab_id = l.id and m.state = 'PROCESSED' and m.transport <> 'hand' and ${isConnection} and not ${isSample} limit 1000) few) as messages,
      exists (select from inbound_messages m where m.lab_id = l.id and m.state = 'PROCESSED' and ${isSample}) as "hasSample",
      coalesce((select jsonb_array_length(a.value -> 'emails') from lab_settings a where a.lab_id = l.id and a.key = 'audit_heads'), 0) as "auditHeads",
      (select count(*) from newest where is_active) as limits,
      (select count(*) from newest where is_active and approved_at is null) as "unapprovedLimits",
      (select count(*) from contact_points c where c.lab_id = l.id) as contacts,
      (select count(*) from schedules s where s.lab_id = l.id and s.is_active) as rotas,
      (select count(*) from directory_tasks d where d.lab_id = l.id and d.closed_at is null) as tasks,
      (select count(distinct p.policy_key) from escalation_policies p where p.lab_id = l.id and p.approved_at is not null) as policies,
      (select count(distinct d.channel) from deliveries d where d.lab_id = l.id and d.is_test and d.state in ('accepted', 'delivered')
        and not exists (select from audit_head_sends h where h.lab_id = d.lab_id and h.delivery_id = d.id)) as tested,
      (select count(distinct r.bill_id) from lab_reports r where r.lab_id = l.id and r.critical_values in (1, 4) and r.dismissed_at is null) as "openOrders",
      (select count(*) from event_seals e where e.lab_id = l.id) as seals,
      p.current_step as "currentStep", p.database_check as "databaseCheck", p.went_live_at as "wentLiveAt", p.went_live_by as "wentLiveBy",
      current_setting('server_version') as "databaseVersion"
    from labs l left join setup_progress p on p.lab_id = l.id
    where l.id = ${labId}`.execute(tx);
  const [facts] = rows;
  if (!facts) throw new Error(`lab ${labId} is gone`);
  return facts;
}

export type FeedFacts = {
  id: number;
  name: string;
  port: number | null;
  isTls: boolean;
  sendingApplication: string | null;
  sendingFacility: string | null;
  charset: string | null;
};

/** What a laboratory system must be told to reach each connection. */
export async function listFeedFacts(tx: Tx, labId: number): Promise<FeedFacts[]> {
  const { rows } = await sql<FeedFacts>`
    select s.id, s.name, w.listening_port as port, coalesce(w.is_tls, false) as "isTls", s.sending_application as "sendingApplication",
      s.sending_facility as "sendingFacility", s.charset
    from sources s left join feed_watch w on w.lab_id = s.lab_id and w.source_id = s.id
    where s.lab_id = ${labId} and s.is_enabled and ${isConnection} order by s.id limit 20`.execute(tx);
  return rows;
}

export type FirstMessage = { id: number; sourceId: number; receivedAt: Date; controlId: string | null; isSample: boolean };

/** The first message of the laboratory system, and until it came the last sample. */
export async function findFirstMessage(tx: Tx, labId: number): Promise<FirstMessage | undefined> {
  const { rows } = await sql<FirstMessage>`
    (select m.id, m.source_id as "sourceId", m.received_at as "receivedAt", m.control_id as "controlId", false as "isSample"
      from inbound_messages m join sources s on s.lab_id = m.lab_id and s.id = m.source_id
      where m.lab_id = ${labId} and m.state = 'PROCESSED' and ${isConnection} and not ${isSample} order by m.id limit 1)
    union all
    (select m.id, m.source_id, m.received_at, m.control_id, true
      from inbound_messages m where m.lab_id = ${labId} and m.state = 'PROCESSED' and ${isSample} order by m.id desc limit 1)
    limit 1`.execute(tx);
  return rows[0];
}

export async function findEmail(tx: Tx, userId: string): Promise<string | null> {
  const { rows } = await sql<{ email: string }>`select email from users where id = ${userId}`.execute(tx);
  const email = rows[0]?.email ?? null;
  return email?.endsWith('.invalid') ? null : email;
}

export type Practised = { name: string; completed: number };

/** Everybody who will call, and how many of the practice cases each has finished; who has most, first. */
export async function listPractised(tx: Tx, labId: number): Promise<Practised[]> {
  const { rows } = await sql<Practised>`
    select u.name, (select count(distinct r.practice_case) from practice_runs r
      where r.lab_id = m.lab_id and r.user_id = m.user_id and r.completed_at is not null) as completed
    from memberships m join users u on u.id = m.user_id
    where m.lab_id = ${labId} and m.is_active and m.role in ('technologist', 'caller', 'supervisor')
      and not exists (select from practice_labs q where q.lab_id = m.lab_id and q.colleague_user_id = m.user_id)
    order by completed desc, u.name, u.id limit 200`.execute(tx);
  return rows;
}

export type Mark = { step: SetupStep; kind: 'done' | 'accepted'; name: string; reason: string; markedBy: string; markedAt: Date };

export async function listMarks(tx: Tx, labId: number): Promise<Mark[]> {
  const { rows } = await sql<Mark>`
    select step, kind, name, reason, marked_by as "markedBy", marked_at as "markedAt" from setup_marks
    where lab_id = ${labId} and withdrawn_at is null order by id limit 100`.execute(tx);
  return rows;
}

/** A newer mark takes the place of the one before, which keeps its row. */
export async function insertMark(tx: Tx, labId: number, mark: SetupMark & { markedBy: string; now: Date }): Promise<void> {
  const { step, kind, name, reason, markedBy, now } = mark;
  await sql`update setup_marks set withdrawn_at = ${now}
    where lab_id = ${labId} and step = ${step} and kind = ${kind} and withdrawn_at is null`.execute(tx);
  await sql`insert into setup_marks (lab_id, step, kind, name, reason, marked_by, marked_at)
    values (${labId}, ${step}, ${kind}, ${name}, ${reason}, ${markedBy}, ${now})`.execute(tx);
}

export async function saveStep(tx: Tx, labId: number, step: SetupStep, now: Date): Promise<void> {
  await sql`insert into setup_progress (lab_id, current_step, updated_at) values (${labId}, ${step}, ${now})
    on conflict (lab_id) do update set current_step = excluded.current_step, updated_at = excluded.updated_at`.execute(tx);
}

export async function saveDatabaseCheck(tx: Tx, labId: number, check: DatabaseCheck, now: Date): Promise<void> {
  await sql`insert into setup_progress (lab_id, current_step, database_check, updated_at)
    values (${labId}, 'database', ${JSON.stringify(check)}::jsonb, ${now})
    on conflict (lab_id) do update set database_check = excluded.database_check, updated_at = excluded.updated_at`.execute(tx);
}

export async function renameLab(tx: Tx, labId: number, name: string, zone: string): Promise<void> {
  await sql`update labs set name = ${name}, zone = ${zone}, rules_version = rules_version + 1 where id = ${labId}`.execute(tx);
}

/** False where the laboratory is live already. */
export async function endPractice(tx: Tx, labId: number, by: string, now: Date): Promise<boolean> {
  const { rows } = await sql`update labs set is_practice = false where id = ${labId} and is_practice returning 1`.execute(tx);
  if (rows.length === 0) return false;
  await sql`insert into setup_progress (lab_id, current_step, went_live_at, went_live_by, updated_at) values (${labId}, 'go-live', ${now}, ${by}, ${now})
    on conflict (lab_id) do update set went_live_at = excluded.went_live_at, went_live_by = excluded.went_live_by, updated_at = excluded.updated_at`.execute(
    tx,
  );
  return true;
}
