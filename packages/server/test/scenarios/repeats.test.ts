import { criticalRecordsSchema } from '@critical-callout/contract/callout';
import { problemSchema } from '@critical-callout/contract/problem';
import { repeatRulesSchema, repeatsSchema } from '@critical-callout/contract/repeats';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkInvariants } from '../../src/invariants/index.ts';
import { messageOf } from '../intake-lab.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';
import { postHl7 } from '../post-hl7.ts';

let lab: Lab;
let caller: Visitor;
let director: Visitor;
let feed: Visitor;
beforeAll(async () => {
  lab = await startLab({ now: '2026-03-02T08:00:00Z', roles: ['http'] });
  await signIn();
});
const signIn = async (): Promise<void> => {
  [caller, director, feed] = [await lab.signIn('technologist'), await lab.signIn('director'), await lab.signIn('integrator')];
};
afterAll(() => lab.close());
afterEach(async () => {
  const { results } = await checkInvariants(lab.db, lab.clock.now());
  // Ladders are watched by a role this process does not have.
  expect(results.flatMap(({ id, findings }) => (id === 'I6' ? [] : findings))).toEqual([]);
});

let controls = 0;
/** One potassium of a patient, taken at this time of the day; sent now. */
type Sent = {
  visit?: string;
  patient: string;
  order: string;
  value: string;
  time: string;
  flag?: string;
  status?: string;
  unit?: string;
  ward?: string;
  code?: string;
  specimen?: string;
};
async function send({
  patient,
  order,
  value,
  time,
  flag = 'LL',
  status = 'F',
  unit = 'mmol/L',
  ward = 'ICU',
  code = '2823-3',
  visit = '',
  specimen = '',
}: Sent) {
  const stamp = `20260302${time.replace(':', '')}00+0000`;
  const body = messageOf({
    controlId: String(++controls),
    sentAt: `20260302${1000 + controls}00+0000`,
    pid: `${patient}^^^NORTH^MR||MUSTER^${patient}||19700101|F`,
    pv1: `I|${ward}^1^2${'|'.repeat(16)}${visit}`,
    order,
    filler: `F-${order}`,
    reportedAt: stamp,
    obx: [`NM|${code}^Potassium^LN||${value}|${unit}|3.5-5.1|${flag}|||${status}|||${stamp}`],
  });
  // OBR-15, before the ordering doctor.
  const answer = await postHl7(lab.baseUrl, feed, body.toString().replace('|D17^', `${specimen}|D17^`));
  expect(await answer.text()).toContain('MSA|AA');
}

type Row = { id: number; critical_values: number; bill_id: number; version: number };
const rowOf = async (order: string): Promise<Row> => {
  const { rows } = await lab.db.inSystem((tx) =>
    sql<Row>`select r.id, r.critical_values, r.bill_id, b.version from lab_reports r join bills b on b.id = r.bill_id where b.bill_number = ${order}`.execute(
      tx,
    ),
  );
  return rows[0] as Row;
};
const stateOf = async (order: string): Promise<number> => (await rowOf(order)).critical_values;
const [PENDING, DONE, SUPPRESSED] = [1, 2, 3];

/** Calls the ward about an order and has its values read back. */
async function tell(order: string, isReached = true): Promise<void> {
  const { bill_id: billId } = await rowOf(order);
  const opened = await caller.get(`/api/v1/bills/${billId}/critical-records`);
  const records = criticalRecordsSchema.parse(await opened.json());
  const parameters = records.reports.flatMap((report) => report.parameters).filter((parameter) => parameter.isCritical);
  const notification = {
    recipients: ['others'],
    ...(isReached ? { notifiedByCall: { name: 'Rowan Birch', contact: '555-0100', role: 'RN' } } : {}),
    outcome: isReached ? 'reached-read-back' : 'no-answer',
    ...(isReached ? { readBack: { values: parameters.map(({ resultId, value }) => ({ resultId, heard: value })) } } : {}),
  };
  const answer = await caller.send(
    'POST',
    `/api/v1/bills/${billId}/callouts`,
    { labReportIds: records.reports.map(({ labReportId }) => labReportId), isDraft: !isReached, notification },
    { 'if-match': opened.headers.get('etag') ?? '' },
  );
  expect(answer.status, await answer.text()).toBe(201);
}

