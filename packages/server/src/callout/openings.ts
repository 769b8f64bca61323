import { type ToldBefore, toldBeforeSchema } from '@critical-callout/contract/callout';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../platform/db.ts';

export type NewOpening = {
  labReportId: number;
  eventSeq: number;
  kind: 'first' | 'again';
  reason: string;
  criticalAt: Date;
  dueAt: Date;
  told: readonly ToldBefore[];
};

/** Each opening keeps its own clock: when a report opens again, what was measured before stays as it was. */
export async function insertOpenings(tx: Tx, labId: number, openings: readonly NewOpening[]): Promise<void> {
  const rows = openings.map(({ told, ...opening }) => ({ ...opening, told }));
  await sql`/* prepared */
    insert into callout_openings (lab_id, lab_report_id, event_seq, kind, reason, critical_at, due_at, told)
    select ${labId}, o."labReportId", o."eventSeq", o.kind, o.reason, o."criticalAt", o."dueAt", o.told
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as o("labReportId" bigint, "eventSeq" bigint, kind text, reason text,
      "criticalAt" timestamptz, "dueAt" timestamptz, told jsonb)`.execute(tx);
}

/** People named for one report; a report with more has been told so often that the latest say enough. */
const MOST_TOLD = 20;

const storedSchema = z.array(toldBeforeSchema.omit({ at: true }).extend({ at: z.string() }));

/**
 * Who heard a critical value of these reports, by a call, a fax or a message that was not lost, newest first: whom, when, by
 * whom, and the value they heard. Those must be told when it changes.
 */
export async function listTold(tx: Tx, labId: number, labReportIds: readonly number[]): Promise<Map<number, ToldBefore[]>> {
  const { rows } = await sql<{ labReportId: number; told: unknown }>`
    select r.id as "labReportId", jsonb_agg(t.told order by t.at desc, t.seq desc) as told
    from lab_reports r cross join lateral (
      select * from (
        select k.performed_at as at, k.event_seq as seq, jsonb_build_object('calloutId', k.id, 'deliveryId', null, 'eventSeq', k.event_seq,
          'how', case when m.call <> '' then 'phone' when m.fax <> '' then 'fax' else coalesce(k.critical_callout_meta #>> '{communication_methods,0}', 'declared') end,
          'name', coalesce(nullif(m.call, ''), nullif(m.fax, ''), nullif(k.read_back ->> 'told', ''), nullif(m.other, ''), array_to_string(k.recipients, ', ')),
          'role', k.read_back ->> 'role', 'contact', coalesce(nullif(m.number, ''), m.fax_number), 'by', e.payload #>> '{actor,name}', 'at', k.performed_at,
          'values', case when k.lab_report_id is null then heard.values else (select coalesce(jsonb_agg(jsonb_build_object(
            'parameterName', v ->> 'parameter_name', 'value', v ->> 'value', 'unit', v ->> 'unit')), '[]') from jsonb_array_elements(k.critical_values_meta) v) end) as told
        from critical_callouts k join events e on e.lab_id = k.lab_id and e.seq = k.event_seq
        cross join lateral (select k.critical_callout_meta #>> '{already_notified,phone_call,name}' as call, k.critical_callout_meta #>> '{already_notified,phone_call,contact}' as number,
          k.critical_callout_meta #>> '{already_notified,fax,name}' as fax, k.critical_callout_meta #>> '{already_notified,fax,fax_number}' as fax_number,
          k.critical_callout_meta #>> '{notify_to_others,name}' as other) m
        cross join lateral (${standingAt('k.recorded_at')}) heard
        where k.lab_id = r.lab_id and k.bill_id = r.bill_id and k.closing_code is null
          and (k.lab_report_id = r.id or (k.is_draft and k.critical_callout_meta -> 'callout_for' @> to_jsonb(r.id)
            and (k.outcome in ('reached-read-back', 'reached-no-read-back') or m.fax <> '')))
        union all
        select coalesce(d.finished_at, d.queued_at), d.event_seq, jsonb_build_object('calloutId', null, 'deliveryId', d.id, 'eventSeq', d.event_seq,
          'how', d.channel, 'name', d.recipient_name, 'role', null, 'contact', d.address, 'by', e.payload #>> '{actor,name}',
          'at', coalesce(d.finished_at, d.queued_at), 'values', heard.values)
        from deliveries d join events e on e.lab_id = d.lab_id and e.seq = d.event_seq
        cross join lateral (${standingAt('d.queued_at')}) heard
        where d.lab_id = r.lab_id and d.bill_id = r.bill_id and d.state not in ('failed', 'cancelled') and r.id = any(e.lab_report_ids)
      ) acts order by at desc, seq desc limit ${MOST_TOLD}) t
    where r.lab_id = ${labId} and r.id = any(${[...labReportIds]}::bigint[])
    group by r.id`.execute(tx);
  return new Map(
    rows.map(({ labReportId, told }) => [
      labReportId,
      storedSchema.parse(told).map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
    ]),
  );
}

/** The critical values of report `r` as they stood at an instant: what somebody heard who was told then. */
function standingAt(at: 'k.recorded_at' | 'd.queued_at') {
  const instant = sql.raw(at);
  return sql`select coalesce(jsonb_agg(jsonb_build_object('parameterName', p.parameter_name, 'value', p.value, 'unit', coalesce(p.unit, '')) order by p.id), '[]') as values
    from results p where p.lab_id = r.lab_id and p.lab_report_id = r.id and p.is_critical and p.received_at <= ${instant}
      and (p.superseded_at is null or p.superseded_at > ${instant})`;
}
