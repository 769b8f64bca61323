import { type EvaluationInput, evaluate } from '@critical-callout/domain/evaluation';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedLab } from '../../test/fixture.ts';
import { type Lab, startLab, type Visitor } from '../../test/lab.ts';
import { loadRules, loadStarterLimits } from './index.ts';

let lab: Lab;
let director: Visitor;
let admin: Visitor;
let technologist: Visitor;
beforeAll(async () => {
  lab = await startLab({ roles: ['http'], now: '2026-11-23T10:00:00Z' });
  await lab.db.inLab(lab.labId, (tx) => loadStarterLimits(tx, lab.labId, 'starter list', lab.clock.now()));
  director = await lab.signIn('director');
  admin = await lab.signIn('lab-admin');
  technologist = await lab.signIn('technologist');
});
afterAll(() => lab.close());

type Body = Record<string, unknown> & {
  code: string;
  detail: string;
  items: Record<string, unknown>[];
  details: Record<string, unknown>;
};
const json = async (answer: Response): Promise<Body> => (await answer.json()) as Body;
const post = async (who: Visitor, path: string, body: unknown): Promise<{ status: number; body: Body }> => {
  const answer = await who.send('POST', `/api/v1${path}`, body);
  return { status: answer.status, body: await json(answer) };
};
const latest = async (q: string): Promise<Record<string, unknown>[]> =>
  (await json(await director.get(`/api/v1/limits?q=${q}`))).items;
const eventTypes = async (): Promise<string[]> =>
  lab.db.inLab(lab.labId, async (tx) =>
    (await sql<{ type: string }>`select type from events where lab_id = ${lab.labId} order by seq`.execute(tx)).rows.map(
      (row) => row.type,
    ),
  );
const countLimits = async (): Promise<number> =>
  lab.db.inLab(
    lab.labId,
    async (tx) =>
      (await sql<{ n: number }>`select count(*)::integer as n from limits where lab_id = ${lab.labId}`.execute(tx)).rows[0]?.n ??
      0,
  );

/** A limit of a parameter no other test uses. */
const fields = (parameterCode: string, more: object = {}): Record<string, unknown> => ({
  parameterCode,
  codeSystem: '',
  parameterName: `Test ${parameterCode}`,
  unit: 'mmol/L',
  criticalLower: '2',
  lowerBound: '3',
  upperBound: '5',
  criticalUpper: '6',
  baseVersion: 0,
  reason: 'first',
  ...more,
});

function asked(parameterCode: string, value: string): EvaluationInput {
  const result = {
    parameterCode,
    codeSystem: '',
    parameterName: '',
    subId: '',
    valueType: 'NM',
    value,
    valueCodes: [],
    unit: 'mmol/L',
    referenceRange: null,
    flags: [],
    status: 'F',
    versionAt: null,
    sentAt: null,
    observedAt: null,
    note: null,
    place: '',
  };
  return {
    result,
    sex: null,
    ageDays: null,
    patientClass: null,
    location: null,
    specimen: [],
    department: null,
    collectedAt: null,
    now: lab.clock.now(),
    flagPolicy: 'either',
  };
}
const verdictNow = (parameterCode: string, value: string): Promise<{ verdict: string; limitVersion: number | null }> =>
  lab.db.inLab(lab.labId, async (tx) => evaluate(await loadRules(tx, lab.labId), asked(parameterCode, value)));

describe('the starter list in a new lab', () => {
  test('is in force at once, and says that all of it waits for approval', async () => {
    const page = (await json(await technologist.get('/api/v1/limits?limit=5'))) as Body & {
      unapproved: { limits: number; options: number };
      nextCursor: string;
    };
    expect(page.items).toHaveLength(5);
    expect(page.items[0]).toMatchObject({
      isApproved: false,
      reason: 'example, to be approved by the laboratory',
      author: 'starter list',
      validFrom: null,
    });
    expect(page.unapproved.limits).toBeGreaterThan(100);
    expect(page.unapproved.options).toBeGreaterThan(100);
    expect((await verdictNow('2823-3', '7.9')).verdict).toBe('critical-high');
    expect(await eventTypes()).toEqual(expect.arrayContaining(['limit-published', 'list-option-published']));
  });

  test('is paged through once, without gap or repeat', async () => {
    const seen: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = (await json(await technologist.get(`/api/v1/limits?limit=40${cursor ? `&cursor=${cursor}` : ''}`))) as Body & {
        nextCursor: string | null;
      };
      seen.push(...page.items.map((item) => item.limitKey));
      cursor = page.nextCursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(100);
    expect((await technologist.get('/api/v1/limits?cursor=nonsense')).status).toBe(400);
  });
});

