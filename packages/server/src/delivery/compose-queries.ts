import { type RawBuilder, sql } from 'kysely';
import type { DeliveryChannel, DeliveryRecipientKind } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Contact } from './channels/channel.ts';

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
  calling_code: string | null;
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
  return sql`case when ${row}.id is not null then jsonb_build_object('name', ${row}.name, 'isActive', ${row}.is_active,
    'email', ${address('email')}, 'fax', ${address('fax')}, 'sms', coalesce(${address('sms')}, ${address('phone')}),
    'webhook', ${webhook}, 'whatsapp', coalesce(${address('whatsapp')}, ${address('sms')}, ${address('phone')})) end`;
}

/** The address for critical notification of an organization or a doctor comes before its general one (address_for, 0020). */
export async function findMailedBill(tx: Tx, labId: number, billId: number): Promise<MailedBill | undefined> {
  const { rows } = await sql<MailedBill>`
    select b.bill_number, b.accession_number, p.family_name, p.given_name, l.name as lab_name, l.is_practice, b.ordering_name,
      ${contactOf('organization', 'o')} as organization, ${contactOf('doctor', 'd')} as doctor,
      (select value from lab_settings s where s.lab_id = b.lab_id and s.key = 'critical_notification_settings') as notification_settings,
      (select value from lab_settings s where s.lab_id = b.lab_id and s.key = 'mail_settings') as mail_settings,
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
};
export type MailedReport = { test_name: string; values: MailedValue[] };

/**
 * The reports in the order asked for, each with the parameters that are critical now and those that were in an earlier
 * version: whoever heard the old value must hear what became of it.
 */
export async function listMailedReports(tx: Tx, labId: number, labReportIds: readonly number[]): Promise<MailedReport[]> {
  const { rows } = await sql<MailedReport>`
    select r.test_name, coalesce((
      select jsonb_agg(jsonb_build_object('parameter', t.parameter_name, 'value', t.value, 'unit', coalesce(t.unit, ''),
        'referenceRange', coalesce(t.reference_range, ''), 'verdict', t.verdict, 'isCritical', t.is_critical,
        'isWithdrawn', t.status in ('D', 'W', 'X')) order by t.id)
      from results t where t.lab_id = r.lab_id and t.lab_report_id = r.id and t.superseded_at is null
        and (t.is_critical or exists (select from results o where o.lab_id = t.lab_id and o.lab_report_id = t.lab_report_id
          and o.parameter_code = t.parameter_code and o.code_system = t.code_system and o.sub_id = t.sub_id and o.is_critical))), '[]') as values
    from unnest(${[...labReportIds]}::bigint[]) with ordinality as asked (id, place)
    join lab_reports r on r.lab_id = ${labId} and r.id = asked.id
    order by asked.place
  `.execute(tx);
  return rows;
}

export type NewDelivery = {
  channel: DeliveryChannel;
  recipientKind: DeliveryRecipientKind;
  recipientName: string;
  address: string;
  content: { subject: string; text: string; html: string };
  messageId: string;
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
      state, due_at, queued_at)
    select ${labId}, ${order.billId}, ${order.billNumber}, ${order.eventSeq}, d.channel, d."recipientKind", d."recipientName", d.address, d.content,
      d."messageId", 'queued', ${order.now}, ${order.now}
    from jsonb_to_recordset(${JSON.stringify(deliveries)}::jsonb)
      as d (channel text, "recipientKind" text, "recipientName" text, address text, content jsonb, "messageId" text)
    returning id, message_id
  `.execute(tx);
  await wakeSenders(tx, labId);
  return new Map(rows.map((row) => [row.message_id, row.id]));
}

/** NOTIFY is only sent by the commit, so whoever is woken sees the rows. */
export async function wakeSenders(tx: Tx, labId: number): Promise<void> {
  await sql`select pg_notify('critical_callout_deliveries', ${String(labId)})`.execute(tx);
}
