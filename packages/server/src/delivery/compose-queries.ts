import type { DeliveryContent } from '@critical-callout/contract/deliveries';
import { type RawBuilder, sql } from 'kysely';
import type { DeliveryChannel, DeliveryRecipientKind } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Contact } from './channels/channel.ts';
import type { MessageTemplate } from './templates/index.ts';

/** Everything about one order that addressing and writing its messages needs. */
export type MailedBill = {
  bill_number: string;
  accession_number: string | null;
  family_name: string | null;
  given_name: string | null;
  lab_name: string;
  is_practice: boolean;
  organization: Contact | null;
  doctor: Contact | null;
  ordering_name: string | null;
  notification_settings: unknown;
  mail_settings: unknown;
  message_settings: unknown;
  calling_code: string | null;
  zone: string;
};

/**
 * How an organization or a doctor is written to, by channel (address_for, 0020). A number kept for text messages comes
 * before the telephone number; whether that one can receive them only the provider knows.
 */
function contactOf(kind: 'organization' | 'doctor', table: 'o' | 'd'): RawBuilder<Contact | null> {
  const row = sql.raw(table);
  const address = (channel: string) => sql`address_for(${row}.lab_id, ${sql.lit(kind)}, ${row}.id, ${sql.lit(channel)})`;
  const webhook =
    kind === 'organization'
      ? sql`(select w.url from organization_webhooks w where w.lab_id = ${row}.lab_id and w.organization_id = ${row}.id)`
      : sql`null`;
  const language =
    kind === 'organization'
      ? sql`o.language`
      : sql`coalesce(d.language, (select h.language from organizations h where h.lab_id = d.lab_id and h.id = d.organization_id))`;
  return sql`case when ${row}.id is not null then jsonb_build_object('name', ${row}.name, 'isActive', ${row}.is_active, 'language', ${language},
    'email', ${address('email')}, 'fax', ${address('fax')}, 'sms', coalesce(${address('sms')}, ${address('phone')}),
    'webhook', ${webhook}, 'whatsapp', coalesce(${address('whatsapp')}, ${address('sms')}, ${address('phone')})) end`;
}

/** The address for critical notification of an organization or a doctor comes before its general one (address_for, 0020). */
export async function findMailedBill(tx: Tx, labId: number, billId: number): Promise<MailedBill | undefined> {
  const { rows } = await sql<MailedBill>`
    select b.bill_number, b.accession_number, p.family_name, p.given_name, l.name as lab_name, l.zone, l.is_practice, b.ordering_name,
      ${contactOf('organization', 'o')} as organization, ${contactOf('doctor', 'd')} as doctor,
      (select value from lab_settings s where s.lab_id = b.lab_id and s.key = 'critical_notification_settings') as notification_settings,
      (select value from lab_settings s where s.lab_id = b.lab_id and s.key = 'mail_settings') as mail_settings,
      (select value from lab_settings s where s.lab_id = b.lab_id and s.key = 'message_settings') as message_settings,
      (select value ->> 'default_calling_code' from lab_settings s where s.lab_id = b.lab_id and s.key = 'directory_settings') as calling_code
    from bills b
    join labs l on l.id = b.lab_id
    join patients p on p.lab_id = b.lab_id and p.id = b.patient_id
    left join organizations o on o.lab_id = b.lab_id and o.id = b.organization_id
    left join doctors d on d.lab_id = b.lab_id and d.id = b.doctor_id
    where b.lab_id = ${labId} and b.id = ${billId}
  `.execute(tx);
  return rows[0];
}

export type MailedValue = {
  parameter: string;
  value: string;
  unit: string;
  referenceRange: string;
  verdict: string;
  isCritical: boolean;
  /** OBX-11 D, W or X: the sender took it back. */
  isWithdrawn: boolean;
  /** The critical value it took the place of, with its unit, where it differs. */
  previousValue: string;
};
export type MailedReport = { test_name: string; due_at: Date | null; values: MailedValue[] };

/**
 * The reports in the order asked for, each with the parameters that are critical now and those that were in an earlier
 * version: whoever heard the old value must hear what became of it.
 */
export async function listMailedReports(tx: Tx, labId: number, labReportIds: readonly number[]): Promise<MailedReport[]> {
  const { rows } = await sql<MailedReport>`
    select r.test_name, r.due_at, coalesce((
      select jsonb_agg(jsonb_build_object('parameter', t.parameter_name, 'value', t.value, 'unit', coalesce(t.unit, ''),
        'referenceRange', coalesce(t.reference_range, ''), 'verdict', t.verdict, 'isCritical', t.is_critical,
        'isWithdrawn', t.status in ('D', 'W', 'X'), 'previousValue', coalesce((
          select concat_ws(' ', o.value, o.unit) from results o where o.lab_id = t.lab_id and o.lab_report_id = t.lab_report_id
            and o.parameter_code = t.parameter_code and o.code_system = t.code_system and o.sub_id = t.sub_id and o.superseded_at is not null
            and o.is_critical and (o.value, o.unit) is distinct from (t.value, t.unit) order by o.id desc limit 1), '')) order by t.id)
      from results t where t.lab_id = r.lab_id and t.lab_report_id = r.id and t.superseded_at is null
        and (t.is_critical or exists (select from results o where o.lab_id = t.lab_id and o.lab_report_id = t.lab_report_id
          and o.parameter_code = t.parameter_code and o.code_system = t.code_system and o.sub_id = t.sub_id and o.is_critical))), '[]') as values
    from unnest(${[...labReportIds]}::bigint[]) with ordinality as asked (id, place)
    join lab_reports r on r.lab_id = ${labId} and r.id = asked.id
    order by asked.place
  `.execute(tx);
  return rows;
}