describe('a limit', () => {
  test('is new, counts at once, waits for approval when changed, and counts once approved', async () => {
    const first = await post(admin, '/limits', fields('A1'));
    expect(first).toMatchObject({
      status: 201,
      body: { version: 1, isApproved: false, limitKey: '*:A1:critical', author: expect.any(String) },
    });
    expect(await verdictNow('A1', '6.5')).toMatchObject({ verdict: 'critical-high', limitVersion: 1 });
    expect(await post(director, `/limits/${first.body.id}/approve`, {})).toMatchObject({
      status: 200,
      body: { approved: [{ key: '*:A1:critical', version: 2 }] },
    });

    lab.clock.advance({ minutes: 1 });
    const second = await post(admin, '/limits', fields('A1', { criticalUpper: '7', baseVersion: 2, reason: 'new assay' }));
    expect(second).toMatchObject({ status: 201, body: { version: 3, isApproved: false } });
    expect(await verdictNow('A1', '6.5')).toMatchObject({ verdict: 'critical-high', limitVersion: 2 });
    await post(director, `/limits/${second.body.id}/approve`, { reason: 'checked against the assay' });
    expect(await verdictNow('A1', '6.5')).toMatchObject({ verdict: 'abnormal', limitVersion: 4 });

    const versions = await json(await technologist.get(`/api/v1/limits/${first.body.id}/versions`));
    expect(versions.items.map((item) => [item.version, item.isApproved, item.reason])).toEqual([
      [4, true, 'checked against the assay'],
      [3, false, 'new assay'],
      [2, true, 'approved'],
      [1, false, 'first'],
    ]);
  });

  test('is approved in the same step by who may', async () => {
    expect(await post(director, '/limits', fields('A2', { approve: true }))).toMatchObject({
      status: 201,
      body: { isApproved: true },
    });
    expect(await eventTypes()).toContain('limit-approved');
    const refused = await post(admin, '/limits', fields('A3', { approve: true }));
    expect([refused.status, refused.body.code]).toEqual([403, 'limits.may-not-approve']);
  });

  test('is not saved over a version its author has not seen', async () => {
    await post(admin, '/limits', fields('A4'));
    const refused = await post(admin, '/limits', fields('A4', { criticalUpper: '9' }));
    expect([refused.status, refused.body.code, refused.body.details]).toEqual([
      409,
      'limits.version',
      { limitKey: '*:A4:critical', version: 1 },
    ]);
  });

  test('of two authors at once, one saves and the other is told', async () => {
    const answers = await Promise.all([1, 2].map((n) => post(admin, '/limits', fields('A5', { criticalUpper: `${n + 6}` }))));
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([201, 409]);
  });

  test.each([
    ['bounds out of order', { criticalUpper: '4' }, 422, 'limits.invalid', 'criticalUpper 4 is below upperBound 5'],
    ['an unknown unit', { unit: 'florps' }, 422, 'limits.invalid', 'unit "florps" is not a UCUM unit'],
    [
      'no bound',
      { criticalLower: null, lowerBound: null, upperBound: null, criticalUpper: null },
      422,
      'limits.invalid',
      'no bound',
    ],
    ['text for a bound', { criticalUpper: 'six' }, 400, 'http.invalid-request', ''],
    ['no reason', { reason: '' }, 400, 'http.invalid-request', ''],
  ])('with %s is refused, naming it', async (_name, more, status, code, text) => {
    const refused = await post(admin, '/limits', fields('A6', more));
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect(refused.body.detail).toContain(text);
  });

  test('that ties with another is refused, naming both', async () => {
    await post(admin, '/limits', fields('A7', { sex: 'male' }));
    const refused = await post(admin, '/limits', fields('A7', { ageToDays: 28 }));
    expect(refused.body.code).toBe('limits.invalid');
    expect(refused.body.detail).toContain('*:A7:critical:0d-28d and *:A7:critical:male');
  });

  test('may not count from before the version it follows', async () => {
    await post(director, '/limits', fields('A8', { validFrom: '2026-10-01T00:00:00Z', approve: true }));
    const refused = await post(director, '/limits', fields('A8', { baseVersion: 1, validFrom: '2026-09-01T00:00:00Z' }));
    expect([refused.status, refused.body.code]).toEqual([422, 'limits.valid-from']);
  });

  test('is approved once, in its newest version, by its own lab', async () => {
    const first = await post(admin, '/limits', fields('A9'));
    const second = await post(admin, '/limits', fields('A9', { baseVersion: 1, criticalUpper: '8' }));
    expect((await post(director, `/limits/${first.body.id}/approve`, {})).body.code).toBe('limits.version');
    expect((await post(director, '/limits/approve', { ids: [second.body.id, second.body.id] })).status).toBe(200);
    const [approved] = await latest('A9');
    expect((await post(director, `/limits/${approved?.id}/approve`, {})).body.code).toBe('limits.approved-already');
    expect((await post(director, '/limits/999999/approve', {})).status).toBe(404);
    const other = await seedLab(lab.db, 'other');
    const foreign = await lab.db.inLab(other.labId, async (tx) => {
      await loadStarterLimits(tx, other.labId, 'x', lab.clock.now());
      return (await sql<{ id: number }>`select min(id) as id from limits where lab_id = ${other.labId}`.execute(tx)).rows[0]?.id;
    });
    expect((await director.get(`/api/v1/limits/${foreign}/versions`)).status).toBe(404);
    expect((await post(director, `/limits/${foreign}/approve`, {})).status).toBe(404);
  });

  test('is written and approved only by those who may', async () => {
    expect((await post(technologist, '/limits', fields('B1'))).status).toBe(403);
    expect((await post(technologist, '/limits/import', { csv: 'x' })).status).toBe(403);
    expect((await post(admin, '/limits/1/approve', {})).status).toBe(403);
    expect((await post(technologist, '/list-options', {})).status).toBe(403);
  });
});

