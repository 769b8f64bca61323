import type { JudgedAgain, Mapping, Mappings } from '@critical-callout/contract/mappings';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lab, startLab, type Visitor } from '../lab.ts';
import { postHl7 } from '../post-hl7.ts';

/** A sender with codes and units of its own: seen, mapped, judged again, and all of it by an integrator alone. */
let lab: Lab;
let integrator: Visitor;
let director: Visitor;
beforeAll(async () => {
  lab = await startLab({ now: '2026-03-02T08:00:00Z', roles: ['http'] });
  integrator = await lab.signIn('integrator');
  director = await lab.signIn('director');
  const limit = {
    parameterCode: '2823-3',
    parameterName: 'Potassium',
    unit: 'mmol/L',
    criticalLower: '2.5',
    criticalUpper: '6.2',
    reason: 'first',
    baseVersion: 0,
  };
  const saved = await director.send('POST', '/api/v1/limits', limit);
  expect(saved.ok, await saved.clone().text()).toBe(true);
});
afterAll(() => lab.close());

let number = 0;
async function receive(obx: string): Promise<void> {
  number += 1;
  const at = lab.clock.now().toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
  const text = [
    `MSH|^~\\&|LIS|LAB|CALLOUT|LAB|${at}+0000||ORU^R01|M${number}|P|2.5.1`,
    `PID|1||77${number}^^^LAB^MR||Sample^Jo||19450714|F`,
    `OBR|1|O${number}|F${number}|K^Potassium^L|||${at}+0000|||||||||||||||${at}+0000|||F`,
    `OBX|1|NM|${obx}|||F|||${at}+0000`,
    '',
  ].join('\r');
  const sent = await postHl7(lab.baseUrl, integrator, text);
  expect(await sent.text()).toContain('MSA|AA');
}
const mappings = async (): Promise<Mappings> => (await (await integrator.get('/api/v1/mappings')).json()) as Mappings;
const save = (body: object) => integrator.send('POST', '/api/v1/mappings', { reason: 'as the analyser names it', ...body });
const openReports = async (): Promise<number> =>
  Number((await lab.db.pool.query('select count(*) as n from lab_reports where critical_values = 1')).rows[0].n);
const events = async (type: string) =>
  (await lab.db.pool.query('select text, payload from events where type = $1 order by seq', [type])).rows;

it('a code nothing speaks of and a unit nobody knows are listed, without values', async () => {
  await receive('KAL^Kalium^L||6.9|mmol/L|3.5-5.1|');
  await receive('2823-3^Potassium^LN||6.8|mMol je L|3.5-5.1|');
  expect(await openReports()).toBe(0);
  const { unread, targets } = await mappings();
  expect(unread.map(({ code, unit, why, count }) => ({ code, unit, why, count }))).toEqual([
    { code: '2823-3', unit: 'mMol je L', why: 'cannot-say', count: 1 },
    { code: 'KAL', unit: 'mmol/L', why: 'no-rule', count: 1 },
  ]);
  expect(targets).toMatchObject([{ code: '2823-3', codeSystem: 'LN', units: ['mmol/L'] }]);
  expect(JSON.stringify(unread)).not.toContain('6.9');
});

it.each([
  [{ fromCode: 'KAL', toCode: '2823-9' }, 'toCode', "'2823-9'"],
  [{ fromUnit: 'mMol je L', toUnit: 'Bananas' }, 'toUnit', "'Bananas'"],
  [{ fromUnit: 'umol/L', toUnit: 'mmol/L' }, 'toUnit', 'a mapping would change the values'],
  [{ fromCode: 'KAL' }, 'toCode', 'name the code or the unit'],
  [{ sourceId: 999, fromCode: 'KAL', toCode: '2823-3' }, 'sourceId', '999'],
])('%j is refused with its field and value', async (body, field, words) => {
  const answer = await save(body);
  expect(answer.status).toBe(422);
  const problem = (await answer.json()) as { detail: string; details: { field: string } };
  expect(problem.details.field).toBe(field);
  expect(problem.detail).toContain(words);
});

it('a mapped code is judged from now on, and what stands is judged again when asked: the callout opens', async () => {
  expect((await director.send('POST', '/api/v1/mappings', { fromCode: 'KAL', toCode: '2823-3', reason: 'no' })).status).toBe(403);
  const saved = await save({ fromCode: 'KAL', fromSystem: 'L', toCode: '2823-3', toSystem: 'LN' });
  expect(saved.status).toBe(200);
  const mapping = (await saved.json()) as Mapping;
  expect(mapping).toMatchObject({ version: 1, isActive: true });
  await receive('KAL^Kalium^L||7.1|mmol/L|3.5-5.1|');
  expect(await openReports()).toBe(1);
  const judged = await integrator.send('POST', `/api/v1/mappings/${mapping.key}/judge-again`, {});
  expect((await judged.json()) as JudgedAgain).toEqual({ judged: 1, changed: 1, opened: 1 });
  expect(await openReports()).toBe(2);
  const { rows } = await lab.db.pool.query(
    "select value, parameter_code, is_critical, verdict_reason, superseded_at is not null as old from results where value = '6.9' order by id",
  );
  expect(rows).toMatchObject([
    { is_critical: false, old: true },
    { parameter_code: 'KAL', is_critical: true, old: false, verdict_reason: expect.stringContaining(`by mapping ${mapping.id}`) },
  ]);
  const again = await integrator.send('POST', `/api/v1/mappings/${mapping.key}/judge-again`, {});
  expect(await again.json()).toEqual({ judged: 0, changed: 0, opened: 0 });
  expect(await events('results-judged-again')).toHaveLength(2);
  expect((await events('mapping-changed'))[0].payload).toMatchObject({
    before: null,
    after: { fromCode: 'KAL', toCode: '2823-3' },
  });
});

it('a mapped unit cures what could not be judged, and its value is shown as it was sent', async () => {
  const mapping = (await (await save({ fromUnit: 'mMol je L', toUnit: 'mmol/L' })).json()) as Mapping;
  const judged = await integrator.send('POST', `/api/v1/mappings/${mapping.key}/judge-again`, {});
  expect(await judged.json()).toMatchObject({ changed: 1, opened: 1 });
  const { rows } = await lab.db.pool.query("select unit, is_critical from results where value = '6.8' and superseded_at is null");
  expect(rows).toEqual([{ unit: 'mMol je L', is_critical: true }]);
  expect((await mappings()).unread).toEqual([]);
});

it('a second mapping for the same, and a change of what somebody else changed, are refused; an ended one says nothing', async () => {
  expect((await save({ fromCode: 'KAL', fromSystem: 'L', toCode: '2823-3' })).status).toBe(409);
  const kalium = (await mappings()).items.find(({ fromCode }) => fromCode === 'KAL');
  const { key, version } = kalium as Mapping;
  const ended = { key, version, fromCode: 'KAL', fromSystem: 'L', toCode: '2823-3', toSystem: 'LN', isActive: false };
  expect((await save(ended)).status).toBe(200);
  expect((await save(ended)).status).toBe(409);
  const open = await openReports();
  await receive('KAL^Kalium^L||7.3|mmol/L|3.5-5.1|');
  expect(await openReports()).toBe(open);
  expect((await integrator.send('POST', `/api/v1/mappings/${key}/judge-again`, {})).status).toBe(409);
  const versions = (await (await integrator.get(`/api/v1/mappings/${key}/versions`)).json()) as { versions: Mapping[] };
  expect(versions.versions.map((one) => [one.version, one.isActive])).toEqual([
    [2, false],
    [1, true],
  ]);
});