const saveRule = (more: Record<string, unknown> = {}, by = director) =>
  by.send('POST', '/api/v1/repeat-rules', {
    parameterCode: '2823-3',
    codeSystem: 'LN',
    parameterName: 'Potassium',
    scope: 'window',
    windowHours: 6,
    worseByPercent: '10',
    baseVersion: 0,
    reason: 'agreed with nephrology',
    approve: true,
    ...more,
  });
const repeats = async (query = '', by = caller) => repeatsSchema.parse(await (await by.get(`/api/v1/repeats${query}`)).json());
const eventsOf = async (order: string): Promise<string[]> => {
  const { bill_id: billId } = await rowOf(order);
  const { rows } = await lab.db.inSystem((tx) =>
    sql<{ type: string }>`select type from events where bill_id = ${billId} order by seq`.execute(tx),
  );
  return rows.map(({ type }) => type);
};

describe('a rule', () => {
  it('is off until somebody who may has approved it, in versions that name who and why', async () => {
    await send({ patient: 'off', order: 'off-1', value: '2.5', time: '07:00' });
    await tell('off-1');
    const saved = await saveRule({ approve: false }, await lab.signIn('lab-admin'));
    expect(saved.status, await saved.clone().text()).toBe(201);
    const { id } = (await saved.json()) as { id: number };
    await send({ patient: 'off', order: 'off-2', value: '2.5', time: '07:10' });
    expect(await stateOf('off-2')).toBe(PENDING);

    const admin = await lab.signIn('lab-admin');
    expect((await admin.send('POST', `/api/v1/repeat-rules/${id}/approve`, { reason: 'agreed' })).status).toBe(403);
    expect((await saveRule({ approve: true, baseVersion: 1 }, admin)).status).toBe(403);
    expect((await director.send('POST', `/api/v1/repeat-rules/${id}/approve`, { reason: 'agreed' })).status).toBe(200);
    expect((await director.send('POST', `/api/v1/repeat-rules/${id}/approve`, { reason: 'agreed' })).status).toBe(409);
    const stale = problemSchema.parse(await (await saveRule()).json());
    expect(stale).toMatchObject({ status: 409, code: 'repeats.version' });
    const rules = repeatRulesSchema.parse(await (await caller.get('/api/v1/repeat-rules')).json());
    expect(rules.items).toMatchObject([{ version: 2, inForceVersion: 2, isApproved: true, approvedBy: 'Test director' }]);
    expect((await caller.send('POST', '/api/v1/repeat-rules', {})).status).toBe(403);
  });

  it('must name a parameter or a place, and hours exactly where it is a window', async () => {
    for (const [more, field] of [
      [{ parameterCode: null }, 'parameterCode'],
      [{ windowHours: null }, 'windowHours'],
      [{ scope: 'first-of-stay' }, 'windowHours'],
      [{ worseByPercent: '-5' }, 'worseByPercent'],
      [{ windowHours: 721 }, 'windowHours'],
    ] as const) {
      const answer = problemSchema.parse(await (await saveRule(more)).json());
      expect(answer.status).toBe(400);
      expect(answer.errors?.map((error) => error.field).join(' ')).toContain(field);
    }
  });
});

