import { appendEvents, SYSTEM_ACTOR } from '../../src/audit/index.ts';
import type { DeliveryRequest } from '../../src/callout/index.ts';
import type { Database } from '../../src/platform/db.ts';

export const T0 = new Date('2026-05-04T03:00:00Z');

export type World = {
  labId: number;
  billId: number;
  reportIds: number[];
  organizationId: number;
  doctorId: number;
  departmentIds: number[];
};

/** One laboratory with one order of two tests: potassium critical, glucose critical once and corrected since. */
export async function makeWorld(db: Database, code = 'north', now = T0, existingLabId?: number): Promise<World> {
  const one = async (text: string, values: unknown[]): Promise<number> =>
    (await db.pool.query<{ id: number }>(text, values)).rows[0]?.id ?? 0;
  const labId =
    existingLabId ??
    (await one('insert into labs (code, name, created_at) values ($1, $2, $3) returning id', [code, `${code} Laboratory`, now]));
  const sourceId = await one("insert into sources (lab_id, code, name) values ($1, 'delivery-lis', 'LIS') returning id", [labId]);
  const organizationId = await one(
    "insert into organizations (lab_id, code, name, email) values ($1, 'W5', 'Ward 5', 'office@hospital.example') returning id",
    [labId],
  );
  const doctorId = await one(
    "insert into doctors (lab_id, code, name, email) values ($1, 'D1', 'Dr. Ann Reyes', 'ann.reyes@hospital.example') returning id",
    [labId],
  );
  const patientId = await one(
    "insert into patients (lab_id, family_name, given_name, updated_at) values ($1, 'Haddad', 'Karim', $2) returning id",
    [labId, now],
  );
  const billId = await one(
    `insert into bills (lab_id, source_id, bill_number, accession_number, patient_id, doctor_id, organization_id, received_at)
     values ($1, $2, 'ORD-77', 'A-1001', $3, $4, $5, $6) returning id`,
    [labId, sourceId, patientId, doctorId, organizationId, now],
  );
  const messageId = await one(
    `insert into inbound_messages (lab_id, source_id, received_at, transport, raw, raw_sha256, state) values ($1, $2, $3, 'mllp', 'x', 'x', 'PROCESSED') returning id`,
    [labId, sourceId, now],
  );
  const departmentIds: number[] = [];
  const reportIds: number[] = [];
  for (const [test, value, isCritical] of [
    ['Potassium', '6.8', true],
    ['Glucose', '95', false],
  ] as const) {
    const departmentId = await one('insert into departments (lab_id, code, name) values ($1, $2, $2) returning id', [
      labId,
      test,
    ]);
    const reportId = await one(
      `insert into lab_reports (lab_id, bill_id, filler_order_number, test_code, test_name, department_id, status, received_at, updated_at)
       values ($1, $2, $3, $3, $3, $4, 'final', $5, $5) returning id`,
      [labId, billId, test, departmentId, now],
    );
    await one(
      `insert into results (lab_id, lab_report_id, message_id, parameter_code, parameter_name, value, unit, reference_range, status, received_at, verdict, is_critical, verdict_reason)
       values ($1, $2, $3, $4, $4, $5, 'mmol/L', '3.5-5.1', 'F', $6, $7, $8, '') returning id`,
      [labId, reportId, messageId, test, value, now, isCritical ? 'critical-high' : 'normal', isCritical],
    );
    departmentIds.push(departmentId);
    reportIds.push(reportId);
  }
  return { labId, billId, reportIds, organizationId, doctorId, departmentIds };
}

/** The event of a callout, which every delivery names, and the request that goes with it. */
export async function makeRequest(db: Database, world: World, more: Partial<DeliveryRequest> = {}): Promise<DeliveryRequest> {
  const { labId, billId, reportIds } = world;
  const labReportIds = more.labReportIds ?? reportIds;
  const event = {
    at: T0,
    category: 648,
    type: 'callout-done',
    text: 'Callout done',
    actor: SYSTEM_ACTOR,
    bill_id: billId,
    lab_report_ids: labReportIds,
  };
  return {
    labId,
    billId,
    labReportIds,
    eventSeq: await db.inLab(labId, (tx) => appendEvents(tx, labId, [event])),
    now: T0,
    channels: ['email'],
    recipients: ['referral'],
    other: null,
    comment: 'Repeat sample sent',
    performedByName: 'Sarah Vance',
    baseUrl: 'http://localhost:3000',
    ...more,
  };
}

export async function setSetting(db: Database, labId: number, key: string, value: object): Promise<void> {
  await db.pool.query(
    `insert into lab_settings (lab_id, key, value, updated_at) values ($1, $2, $3, $4) on conflict (lab_id, key) do update set value = excluded.value`,
    [labId, key, value, T0],
  );
}

export type StateRow = {
  id: number;
  state: string;
  reason: string | null;
  attempts: number;
  due_at: Date | null;
  fence: number;
  message_id: string;
  address: string;
  lease_until: Date | null;
};
export type Row = StateRow & { content: { subject: string; text: string; html: string } };

const STATE_COLUMNS = 'id, state, reason, attempts, due_at, fence, message_id, address, lease_until';

/** Without the content, which some tests make very large. */
export async function deliveryStates(db: Database): Promise<StateRow[]> {
  return (await db.pool.query<StateRow>(`select ${STATE_COLUMNS} from deliveries order by id`)).rows;
}

export async function deliveryRows(db: Database): Promise<Row[]> {
  return (await db.pool.query<Row>(`select ${STATE_COLUMNS}, content from deliveries order by id`)).rows;
}

export async function attemptResults(db: Database, deliveryId?: number): Promise<string[]> {
  const text = 'select result from delivery_attempts where $1::bigint is null or delivery_id = $1 order by delivery_id, attempt';
  return (await db.pool.query<{ result: string }>(text, [deliveryId ?? null])).rows.map((row) => row.result);
}

/** Asks the database again until it says so; fails by the test's own time limit, naming what was last seen. */
export async function until<T>(look: () => Promise<T>, fits: (seen: T) => boolean, timeoutMs = 20_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (fits(seen)) return seen;
    if (Date.now() > end) throw new Error(`not within ${timeoutMs} ms; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