/** When these reports were last told before this event, and by whom; nothing where they never were. */
export async function findTold(
  tx: Tx,
  labId: number,
  before: { billId: number; eventSeq: number },
): Promise<{ at: Date; by: string } | undefined> {
  const { rows } = await sql<{ at: Date; by: string }>`
    select c.performed_at as at, coalesce(e.payload ->> 'callout_done_by', e.payload #>> '{actor,name}', '') as by
    from critical_callouts c join events e on e.lab_id = c.lab_id and e.seq = c.event_seq
    where c.lab_id = ${labId} and c.bill_id = ${before.billId} and not c.is_draft and c.event_seq < ${before.eventSeq}
    order by c.performed_at desc, c.id desc limit 1
  `.execute(tx);
  return rows[0];
}

/**
 * Channel and address of earlier messages about these reports as they are now: whoever is written to again is reminded.
 * What never left does not count, and a result that came after it is news.
 */
export async function listWrittenTo(
  tx: Tx,
  labId: number,
  { billId, labReportIds }: { billId: number; labReportIds: readonly number[] },
): Promise<{ channel: string; address: string }[]> {
  const ids = sql`${[...labReportIds]}::bigint[]`;
  const { rows } = await sql<{ channel: string; address: string }>`
    select distinct d.channel, d.address from deliveries d join events e on e.lab_id = d.lab_id and e.seq = d.event_seq
    where d.lab_id = ${labId} and d.bill_id = ${billId} and d.state not in ('failed', 'cancelled') and e.lab_report_ids @> ${ids}
      and d.queued_at >= coalesce((select max(t.received_at) from results t
        where t.lab_id = ${labId} and t.lab_report_id = any(${ids}) and t.superseded_at is null), '-infinity')
    limit 1000
  `.execute(tx);
  return rows;
}

/** The language of somebody of the directory, or of the organization they belong to. */
export async function findPartyLanguage(tx: Tx, labId: number, party: { kind: string; id: number }): Promise<string | null> {
  const { rows } = await sql<{ language: string | null }>`
    select coalesce(p.language, o.language) as language from (
      select 'doctor' as kind, id, language, organization_id from doctors where lab_id = ${labId}
      union all select 'person', id, language, organization_id from persons where lab_id = ${labId}
      union all select 'ward', id, language, organization_id from wards where lab_id = ${labId}
      union all select 'organization', id, language, null from organizations where lab_id = ${labId}) p
    left join organizations o on o.lab_id = ${labId} and o.id = p.organization_id
    where p.kind = ${party.kind} and p.id = ${party.id}
  `.execute(tx);
  return rows[0]?.language ?? null;
}

export type NewDelivery = {
  channel: DeliveryChannel;
  recipientKind: DeliveryRecipientKind;
  recipientName: string;
  address: string;
  content: DeliveryContent;
  messageId: string;
  /** null: a text that is no result's, like a code. */
  template: Pick<MessageTemplate, 'purpose' | 'language' | 'version'> | null;
};

/** All messages of one callout by one insert, due at once: Message-ID to delivery. Senders are woken when the transaction commits. */
export async function insertDeliveries(
  tx: Tx,
  labId: number,
  order: { billId: number; billNumber: string; eventSeq: number; now: Date },
  deliveries: readonly NewDelivery[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: number; message_id: string }>`
    insert into deliveries (lab_id, bill_id, bill_number, event_seq, channel, recipient_kind, recipient_name, address, content, message_id,
      state, due_at, queued_at, template_purpose, template_language, template_version)
    select ${labId}, ${order.billId}, ${order.billNumber}, ${order.eventSeq}, d.channel, d."recipientKind", d."recipientName", d.address, d.content,
      d."messageId", 'queued', ${order.now}, ${order.now}, d.template ->> 'purpose', d.template ->> 'language', (d.template ->> 'version')::integer
    from jsonb_to_recordset(${JSON.stringify(deliveries)}::jsonb)
      as d (channel text, "recipientKind" text, "recipientName" text, address text, content jsonb, "messageId" text, template jsonb)
    returning id, message_id
  `.execute(tx);
  await wakeSenders(tx, labId);
  return new Map(rows.map((row) => [row.message_id, row.id]));
}

/** NOTIFY is only sent by the commit, so whoever is woken sees the rows. */
export async function wakeSenders(tx: Tx, labId: number): Promise<void> {
  await sql`select pg_notify('critical_callout_deliveries', ${String(labId)})`.execute(tx);
}