describe('a repeat of what was told', () => {
  it('is suppressed, stays critical, and is called as soon as it is worse', async () => {
    await send({ patient: 'A', order: 'A1', value: '2.5', time: '07:00' });
    expect(await stateOf('A1')).toBe(PENDING);
    await tell('A1');
    await send({ patient: 'A', order: 'A2', value: '2.4', time: '07:30' });
    expect(await stateOf('A2')).toBe(SUPPRESSED);
    const { items, liveCount } = await repeats();
    expect(items[0]).toMatchObject({
      bill: { billNumber: 'A2' },
      value: '2.4',
      verdict: 'critical-low',
      rule: { version: 2, windowHours: 6, worseByPercent: '10' },
      earlier: { billNumber: 'A1', value: '2.5', toldName: 'Rowan Birch', performedByName: 'Test technologist' },
      endedAt: null,
    });
    expect(liveCount).toBe(1);
    expect(await eventsOf('A2')).toEqual(['repeat-suppressed', 'report-classified']);
    // The same message again, and the final after the preliminary, are the same repeat.
    await send({ patient: 'A', order: 'A2', value: '2.4', time: '07:30', flag: 'LL~A' });
    expect(await stateOf('A2')).toBe(SUPPRESSED);
    expect((await repeats()).liveCount).toBe(1);
    // 2.3 is 8 % below what was told, 2.2 is 12 %: compared with what was told, not with what was suppressed.
    await send({ patient: 'A', order: 'A3', value: '2.3', time: '08:00' });
    await send({ patient: 'A', order: 'A4', value: '2.2', time: '08:10' });
    expect([await stateOf('A3'), await stateOf('A4')]).toEqual([SUPPRESSED, PENDING]);
    // Somebody is still to be told of A4: nothing is suppressed meanwhile.
    await send({ patient: 'A', order: 'A5', value: '2.5', time: '08:20' });
    expect(await stateOf('A5')).toBe(PENDING);
    await tell('A4');
    await tell('A5');
    await send({ patient: 'A', order: 'A6', value: '2.5', time: '08:30' });
    expect(await stateOf('A6')).toBe(SUPPRESSED);
  });

  it('is called again when the window is over', async () => {
    await send({ patient: 'W', order: 'W1', value: '2.5', time: '07:00' });
    await tell('W1');
    lab.clock.advance({ minutes: 359 });
    await signIn();
    await send({ patient: 'W', order: 'W2', value: '2.5', time: '13:00' });
    lab.clock.advance({ minutes: 1 });
    await send({ patient: 'W', order: 'W3', value: '2.5', time: '13:05' });
    expect([await stateOf('W2'), await stateOf('W3')]).toEqual([SUPPRESSED, PENDING]);
  });

  it('is called again after a value that was not critical', async () => {
    await send({ patient: 'R', order: 'R1', value: '2.5', time: '07:00' });
    await tell('R1');
    await send({ patient: 'R', order: 'R2', value: '3.9', time: '08:00', flag: 'N' });
    await send({ patient: 'R', order: 'R3', value: '2.5', time: '09:00' });
    expect(await stateOf('R3')).toBe(PENDING);
  });

  it('is suppressed for as long as the stay goes on, where the rule of its ward says so', async () => {
    const rule = { parameterCode: null, location: '7b', scope: 'first-of-stay', windowHours: null, worseByPercent: '0' };
    expect((await saveRule(rule)).status).toBe(201);
    const at7b = { patient: 'S', ward: '7B' };
    await send({ ...at7b, order: 'S1', value: '2.5', time: '07:00', visit: 'V1' });
    await tell('S1');
    // The rule of the parameter goes before that of the ward; glucose has the ward's only.
    await send({ ...at7b, order: 'S2', value: '40', time: '07:00', visit: 'V1', code: '2345-7', unit: 'mg/dL' });
    await tell('S2');
    await send({ ...at7b, order: 'S3', value: '40', time: '13:30', visit: 'V1', code: '2345-7', unit: 'mg/dL' });
    await send({ ...at7b, order: 'S4', value: '40', time: '13:31', visit: 'V2', code: '2345-7', unit: 'mg/dL' });
    expect([await stateOf('S3'), await stateOf('S4')]).toEqual([SUPPRESSED, PENDING]);
  });

  it('is called where the earlier call reached nobody, was for another patient, or of another parameter', async () => {
    await send({ patient: 'N', order: 'N1', value: '2.5', time: '07:00' });
    await tell('N1', false);
    await send({ patient: 'N', order: 'N2', value: '2.5', time: '07:30' });
    await send({ patient: 'O', order: 'O1', value: '2.5', time: '07:30' });
    await send({ patient: 'A', order: 'A7', value: '2.5', time: '08:40', code: '2345-7' });
    expect([await stateOf('N2'), await stateOf('O1'), await stateOf('A7')]).toEqual([PENDING, PENDING, PENDING]);
  });

  it('is called where what was told is of another kind of specimen, or only one of the two says which', async () => {
    for (const [patient, told, now] of [
      ['S1', 'UR^Urine', 'SER^Serum'],
      ['S2', 'SER^Serum', ''],
      ['S3', 'PLAS^Plasma', 'SER^Serum'],
    ] as const) {
      await send({ patient, order: `${patient}A`, value: '2.5', time: '07:00', specimen: told });
      await tell(`${patient}A`);
      await send({ patient, order: `${patient}B`, value: '2.5', time: '07:30', specimen: now });
    }
    expect([await stateOf('S1B'), await stateOf('S2B'), await stateOf('S3B')]).toEqual([PENDING, PENDING, SUPPRESSED]);
  });

  it('is one under the code another sender writes, as mappings read it; the row keeps the code that was sent', async () => {
    await send({ patient: 'M1', order: 'M1A', value: '2.5', time: '07:00' });
    await tell('M1A');
    await send({ patient: 'M1', order: 'M1B', value: '2.5', time: '07:20', code: 'KX' });
    expect(await stateOf('M1B')).toBe(PENDING);
    await lab.db.pool.query(
      `insert into code_mappings (lab_id, version, from_code, to_code, to_system, reason, changed_by, changed_at)
       values ($1, 1, 'kx', '2823-3', 'LN', 'as the analyser names it', 'I. Tester', $2)`,
      [lab.labId, lab.clock.now()],
    );
    await send({ patient: 'M2', order: 'M2A', value: '2.5', time: '07:00' });
    await tell('M2A');
    await send({ patient: 'M2', order: 'M2B', value: '2.5', time: '07:20', code: 'KX' });
    await send({ patient: 'M2', order: 'M2C', value: '2.5', time: '07:40', code: 'KY' });
    expect([await stateOf('M2B'), await stateOf('M2C')]).toEqual([SUPPRESSED, PENDING]);
    const { items } = await repeats(`?billId=${(await rowOf('M2B')).bill_id}`);
    expect(items).toMatchObject([{ parameterName: 'Potassium' }]);
  });

  it('is called where its unit cannot be compared, and where it is a correction', async () => {
    await send({ patient: 'U', order: 'U1', value: '2.5', time: '07:00' });
    await tell('U1');
    await send({ patient: 'U', order: 'U2', value: '2.5', time: '07:30', unit: 'mg/dL' });
    await send({ patient: 'U2', order: 'V1', value: '2.5', time: '07:00' });
    await tell('V1');
    await send({ patient: 'U2', order: 'V2', value: '2.5', time: '07:30', status: 'C' });
    expect([await stateOf('U2'), await stateOf('V2')]).toEqual([PENDING, PENDING]);
    await send({ patient: 'U3', order: 'X1', value: '2.5', time: '07:00' });
    await tell('X1');
    await send({ patient: 'U3', order: 'X2', value: '2.4', time: '07:30' });
    expect(await stateOf('X2')).toBe(SUPPRESSED);
    // Its value changes, if only a little: somebody may have seen the first one.
    await send({ patient: 'U3', order: 'X2', value: '2.6', time: '07:31' });
    expect(await stateOf('X2')).toBe(PENDING);
    expect((await repeats(`?state=ended&billId=${(await rowOf('X2')).bill_id}`)).items[0]).toMatchObject({
      endedReason: 'report-opened',
    });
  });

  it('is no longer suppressed when it is corrected away, and nothing is left to call', async () => {
    await send({ patient: 'D', order: 'D1', value: '2.5', time: '07:00' });
    await tell('D1');
    await send({ patient: 'D', order: 'D2', value: '2.5', time: '07:30' });
    await send({ patient: 'D', order: 'D2', value: '3.2', time: '07:31', status: 'C', flag: 'L' });
    expect(await stateOf('D2')).toBe(3);
    expect((await repeats(`?state=all&billId=${(await rowOf('D2')).bill_id}`)).items).toMatchObject([
      { endedReason: 'not-critical' },
    ]);
  });

  it('opens when what was told is corrected: the reason for silence is gone', async () => {
    await send({ patient: 'K', order: 'K1', value: '2.5', time: '07:00' });
    await tell('K1');
    await send({ patient: 'K', order: 'K2', value: '2.5', time: '07:30' });
    expect(await stateOf('K2')).toBe(SUPPRESSED);
    await send({ patient: 'K', order: 'K1', value: '4.1', time: '07:01', status: 'C', flag: 'N' });
    expect([await stateOf('K1'), await stateOf('K2')]).toEqual([PENDING, PENDING]);
    expect(await eventsOf('K2')).toEqual([
      'repeat-suppressed',
      'report-classified',
      'repeat-suppression-ended',
      'report-became-critical',
    ]);
    const { rows } = await lab.db.inSystem((tx) =>
      sql`select u.id from escalation_runs u join bills b on b.id = u.bill_id where b.bill_number = 'K2' and u.stopped_at is null`.execute(
        tx,
      ),
    );
    expect(rows).toHaveLength(1);
  });

  it('opens when either order turns out to be of another patient', async () => {
    for (const [patient, moved] of [
      ['M', 'M2'],
      ['P', 'P1'],
    ] as const) {
      await send({ patient, order: `${patient}1`, value: '2.5', time: '07:00' });
      await tell(`${patient}1`);
      await send({ patient, order: `${patient}2`, value: '2.5', time: '07:30' });
      expect(await stateOf(`${patient}2`)).toBe(SUPPRESSED);
      await send({ patient: `${patient}-other`, order: moved, value: '2.5', time: moved.endsWith('1') ? '07:00' : '07:30' });
      expect(await stateOf(`${patient}2`), moved).toBe(PENDING);
    }
  });
});

