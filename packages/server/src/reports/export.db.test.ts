import { EXPORT_COLUMNS, exportQuerySchema } from '@critical-callout/contract/exports';
import type { LabSession } from '@critical-callout/domain/auth';
import { CriticalValues } from '@critical-callout/domain/callout';
import { parse } from 'csv-parse/sync';
import { streamXlsxRows } from 'hucre/xlsx';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fixture, type FixtureBill, furnish, seedBill } from '../../test/fixture.ts';
import { type Lab, startLab, type Visitor } from '../../test/lab.ts';
import { reviewReports } from '../callout/index.ts';
import { listExported } from './queries.ts';

let lab: Lab;
let fixture: Fixture;
let supervisor: Visitor;
let told: FixtureBill;
const PERIOD = 'from=2026-11-23&to=2026-11-24';

beforeAll(async () => {
  lab = await startLab();
  fixture = await furnish(lab.db, lab.labId);
  supervisor = await lab.signIn('supervisor');
  told = await seedBill(lab.db, fixture, { patient: { family: '=HYPERLINK("http://x")', given: 'Robin' } });
  await seedBill(lab.db, fixture, { departmentId: fixture.haematologyId, reports: 2 });
  const body = {
    labReportIds: told.reportIds,
    isDraft: false,
    notification: {
      recipients: ['organization'],
      notifiedByCall: { name: 'Rowan Birch', contact: '555-0100' },
      readBack: { values: told.resultIds.map((resultId) => ({ resultId, heard: '6.8' })) },
      comment: '+1 555 called back',
    },
  };
  lab.clock.advance({ minutes: 12 });
  const answer = await supervisor.send('POST', `/api/v1/bills/${told.billId}/callouts`, body, { 'if-match': '"2"' });
  expect(answer.status).toBe(201);
});
afterAll(() => lab.close());

const asRecords = (text: string): Record<string, string>[] => parse(text, { bom: true, columns: true });