describe('an option', () => {
  test('is saved in versions, approved and withdrawn', async () => {
    const option = {
      parameterCode: 'O1',
      codeSystem: '',
      parameterName: 'Smear',
      option: 'Blasts  seen',
      match: 'contains',
      isCritical: 2,
      baseVersion: 0,
      reason: 'first',
    };
    const first = await post(admin, '/list-options', option);
    expect(first).toMatchObject({ status: 201, body: { optionKey: '*:O1:contains:blasts seen', version: 1, isApproved: false } });
    expect((await verdictNow('O1', 'BLASTS SEEN on film')).verdict).toBe('critical-qualitative');
    expect((await post(admin, '/list-options', option)).status).toBe(409);
    expect((await post(director, '/list-options/approve', { ids: [first.body.id] })).body).toMatchObject({
      approved: [{ version: 2 }],
    });
    await post(director, '/list-options', { ...option, isActive: false, baseVersion: 2, approve: true });
    expect((await verdictNow('O1', 'blasts seen')).verdict).toBe('normal');
    const page = await json(await technologist.get('/api/v1/list-options?q=blasts'));
    expect(page.items).toMatchObject([{ version: 3, isActive: false, isApproved: true }]);
  });
});

describe('the prepared rules', () => {
  test('are kept until the rules change, and never those of a transaction that rolled back', async () => {
    await lab.db.inLab(lab.labId, async (tx) => {
      const rules = await loadRules(tx, lab.labId);
      expect(await loadRules(tx, lab.labId)).toBe(rules);
    });
    const before = await lab.db.inLab(lab.labId, (tx) => loadRules(tx, lab.labId));
    const other = await seedLab(lab.db, 'rolled-back');
    const load = async (): Promise<string> =>
      lab.db.inLab(other.labId, async (tx) => evaluate(await loadRules(tx, other.labId), asked('2823-3', '7.9')).verdict);
    expect(await load()).toBe('normal');
    const undone = lab.db.inLab(other.labId, async (tx) => {
      await loadStarterLimits(tx, other.labId, 'x', lab.clock.now());
      expect(evaluate(await loadRules(tx, other.labId), asked('2823-3', '7.9')).verdict).toBe('critical-high');
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await load()).toBe('normal');
    expect(await lab.db.inLab(lab.labId, (tx) => loadRules(tx, lab.labId))).toBe(before);
  });
});

describe('the tester', () => {
  test('says of one result which rule speaks, and stores nothing', async () => {
    const before = await countLimits();
    const { status, body } = await post(technologist, '/evaluate', {
      result: { parameterCode: '2345-7', value: '>600', unit: 'mg/dL' },
    });
    expect(status).toBe(200);
    expect(body.verdicts).toMatchObject([
      { verdict: 'critical-high', isCritical: true, reason: expect.stringContaining('>600 mg/dL') },
    ]);
    expect(await countLimits()).toBe(before);
  });

  test('says it of every result of an HL7 message', async () => {
    const hl7 = [
      'MSH|^~\\&|LIS|LAB|CC|CC|20261123100000||ORU^R01|T1|P|2.5.1',
      'PID|1||P-1||Sample^Ada||19800101|F',
      'OBR|1|O1|F1|CHEM^Chemistry^L|||20261123090000',
      'OBX|1|NM|2823-3^Potassium^LN||7.4|mmol/L|3.5-5.1|H|||F',
      'OBX|2|NM|2951-2^Sodium^LN||140|mmol/L|135-145||||F',
    ].join('\r');
    const { body } = await post(technologist, '/evaluate', { hl7 });
    expect(body).toMatchObject({
      verdicts: [
        { parameterCode: '2823-3', verdict: 'critical-high', isDisagreement: true },
        { parameterCode: '2951-2', isCritical: false },
      ],
    });
    const broken = await post(technologist, '/evaluate', { hl7: 'PID|1||nothing' });
    expect(broken.body.verdicts).toEqual([]);
    expect(broken.body.problems).not.toEqual([]);
  });
});

describe('CSV', () => {
  const csv = async (): Promise<string> => (await director.get('/api/v1/limits/export.csv')).text();
  const withHeader = (...lines: string[]): string =>
    ['parameter_code,code_system,parameter_name,unit,critical_lower,critical_upper,critical_upper_inclusive', ...lines].join(
      '\r\n',
    );

  test('what is exported is imported again as unchanged, also after a spreadsheet that writes semicolons', async () => {
    await post(admin, '/limits', fields('=A1+B1', { parameterName: '@SUM(1)', criticalLower: '-10', reason: '=cmd()' }));
    const text = await csv();
    expect(text).toContain("'=A1+B1");
    expect(text).toContain("'@SUM(1)");
    expect(text).toContain(',-10,');
    const again = await post(admin, '/limits/import', { csv: text, dryRun: false });
    expect(again).toMatchObject({ status: 200, body: { created: 0, changed: 0, errors: [] } });
    expect(again.body.unchanged).toBe((await csv()).trim().split('\n').length - 1);
    const semicolons = `\uFEFF${withHeader('C1,,C one,mmol/L,1,2,yes').replaceAll(',', ';')}`;
    expect((await post(admin, '/limits/import', { csv: semicolons, dryRun: true })).body).toMatchObject({
      created: 1,
      errors: [],
    });
  });

  test('a dry run says what would change and leaves nothing', async () => {
    const before = [await countLimits(), (await eventTypes()).length];
    const result = await post(admin, '/limits/import', {
      csv: withHeader('C2,,C two,mmol/L,1,2,yes', 'C3,LN,C three,,1,2,'),
      dryRun: true,
    });
    expect(result).toMatchObject({
      status: 200,
      body: { dryRun: true, lines: 2, created: 2, changed: 0, unchanged: 0, errors: [] },
    });
    expect([await countLimits(), (await eventTypes()).length]).toEqual(before);
  });

  test('an import saves new versions that wait for approval', async () => {
    await post(admin, '/limits/import', { csv: withHeader('C4,,C four,mmol/L,1,2,yes') });
    const changed = await post(admin, '/limits/import', {
      csv: withHeader('C4,,C four,mmol/L,1,2.5,yes', 'C5,,C five,g/L,,9,no'),
    });
    expect(changed.body).toMatchObject({ created: 1, changed: 1, unchanged: 0 });
    expect(await latest('C4')).toMatchObject([
      { version: 2, criticalUpper: '2.5', isCriticalUpperInclusive: true, isApproved: false },
    ]);
  });

  test.each([
    ['C6,,C six,mmol/L,1,zwei,yes', 2, 'critical_upper'],
    ['C6,,C six,florps,1,2,yes', 2, 'unit'],
    ['C6,,C six,mmol/L,3,2,yes', 2, 'critical_upper'],
    ['C6,,C six,mmol/L,1,2,perhaps', 2, 'critical_upper_inclusive'],
    [',,C six,mmol/L,1,2,yes', 2, 'parameter_code'],
    ['C6,,C six,mmol/L,1,2,yes\r\nC6,,C six,mmol/L,1,2,yes', 3, 'parameter_code'],
    ['C6,,"C six,mmol/L,1,2,yes', 2, ''],
  ])('%j is refused by line and field, and nothing is saved', async (line, at, field) => {
    const before = await countLimits();
    const dry = await post(admin, '/limits/import', { csv: withHeader(line), dryRun: true });
    expect(dry.body.errors).toEqual(expect.arrayContaining([expect.objectContaining({ line: at, field })]));
    const refused = await post(admin, '/limits/import', { csv: withHeader(line) });
    expect([refused.status, refused.body.code]).toEqual([422, 'limits.import']);
    expect(refused.body.detail).toContain(`line ${at}`);
    expect(await countLimits()).toBe(before);
  });

  test('a file with other columns is refused by their names', async () => {
    const { body } = await post(admin, '/limits/import', { csv: 'code,name\nA,B', dryRun: true });
    expect(body.errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ line: 1, field: 'code' }),
        expect.objectContaining({ line: 1, field: 'parameter_code' }),
      ]),
    );
  });
});
