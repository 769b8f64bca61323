import { CriticalValues } from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import { appendEvents } from '../audit/index.ts';
import { listCriticalParameters, readableValues } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import { findDesk } from './desk.ts';
import { linkEvent } from './events.ts';
import type { LiveLink } from './link-queries.ts';
import type { AcknowledgementPorts } from './ports.ts';
import { frameOf, type Page, type PageError, renderPage } from './render.ts';
import { patientView, reportView } from './view.ts';
import { type Proof, recordRecipientAccess } from './visit-queries.ts';
import { WORDS } from './words/index.ts';

/** What is wrong in the reader's own fields, in words. */
export type FieldErrors = { name?: string; role?: string; passedOnTo?: string };

/** Who looks, from where, and what they had typed when the page is shown once more. */
export type Showing = {
  ticket: string;
  proof: Proof;
  now: Date;
  requestId: string;
  address: string;
  typed?: { name: string; role: string; passedOnTo: string; reason: string; heard: ReadonlyMap<number, string> };
  /** What is wrong, by result or by field. */
  valueErrors?: ReadonlyMap<number, string>;
  fieldErrors?: FieldErrors;
  notices?: readonly string[];
};

/** The values of a message's reports that must be told now, and the reports none of whose values can be read here. */
export async function listValuesToTell(tx: Tx, { labId }: LiveLink, labReportIds: readonly number[]) {
  return readableValues(await listCriticalParameters(tx, labId, labReportIds));
}

/** Those of the message's reports that still stand on a list. A dismissed one is taken back by the laboratory. */
export async function listStandingReports(tx: Tx, { labId, billId, labReportIds }: LiveLink): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from lab_reports where lab_id = ${labId} and bill_id = ${billId} and id = any(${labReportIds}::bigint[])
      and critical_at is not null and dismissed_at is null and is_collected order by id`.execute(tx);
  return rows.map(({ id }) => id);
}

/**
 * The result, for somebody who proved who they are. Each showing leaves an event and its line in the access log, in the
 * transaction that read it.
 */
export async function showResult(tx: Tx, ports: AcknowledgementPorts, link: LiveLink, showing: Showing): Promise<Page> {
  const { now, proof, requestId, address, typed, valueErrors = new Map(), fieldErrors = {} } = showing;
  const ids = await listStandingReports(tx, link);
  const values = await listValuesToTell(tx, link, ids);
  const { bill, reports } = await ports.readReports(tx, link.labId, link.billId, ids);
  await recordRecipientAccess(tx, link, { action: 'acknowledgement.view', proof, at: now, requestId, address });
  await appendEvents(tx, link.labId, [linkEvent(link, 'viewed', `Result shown to ${link.recipientName}`, now, { proof })]);

  const tellIds = new Set(values.map(({ resultId }) => resultId));
  const errors: PageError[] = [
    ...[...valueErrors].map(([id, message]) => ({ field: `heard-${id}`, message })),
    ...Object.entries(fieldErrors).map(([field, message]) => ({ field, message })),
  ];
  const { result: words, notRecordedYet } = WORDS[link.language];
  const isOpen = reports.some(({ criticalValues }) => criticalValues !== CriticalValues.CALLOUT_DONE);
  const notices = [
    ...(showing.notices ?? []),
    ...(await changeNotices(tx, link, tellIds)),
    ...(reports.length === 0 ? [words.takenBack] : []),
    ...(reports.length > 0 && !isOpen ? [words.toldAlready] : []),
  ];
  const shown = { heard: typed?.heard ?? new Map(), errors: valueErrors };
  return renderPage('result', {
    status: errors.length > 0 ? 422 : 200,
    title: values.some(({ isWithdrawn }) => !isWithdrawn) ? words.critical : words.other,
    frame: frameOf(link),
    errors,
    errorTitle: notRecordedYet,
    notices,
    ticket: showing.ticket,
    shown: [...tellIds].join(','),
    patient: patientView(bill, link.language),
    reports: reports.map((report) => reportView(report, tellIds, link, shown)),
    canAcknowledge: values.length > 0,
    desk: (await findDesk(tx, ports, link, now))?.name ?? null,
    wrong: fieldErrors,
    typed: { name: typed?.name ?? '', role: typed?.role ?? '', passedOnTo: typed?.passedOnTo ?? '', reason: typed?.reason ?? '' },
  });
}

/** What has come since the message was written: whoever reads it has the message's value in mind. */
async function changeNotices(tx: Tx, { labId, issuedAt, language }: LiveLink, tellIds: ReadonlySet<number>): Promise<string[]> {
  const { rows } = await sql<{ is_withdrawn: boolean; is_correction: boolean }>`
    select p.status in ('D', 'W', 'X') as is_withdrawn, exists (select from results o where o.lab_id = p.lab_id and o.lab_report_id = p.lab_report_id
      and o.parameter_code = p.parameter_code and o.code_system = p.code_system and o.sub_id = p.sub_id and o.superseded_at is not null) as is_correction
    from results p where p.lab_id = ${labId} and p.id = any(${[...tellIds]}::bigint[]) and p.received_at > ${issuedAt}`.execute(
    tx,
  );
  const words = WORDS[language].result;
  const notices: string[] = [];
  if (rows.some((row) => row.is_withdrawn)) notices.push(words.withdrawnSince);
  if (rows.some((row) => row.is_correction && !row.is_withdrawn)) {
    notices.push(words.correctedSince);
  }
  if (rows.some((row) => !row.is_correction && !row.is_withdrawn)) {
    notices.push(words.furtherSince);
  }
  return notices;
}