it('a repeat that arrives together with the correction of what was told is never left suppressed', async () => {
  const rounds = Array.from({ length: 12 }, (_, index) => `Z${index}`);
  for (const patient of rounds) {
    await send({ patient, order: `${patient}-1`, value: '2.5', time: '07:00' });
    await tell(`${patient}-1`);
    // Corrected to calm, or to another critical value: either way nobody was told of what stands now.
    const value = patient.endsWith('1') ? '4.1' : '2.4';
    const flag = value === '4.1' ? 'N' : 'LL';
    await Promise.all([
      send({ patient, order: `${patient}-1`, value, flag, time: '07:01', status: 'C' }),
      send({ patient, order: `${patient}-2`, value: '2.5', time: '07:30' }),
    ]);
    expect([await stateOf(`${patient}-1`), await stateOf(`${patient}-2`)], patient).toEqual([PENDING, PENDING]);
  }
});

describe('a person', () => {
  it('opens a suppressed repeat with a reason, once; it is then a callout like any other', async () => {
    await send({ patient: 'H', order: 'H1', value: '2.5', time: '07:00' });
    await tell('H1');
    await send({ patient: 'H', order: 'H2', value: '2.5', time: '07:30' });
    const { id, version } = await rowOf('H2');
    const path = `/api/v1/lab-reports/${id}/open-repeat`;
    expect((await caller.send('POST', path, {})).status).toBe(400);
    expect((await (await lab.signIn('auditor')).send('POST', path, { reason: 'ward asked for it' })).status).toBe(403);
    const answer = await caller.send('POST', path, { reason: 'ward asked for it' });
    expect(await answer.json()).toMatchObject({ labReportId: id, criticalValues: PENDING, dueAt: expect.any(String) });
    expect((await rowOf('H2')).version).toBeGreaterThan(version);
    expect(problemSchema.parse(await (await caller.send('POST', path, { reason: 'ward asked for it' })).json())).toMatchObject({
      status: 409,
      code: 'repeats.not-suppressed',
    });
    const { items } = await repeats(`?state=ended&billId=${(await rowOf('H2')).bill_id}`);
    expect(items).toMatchObject([{ endedReason: 'opened', endedBy: 'Test technologist' }]);
    await tell('H2');
    expect(await stateOf('H2')).toBe(DONE);
  });

  it('who sees the list leaves a line in the access log', async () => {
    const { items } = await repeats('?state=all&limit=2');
    expect(items).toHaveLength(2);
    const { rows } = await lab.db.inSystem((tx) =>
      sql<{ bill_ids: number[] }>`select bill_ids from access_log where action = 'repeats.read' order by id desc limit 1`.execute(
        tx,
      ),
    );
    expect(rows[0]?.bill_ids.length).toBeGreaterThan(0);
    expect((await feed.get('/api/v1/repeats')).status).toBe(403);
  });
});
