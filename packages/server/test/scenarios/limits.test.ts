import { afterAll, beforeAll, expect, it } from 'vitest';
import { runBackTests } from '../../src/evaluation/index.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';
import { postHl7 } from '../post-hl7.ts';

/** A limit by specimen and department that looks at changes: written, refused, tried, tested and approved over HTTP, then meeting results. */
let lab: Lab;
let director: Visitor;
let integrator: Visitor;
beforeAll(async () => {
  lab = await startLab({ now: '2026-03-02T08:00:00Z', roles: ['http'] });
  director = await lab.signIn('director');
  integrator = await lab.signIn('integrator');
  await lab.db.pool.query(
    `insert into departments (lab_id, code, name, service_codes) values ($1, 'CHEM', 'Chemistry', '{CH}'), ($1, 'NEO', 'Neonatology', '{}')`,
    [lab.labId],
  );
});
afterAll(() => lab.close());

type Body = Record<string, unknown> & { code: string; details: { problems: { field: string; message: string }[] }; id: number };
const post = async (path: string, body: unknown): Promise<{ status: number; body: Body }> => {
  const answer = await director.send('POST', `/api/v1${path}`, body);
  return { status: answer.status, body: (await answer.json()) as Body };
};
const potassium = {
  parameterCode: 'K',
  codeSystem: 'L',
  parameterName: 'Potassium',
  unit: 'mmol/L',
  baseVersion: 0,
  reason: 'first',
};
const plasma = {
  ...potassium,
  ...{ specimen: 'Plasma', lowerBound: '3.5', upperBound: '5.1', criticalLower: '2.5', criticalUpper: '6.5' },
  delta: { by: '30', in: 'percent', hours: 24, direction: 'up' },
};
const urine = { ...potassium, specimen: 'Urine', criticalLower: '10' };

let number = 0;
async function receive(value: string, { specimen = 'PLAS^Plasma', minutesBefore = 0, section = 'CH' } = {}): Promise<void> {
  number += 1;
  const at = new Date(lab.clock.now().getTime() - minutesBefore * 60_000).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
  const text = [
    `MSH|^~\\&|LIS|LAB|CALLOUT|LAB|${at}+0000||ORU^R01|M${number}|P|2.5.1`,
    'PID|1||771^^^LAB^MR||Sample^Jo||19450714|F',
    `OBR|1|O${number}|F${number}|KP^Potassium^L|||${at}+0000||||||||${specimen}|||||||${at}+0000||${section}|F`,
    `OBX|1|NM|K^Potassium^L||${value}|mmol/L|||||F|||${at}+0000`,
    '',
  ].join('\r');
  const sent = await postHl7(lab.baseUrl, integrator, text);
  expect(await sent.text()).toContain('MSA|AA');
}
const stored = async () =>
  (
    await lab.db.pool.query(
      `select v.value, v.verdict, v.is_critical as critical, v.verdict_reason as reason from results v where v.lab_id = $1 and superseded_at is null order by id`,
      [lab.labId],
    )
  ).rows;

it('a department nobody has, a change of nothing and a tie are refused when the limit is saved', async () => {
  const unknown = await post('/limits', { ...plasma, department: 'XX' });
  expect(unknown).toMatchObject({
    status: 422,
    body: { code: 'limits.invalid', details: { problems: [{ field: 'department' }] } },
  });
  expect(unknown.body.details.problems[0]?.message).toContain('department "XX" is none of this laboratory: CHEM, NEO');
  const still = await post('/limits', { ...plasma, delta: { ...plasma.delta, by: '0' } });
  expect(still).toMatchObject({ status: 422, body: { details: { problems: [{ field: 'delta.by' }] } } });
  expect((await post('/limits', { ...plasma, delta: { by: '30', in: 'percent', direction: 'up' } })).status).toBe(400);
  expect(await post('/limits', { ...plasma, approve: true })).toMatchObject({
    status: 201,
    body: { limitKey: 'L:K:critical:in plasma', delta: plasma.delta },
  });
  const tie = await post('/limits', { ...potassium, department: 'CHEM', criticalUpper: '6' });
  expect(tie.body.details.problems[0]?.message).toContain('both speak for the same patients and neither is narrower');
  expect((await post('/limits', { ...urine, approve: true })).status).toBe(201);
});

