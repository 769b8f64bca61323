import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { createBenchDatabase } from '../packages/server/test/bench-database.ts';
import { type Fixture, furnish } from '../packages/server/test/fixture.ts';
import { type Lab, startLab, type Visitor } from '../packages/server/test/lab.ts';
import type { Measure, Measurement } from './figure.ts';

const ROWS = 100_000;
const SMOKE_ROWS = 2_000;
const REPORTS_OF_AN_ORDER = 4;
const KINDS = ['xlsx', 'csv'] as const;
const GOAL_MB = 100;
const PERIOD = 'from=2026-11-01&to=2026-12-01';

/** Memory that the process holds more while it writes a hundred thousand callouts as a workbook and as CSV. */
export const measure: Measure = async ({ isSmoke, say }) => {
  const rows = isSmoke ? SMOKE_ROWS : ROWS;
  const database = await createBenchDatabase();
  let lab: Lab | null = null;
  try {
    lab = await startLab({ database, roles: ['http'] });
    const people = await furnish(lab.db, lab.labId);
    await seedCallouts(lab, people, rows);
    const supervisor = await lab.signIn('supervisor');
    // Idle is a server that has written such a file before: what the first one loads stays.
    for (const kind of KINDS) await exportRows(supervisor, kind, 'tab=all&q=B-10');
    const results: Measurement[] = [];
    for (const kind of KINDS) {
      const idle = await idleMb();
      const { firstHalfMb, peakMb, seconds, bytes, written } = await whileSampling(() => exportRows(supervisor, kind, 'tab=all'));
      if (written !== rows) throw new Error(`the ${kind} export announced ${written} rows, stored are ${rows}`);
      const more = Math.max(0, Math.round(peakMb - idle));
      say(
        `${kind}: ${rows} rows, ${Math.round(bytes / 2 ** 20)} MiB in ${seconds.toFixed(1)} s; idle ${Math.round(idle)} MB, peak ${Math.round(peakMb)} MB, in the first half ${Math.round(firstHalfMb)} MB`,
      );
      results.push({
        id: 'P10',
        figure: `memory of an export of ${rows.toLocaleString('en')} reports to ${kind}, above idle`,
        goal: `≤ ${GOAL_MB} MB`,
        measured: `${more} MB (${Math.round(idle)} idle, ${Math.round(peakMb)} at the highest, ${Math.round(firstHalfMb)} in the first half; ${seconds.toFixed(0)} s)`,
        isMet: more <= GOAL_MB,
      });
    }
    return results;
  } finally {
    await lab?.close();
    await database.drop();
  }
};

/** Reads the answer to its end and keeps none of it. */
async function exportRows(visitor: Visitor, kind: 'xlsx' | 'csv', filter: string): Promise<{ bytes: number; written: number }> {
  const answer = await visitor.get(`/api/v1/exports/callouts.${kind}?${PERIOD}&${filter}`);
  if (!answer.ok || !answer.body) throw new Error(`the ${kind} export answered ${answer.status}: ${await answer.text()}`);
  let bytes = 0;
  for await (const chunk of answer.body) bytes += chunk.length;
  return { bytes, written: Number(answer.headers.get('x-total-rows')) };
}

const residentMb = (): number => process.memoryUsage.rss() / 2 ** 20;

/** After what was before has been collected; without --expose-gc a pause has to do. */
async function idleMb(): Promise<number> {
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc?.();
    await sleep(200);
  }
  return residentMb();
}

/** The highest memory while the work runs, and the highest of its first half: near each other, nothing accumulates. */
async function whileSampling<T>(work: () => Promise<T>): Promise<T & { firstHalfMb: number; peakMb: number; seconds: number }> {
  const samples = [residentMb()];
  const timer = setInterval(() => samples.push(residentMb()), 20);
  const begun = performance.now();
  try {
    const result = await work();
    const highest = (some: readonly number[]): number => some.reduce((a, b) => Math.max(a, b), 0);
    return {
      ...result,
      firstHalfMb: highest(samples.slice(0, samples.length / 2 + 1)),
      peakMb: highest(samples),
      seconds: (performance.now() - begun) / 1000,
    };
  } finally {
    clearInterval(timer);
  }
}

