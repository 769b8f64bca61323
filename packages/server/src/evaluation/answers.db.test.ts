import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lab, startLab, type Visitor } from '../../test/lab.ts';

let lab: Lab;
let director: Visitor;
let technologist: Visitor;
beforeAll(async () => {
  lab = await startLab({ roles: ['http'], now: '2026-11-23T10:00:00Z' });
  director = await lab.signIn('director');
  technologist = await lab.signIn('technologist');
});
afterAll(() => lab?.close());

type Body = { code?: string; detail?: string; id: number; items: Record<string, unknown>[]; details?: object } & Record<
  string,
  unknown
>;
const post = async (who: Visitor, path: string, body: unknown) => {
  const answer = await who.send('POST', `/api/v1${path}`, body);
  return { status: answer.status, body: (await answer.json()) as Body };
};
const get = async (path: string) => (await (await technologist.get(`/api/v1${path}`)).json()) as Body;
const pattern = {
  parameterCode: '600-7',
  parameterName: 'Blood culture',
  option: 'gram[- ](positive|negative) (cocci|rods)',
  match: 'regexp',
  isCritical: 2,
};
const request = { result: { parameterCode: '600-7', value: 'GRAM-positive\ncocci in clusters' } };

it('a pattern is tried before it is saved, and saved only when it can be read', async () => {
  const tried = await post(technologist, '/limits/try', { request, options: [pattern] });
  expect(tried.body).toMatchObject({
    now: { verdicts: [{ verdict: 'normal' }] },
    drafted: { verdicts: [{ verdict: 'critical-qualitative', isCritical: true }] },
  });
  for (const [path, body] of [
    ['/limits/try', { request, options: [{ ...pattern, option: '(' }] }],
    ['/list-options', { ...pattern, option: '(', baseVersion: 0, reason: 'first' }],
  ] as const) {
    expect(await post(director, path, body)).toMatchObject({
      status: 422,
      body: { code: 'limits.pattern', detail: expect.stringContaining('"("') },
    });
  }
  const saved = await post(director, '/list-options', { ...pattern, baseVersion: 0, reason: 'first', approve: true });
  expect(saved.status).toBe(201);
  expect((await post(technologist, '/limits/try', { request })).body).toMatchObject({
    now: { verdicts: [{ verdict: 'critical-qualitative', reason: expect.stringContaining('matches the pattern') }] },
  });
});

it('answers are listed by state and with every version, newest first', async () => {
  const { body } = await post(director, '/list-options', { ...pattern, isCritical: 1, baseVersion: 1, reason: 'softer' });
  expect(await get('/list-options?isApproved=false')).toMatchObject({ items: [{ id: body.id, version: 2 }], unapproved: 1 });
  expect((await get('/list-options?isApproved=true')).items).toEqual([]);
  expect((await get(`/list-options/${body.id}/versions`)).items).toMatchObject([
    { version: 2, reason: 'softer', isApproved: false },
    { version: 1, reason: 'first', isApproved: true },
  ]);
  expect(await get('/list-options/999999/versions')).toMatchObject({ code: 'limits.not-found' });
});

it('a second bound is kept, comes out in the file and back, and is refused on the wrong side', async () => {
  const potassium = { parameterCode: '2823-3', parameterName: 'Potassium', unit: 'mmol/L', criticalUpper: '6.2' };
  const save = { ...potassium, baseVersion: 0, reason: 'first', approve: true };
  expect(await post(director, '/limits', { ...save, secondUpper: '6' })).toMatchObject({
    status: 422,
    body: { code: 'limits.invalid', detail: 'secondUpper 6 is below criticalUpper 6.2' },
  });
  expect((await post(director, '/limits', { ...save, secondUpper: '7.5' })).body).toMatchObject({ secondUpper: '7.5' });
  const csv = await (await technologist.get('/api/v1/limits/export.csv')).text();
  expect((await post(director, '/limits/import', { csv, dryRun: true })).body).toMatchObject({ unchanged: 1, errors: [] });
  const other = csv.replace('7.5', '5');
  expect((await post(director, '/limits/import', { csv: other, dryRun: true })).body).toMatchObject({
    changed: 1,
    errors: [{ line: 2, field: 'second_upper' }],
  });
});