it('the editor offers the departments, and the specimens that came before those of the house', async () => {
  await receive('4.0', { minutesBefore: 300 });
  const choices = (await (await director.get('/api/v1/limits/choices')).json()) as { departments: object[]; specimens: string[] };
  expect(choices.departments).toEqual([
    { code: 'CHEM', name: 'Chemistry' },
    { code: 'NEO', name: 'Neonatology' },
  ]);
  expect(choices.specimens[0]).toBe('plasma');
  expect(choices.specimens).toContain('cerebrospinal fluid');
});

it('the tester takes specimen, department and a previous value', async () => {
  const tried = async (more: object) =>
    (
      await post('/limits/try', {
        request: { result: { parameterCode: 'K', codeSystem: 'L', value: '5.4', unit: 'mmol/L' }, ...more },
      })
    ).body as unknown as { now: { verdicts: { verdict: string; reason: string }[] } };
  const earlier = [{ value: '4.0', unit: 'mmol/L', minutesBefore: 90 }];
  expect((await tried({ specimen: 'UR' })).now.verdicts).toMatchObject([{ verdict: 'critical-low' }]);
  expect((await tried({ specimen: 'PLAS' })).now.verdicts).toMatchObject([{ verdict: 'abnormal' }]);
  const [changed] = (await tried({ specimen: 'PLAS', earlier })).now.verdicts;
  expect(changed?.verdict).toBe('critical-change');
  expect(changed?.reason).toContain('a change of +1.4 mmol/L, +35 % from 4.0 mmol/L, 1 h 30 min before');
});

it('a result over the intake is critical by its change, and by the limit of its specimen', async () => {
  await receive('5.4');
  await receive('12', { specimen: 'UR^Urine' });
  await receive('5', { specimen: 'URC^Clean catch' });
  expect(await stored()).toMatchObject([
    { value: '4.0', verdict: 'normal' },
    { value: '5.4', verdict: 'critical-change', critical: true },
    { value: '12', critical: false },
    { value: '5', verdict: 'critical-low', critical: true },
  ]);
  const worklist = (await (await (await lab.signIn('technologist')).get('/api/v1/worklist')).json()) as { items: unknown[] };
  expect(JSON.stringify(worklist)).toContain('critical-change');
});

it('the check says which results do not name a specimen, and the back-test counts what a change would open', async () => {
  await receive('4.2', { specimen: '' });
  const checked = (await post('/limits/check', { drafts: [{ ...urine, baseVersion: undefined, reason: undefined }] })).body;
  expect(JSON.stringify(checked.advice)).toContain(
    'results came with specimen not said (1); the limit for Urine calls for them too',
  );
  lab.clock.advance({ minutes: 1 });
  const { baseVersion: _b, reason: _r, ...draft } = plasma;
  const started = await post('/limits/back-tests', { drafts: [{ ...draft, delta: null }], days: 30 });
  expect(started.status).toBe(202);
  while ((await runBackTests(lab.deps)) > 0);
  const done = (await (await director.get(`/api/v1/limits/back-tests/${started.body.id}`)).json()) as object;
  // By today's limits 5.4 (change), 5 in urine and 4.2 of no specimen; without the rule, the change is not one.
  expect(done).toMatchObject({ state: 'done', before: 3, after: 2 });
});

it('a file holds all three, says each error with its line, and taken back changes nothing', async () => {
  const csv = await (await director.get('/api/v1/limits/export.csv')).text();
  expect(csv.split('\n')[0]).toContain('location,specimen,department,');
  expect(csv).toContain(',30,percent,24,up,');
  const imported = async (file: string) => (await post('/limits/import', { csv: file, dryRun: true })).body;
  expect(await imported(csv)).toMatchObject({ created: 0, changed: 0, unchanged: 2, errors: [] });
  const broken = [
    'parameter_code,parameter_name,critical_upper,specimen,department,delta_by,delta_in,delta_hours,delta_direction',
    'NA,Sodium,160,Serum,CHEM,10,absolute,24,both',
    'NA,Sodium,160,Urine,LAB9,,,,',
    'NA,Sodium,160,CSF,,10,absolute,,both',
    'NA,Sodium,160,Sweat,,10,much,24,both',
    '',
  ].join('\n');
  const { errors } = (await imported(broken)) as unknown as { errors: { line: number; field: string }[] };
  expect(errors.map(({ line, field }) => `${line} ${field}`)).toEqual(['3 department', '4 delta_hours', '5 delta_in']);
});
