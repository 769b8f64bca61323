import { CriticalValues } from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, seedBill, seedLab } from '../../test/fixture.ts';

let test: TestDatabase;
let lab: Fixture;
beforeAll(async () => {
  test = await createTestDatabase();
  lab = await seedLab(test.db);
});
afterAll(() => test.drop());

const run = (statement: ReturnType<typeof sql>) => test.db.inLab(lab.labId, (tx) => statement.execute(tx));

const META = {
  communication_methods: [],
  notify_to_others: { name: '', email: '', fax: '', contactNumber: '' },
  already_notified: { phone_call: { name: '', contact: '' }, fax: { name: '', fax_number: '' } },
  log_message: '',
};

it('has the index on lab and lab report', async () => {
  const { rows } = await test.db.pool.query<{ columns: string }>(
    `select string_agg(a.attname, ',' order by k.place) as columns from pg_index i, unnest(i.indkey) with ordinality as k(number, place)
     join pg_attribute a on a.attrelid = 'critical_callouts'::regclass and a.attnum = k.number
     where i.indrelid = 'critical_callouts'::regclass and i.indpred is null group by i.indexrelid`,
  );
  expect(rows.map(({ columns }) => columns)).toContain('lab_id,lab_report_id');
});

it('lets the order go and keeps the report: on delete set null of the order only', async () => {
  const { rows } = await test.db.pool.query(
    `select confrelid::regclass::text as refers_to, confdeltype::text as on_delete from pg_constraint
     where conrelid = 'critical_callouts'::regclass and contype = 'f' and confrelid in ('bills'::regclass, 'lab_reports'::regclass) order by 1`,
  );
  expect(rows).toEqual([
    { refers_to: 'bills', on_delete: 'n' },
    { refers_to: 'lab_reports', on_delete: 'a' },
  ]);
});

it.each([
  ['a draft with a lab report', true, true, 'critical_callouts_draft_has_no_report'],
  ['a completed callout without one', false, false, 'critical_callouts_draft_has_no_report'],
  ['a draft without its selection', true, false, 'critical_callouts_draft_says_for_what'],
])('refuses %s', async (_name, isDraft, hasReport, constraint) => {
  const bill = await seedBill(test.db, lab);
  const hasSelection = isDraft && constraint !== 'critical_callouts_draft_says_for_what';
  const meta = JSON.stringify(hasSelection ? { ...META, callout_for: bill.reportIds } : META);
  const insert =
    run(sql`insert into critical_callouts (lab_id, bill_id, bill_number, lab_report_id, is_draft, recipients, critical_callout_meta, critical_values_meta,
      outcome, performed_by_user, performed_at, recorded_at, event_seq)
    select ${lab.labId}, ${bill.billId}, ${bill.billNumber}, ${hasReport ? bill.reportIds[0] : null}, ${isDraft}, '{}', ${meta}::jsonb, '[]', 'declared', 'u', now(), now(),
      critical_event_seq from lab_reports where id = ${bill.reportIds[0]}`);
  await expect(insert).rejects.toThrow(constraint);
});

it('refuses a status that is none of the five, and a report that is not born normal', async () => {
  const bill = await seedBill(test.db, lab);
  const [reportId] = bill.reportIds;
  for (const status of [-1, 5]) {
    await expect(
      run(
        sql`update lab_reports set critical_values = ${status}, critical_event_seq = critical_event_seq - 1 where id = ${reportId}`,
      ),
    ).rejects.toThrow('lab_reports_critical_values_check');
  }
  for (const status of Object.values(CriticalValues)) {
    const insert =
      run(sql`insert into lab_reports (lab_id, bill_id, filler_order_number, test_code, test_name, status, received_at, updated_at, critical_values, critical_at, due_at)
      values (${lab.labId}, ${bill.billId}, ${`N${status}`}, 'K', 'K', 'final', now(), now(), ${status}, now(), now())`);
    if (status === CriticalValues.NORMAL) await insert;
    else await expect(insert).rejects.toThrow('starts at critical_values 0');
  }
});