describe('export of callouts', () => {
  it('writes one row per report with who, whom, how and how long, and cells no spreadsheet runs', async () => {
    const answer = await supervisor.get(`/api/v1/exports/callouts.csv?${PERIOD}&tab=done`);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="callouts_practice_2026-11-23_2026-11-24.csv"');
    expect(answer.headers.get('x-total-rows')).toBe('1');
    const [row, ...others] = asRecords(await answer.text());
    expect(others).toEqual([]);
    expect(Object.keys(row ?? {})).toEqual(Object.values(EXPORT_COLUMNS));
    expect(row).toMatchObject({
      Order: told.billNumber,
      Patient: `'=HYPERLINK("HTTP://X"), Robin`,
      Parameters: 'Potassium 6.8 mmol/L',
      'Reference ranges': '3.5-5.1',
      'Critical bounds': 'below 2.5 or above 6.2',
      'Callout Status': 'Done',
      'Minutes to done': '12',
      'Called by': 'Test supervisor',
      Told: 'Rowan Birch',
      How: 'phone',
      'Read-back': 'matches: 6.8',
      Comment: "'+1 555 called back",
    });
  });

  it('keeps what was done when somebody tries once more, and counts the attempt', async () => {
    const attempt = { recipients: ['organization'], outcome: 'no-answer', comment: 'rang again' };
    const body = { labReportIds: told.reportIds, isDraft: true, notification: attempt };
    expect((await supervisor.send('POST', `/api/v1/bills/${told.billId}/callouts`, body)).status).toBe(201);
    const answer = await supervisor.get(`/api/v1/exports/callouts.csv?${PERIOD}&tab=done`);
    expect(asRecords(await answer.text())).toMatchObject([
      { 'Callout Status': 'Done', Attempts: '1', 'Minutes to done': '12', Told: 'Rowan Birch', 'Read-back': 'matches: 6.8' },
    ]);
  });

  it('writes the same rows as a workbook', async () => {
    const answer = await supervisor.get(`/api/v1/exports/callouts.xlsx?${PERIOD}`);
    const rows: unknown[][] = [];
    for await (const row of streamXlsxRows(new Uint8Array(await answer.arrayBuffer()))) rows.push(row.values);
    expect(rows[0]).toEqual(Object.values(EXPORT_COLUMNS));
    expect(rows).toHaveLength(4);
    const status = Object.keys(EXPORT_COLUMNS).indexOf('calloutStatus');
    expect(rows.slice(1).map((row) => row[status])).toEqual(expect.arrayContaining(['Done', 'Pending', 'Pending']));
  });

  it.each([
    ['tab=pending', 2],
    ['tab=pending&q=nobody', 0],
    ['q=rob', 3],
  ])('filters as the screen does: %s', async (filter, count) => {
    const answer = await supervisor.get(`/api/v1/exports/callouts.csv?${PERIOD}&${filter}`);
    expect(asRecords(await answer.text())).toHaveLength(count);
  });

  it('holds nothing outside the period, the departments or the laboratory', async () => {
    expect(asRecords(await (await supervisor.get('/api/v1/exports/callouts.csv?from=2026-11-24&to=2026-11-25')).text())).toEqual(
      [],
    );
    const session: LabSession = {
      ...fixture.session,
      kind: 'user',
      departmentDataType: 0,
      departmentIds: [fixture.haematologyId],
    };
    const query = exportQuerySchema.parse({ from: '2026-11-23', to: '2026-11-24' });
    const rows = await lab.db.inLab(lab.labId, (tx) => listExported(tx, session, query, null, 10));
    expect(rows.map((row) => row.department)).toEqual(['Haematology', 'Haematology']);
  });

  it('pages through without gaps or repeats', async () => {
    const query = exportQuerySchema.parse({ from: '2026-11-23', to: '2026-11-24' });
    const page = (after: { criticalAt: Date; id: number } | null) =>
      lab.db.inLab(lab.labId, (tx) => listExported(tx, fixture.session, query, after, 2));
    const first = await page(null);
    const last = first.at(-1);
    const second = await page(last ? { criticalAt: last.critical_at, id: last.id } : null);
    expect(new Set([...first, ...second].map((row) => row.id)).size).toBe(3);
  });

  it('keeps a report in the period it opened in, with its times, when it opens again later', async () => {
    const again = await seedBill(lab.db, fixture, { patient: { family: 'Later', given: 'Kim' } });
    const body = {
      labReportIds: again.reportIds,
      isDraft: false,
      notification: { recipients: [], notifiedByCall: { name: 'Rowan Birch', contact: '' }, outcome: 'reached-no-read-back' },
    };
    expect((await supervisor.send('POST', `/api/v1/bills/${again.billId}/callouts`, body, { 'if-match': '"2"' })).status).toBe(
      201,
    );
    const changed = { value: '7.4', unit: 'mmol/L', isCritical: true };
    await lab.db.inLab(lab.labId, (tx) =>
      reviewReports(tx, {
        labId: lab.labId,
        now: new Date('2026-12-01T08:00:00Z'),
        reports: again.reportIds.map((labReportId) => ({
          labReportId,
          billId: again.billId,
          testName: 'Potassium',
          current: CriticalValues.CALLOUT_DONE,
          patientClass: 'inpatient' as const,
          results: [{ identity: 'K', ...changed, isAbnormal: true, status: 'C' }],
          changes: [{ identity: 'K', kind: 'changed' as const, before: { ...changed, value: '6.8' }, after: changed }],
        })),
      }),
    );
    const [row] = asRecords(await (await supervisor.get(`/api/v1/exports/callouts.csv?${PERIOD}&q=later`)).text());
    expect(row).toMatchObject({
      'Callout Status': 'Pending',
      'Critical since': '2026-11-23T10:00:00.000Z',
      'Minutes to done': '12',
      'Counted as': 'regular',
      'Opened again': '1',
      'Last opened again': '2026-12-01T08:00:00.000Z',
      'Opened again because': 'changed-critical',
    });
    const [later] = asRecords(
      await (await supervisor.get('/api/v1/exports/callouts.csv?from=2026-12-01&to=2026-12-02&q=later')).text(),
    );
    expect(later).toMatchObject({ 'Critical since': '2026-12-01T08:00:00.000Z', Done: '', 'Opened again': '0' });
  });

  it('refuses an empty period and people without the right, and leaves an event and an access line', async () => {
    const wrong = await supervisor.get('/api/v1/exports/callouts.csv?from=2026-11-24&to=2026-11-24');
    expect(await wrong.json()).toMatchObject({ status: 422, code: 'reports.period-empty' });
    expect((await (await lab.signIn('caller')).get(`/api/v1/exports/callouts.csv?${PERIOD}`)).status).toBe(403);
    const { rows } = await lab.db.inLab(lab.labId, (tx) =>
      sql<{ exports: number; reads: number }>`select (select count(*) from events where type = 'callouts-exported') as exports,
        (select count(*) from access_log where action = 'callouts.export') as reads`.execute(tx),
    );
    expect(rows[0]?.exports).toBeGreaterThan(4);
    expect(rows[0]?.reads).toBeGreaterThan(2);
  });
});