/** Orders of four critical reports by SQL: a third done, a third attempted, a third pending, with their records and events. */
async function seedCallouts(lab: Lab, people: Fixture, rows: number): Promise<void> {
  const orders = rows / REPORTS_OF_AN_ORDER;
  const { labId } = lab;
  const meta = JSON.stringify({
    communication_methods: ['phone', 'email'],
    notify_to_others: { name: '', email: '', fax: '', contactNumber: '' },
    already_notified: { phone_call: { name: 'Rowan Birch', contact: '555-0100' }, fax: { name: '', fax_number: '' } },
    log_message: 'Callout by - Bench, Callout for - Potassium, Method - Phone, Recipients - Referral, Comment - -',
  });
  const event = (type: string): string =>
    JSON.stringify({
      at: lab.clock.now(),
      category: 648,
      type,
      text: type,
      actor: { user_id: 'bench', name: 'Bench', kind: 'user' },
      lab_report_ids: [],
    });
  // Without fresh statistics the planner, and the guards of the tables, would walk what was just written for each row.
  const run = async (statement: ReturnType<typeof sql>): Promise<void> => {
    await lab.db.inSystem((tx) => statement.execute(tx));
    await lab.db.pool.query('analyze');
  };
  const now = lab.clock.now();
  await run(sql`insert into patients (lab_id, identifier, identifier_type, family_name, given_name, born, sex, updated_at)
    select ${labId}, 'MRN' || n, 'MR', 'Sample' || n, 'Robin', '1945-07-14', 'female', ${now} from generate_series(1, ${orders}::integer) n`);
  await run(sql`insert into inbound_messages (lab_id, source_id, received_at, transport, raw, raw_sha256, state)
    values (${labId}, ${people.sourceId}, ${now}, 'http', 'bench', sha256('bench'), 'PROCESSED')`);
  await run(sql`insert into bills (lab_id, source_id, bill_number, accession_number, patient_id, doctor_id, organization_id, patient_class, ward, received_at)
    select ${labId}, ${people.sourceId}, 'B-' || p.id, 'ACC-' || p.id, p.id, ${people.doctorId}, ${people.organizationId}, 'inpatient', '7B', ${now}
    from patients p where p.lab_id = ${labId}`);
  await run(sql`insert into lab_reports (lab_id, bill_id, filler_order_number, test_code, test_name, department_id, status, collected_at, resulted_at, received_at, updated_at)
    select ${labId}, b.id, 'F' || n, 'K', 'Potassium ' || n, ${people.chemistryId}, 'final', ${now}, ${now}, ${now}, ${now}
    from bills b, generate_series(1, ${REPORTS_OF_AN_ORDER}::integer) n where b.lab_id = ${labId}`);
  await run(sql`insert into results (lab_id, lab_report_id, message_id, parameter_code, code_system, parameter_name, value_type, value, unit, reference_range, status,
      received_at, verdict, is_critical, verdict_reason, bounds)
    select ${labId}, r.id, m.id, '2823-3', 'LN', 'Potassium', 'NM', '6.8', 'mmol/L', '3.5-5.1', 'F', ${now}, 'critical-high', true, 'above 6.2',
      '{"lower_bound":"3.5","upper_bound":"5.1","critical_lower":"2.5","critical_upper":"6.2"}'
    from lab_reports r, inbound_messages m where r.lab_id = ${labId} and m.lab_id = ${labId}`);
  const append = async (type: string): Promise<number> => {
    const { rows: found } = await lab.db.inSystem((tx) =>
      sql<{ seq: number }>`select append_events(${labId}, ${[event(type)]}::text[]) as seq`.execute(tx),
    );
    return found[0]?.seq ?? 0;
  };
  const move = (to: number, eventSeq: number, which: ReturnType<typeof sql>) =>
    run(sql`update lab_reports set critical_values = ${to}, critical_event_seq = ${eventSeq}, critical_reason = 'critical', due_at = ${now},
      critical_at = coalesce(critical_at, ${now}::timestamptz - make_interval(secs => id)) where lab_id = ${labId} and ${which}`);
  const opened = await append('report-became-critical');
  await move(1, opened, sql`true`);
  await run(sql`insert into callout_openings (lab_id, lab_report_id, event_seq, kind, reason, critical_at, due_at)
    select ${labId}, id, ${opened}, 'first', 'critical', critical_at, due_at from lab_reports where lab_id = ${labId}`);
  const attempted = await append('callout-attempted');
  await move(4, attempted, sql`bill_id % 3 = 1`);
  const done = await append('callout-done');
  await move(2, done, sql`bill_id % 3 = 0`);
  const record = (eventSeq: number, isDraft: boolean, from: ReturnType<typeof sql>) =>
    run(sql`insert into critical_callouts (lab_id, bill_id, bill_number, lab_report_id, is_draft, recipients, critical_callout_comment, critical_callout_meta,
        critical_values_meta, outcome, performed_by_user, performed_at, recorded_at, event_seq)
      select ${labId}, b.id, b.bill_number, c.report, ${isDraft}, '{referral}', 'Read back in full', c.meta, '[]', 'declared', 'bench', ${now}, ${now}, ${eventSeq} ${from}`);
  await record(
    attempted,
    true,
    sql`from bills b join (select bill_id, null::bigint as report, ${meta}::jsonb || jsonb_build_object('callout_for', jsonb_agg(id)) as meta
      from lab_reports where lab_id = ${labId} group by bill_id) c on c.bill_id = b.id where b.lab_id = ${labId} and b.id % 3 = 1`,
  );
  await record(
    done,
    false,
    sql`from bills b join (select bill_id, id as report, ${meta}::jsonb as meta from lab_reports where lab_id = ${labId}) c on c.bill_id = b.id
      where b.lab_id = ${labId} and b.id % 3 = 0`,
  );
}
