import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { seedLab } from '../../test/fixture.ts';
import { loadStarterLimits } from '../evaluation/index.ts';

const BIN = join(import.meta.dirname, '../../bin/critical-callout.js');

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'callout-limits-'));
  const { labId } = await seedLab(database.db);
  await database.db.inLab(labId, (tx) => loadStarterLimits(tx, labId, 'starter list', new Date('2026-11-23T10:00:00Z')));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await database.drop();
});

async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    CALLOUT_SECRET: 'a-secret-of-tests-only-0123456789-abcdef',
    CALLOUT_LOG_LEVEL: 'warn',
  };
  const child = spawn(process.execPath, [BIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

describe('limits', () => {
  test('are exported, changed and imported; a dry run saves nothing', async () => {
    const file = join(folder, 'limits.csv');
    expect(await run('limits', 'export', file, '--lab', 'north')).toMatchObject({
      code: 0,
      out: expect.stringContaining('limits of north written'),
    });
    const csv = await readFile(file, 'utf8');
    const changed = csv.replace(/^(2823-3,LN,Potassium,mmol\/L,critical,,0(?:,[^,]*)*?,)2\.8,/m, '$12.6,');
    expect(changed).not.toBe(csv);
    await writeFile(file, changed);
    const dry = await run('limits', 'import', file, '--lab', 'north', '--dry-run', '--json');
    expect([dry.code, JSON.parse(dry.out)]).toMatchObject([0, { dryRun: true, created: 0, changed: 1, errors: [] }]);
    expect(await run('limits', 'import', file, '--lab', 'north')).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 changed'),
    });
    const again = await run('limits', 'import', file, '--lab', 'north', '--json');
    expect(JSON.parse(again.out)).toMatchObject({ changed: 0 });
  });

  test('wrong input is named and ends with 1', async () => {
    const file = join(folder, 'wrong.csv');
    await writeFile(file, 'parameter_code,parameter_name,critical_upper\nK,Potassium,six\n');
    const refused = await run('limits', 'import', file, '--lab', 'north');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('line 2, critical_upper: a decimal number') });
    expect((await run('limits', 'import', file, '--lab', 'north', '--dry-run')).code).toBe(1);
    expect(await run('limits', 'export', file, '--lab', 'nowhere')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no lab "nowhere"'),
    });
    expect(await run('limits', 'import', join(folder, 'missing.csv'), '--lab', 'north')).toMatchObject({
      code: 1,
      err: expect.stringContaining('does not exist'),
    });
  });
});

describe('evaluate', () => {
  const hl7 = [
    'MSH|^~\\&|LIS|LAB|CC|CC|20261123100000||ORU^R01|T1|P|2.5.1',
    'PID|1||P-1||Sample^Ada||19800101|F',
    'OBR|1|O1|F1|CHEM^Chemistry^L|||20261123090000',
    'OBX|1|NM|2823-3^Potassium^LN||7.4|mmol/L|3.5-5.1|H|||F',
    'OBX|2|NM|2951-2^Sodium^LN||140|mmol/L|135-145||||F',
  ].join('\r');

  test('says what would be critical and why, by the starter list or by a lab', async () => {
    const file = join(folder, 'one.hl7');
    await writeFile(file, hl7);
    const plain = await run('evaluate', file);
    expect(plain).toMatchObject({ code: 0, err: '' });
    expect(plain.out).toMatch(/CRITICAL {2}Potassium {2}7\.4 mmol\/L\n {4}7\.4 [>≥] 6\.\d mmol\/L, critical high/);
    expect(plain.out).toContain('2 results: 1 critical, 0 cannot be judged, 0 problems');
    const byLab = await run('evaluate', file, '--lab', 'north', '--critical-only', '--json');
    expect(JSON.parse(byLab.out)).toMatchObject({ verdicts: [{ parameterCode: '2823-3', isCritical: true }], problems: [] });
  });

  test('counts ages by the calendar asked for, and refuses one that does not exist', async () => {
    const file = join(folder, 'one.hl7');
    await writeFile(file, hl7);
    expect((await run('evaluate', file, '--zone', 'Pacific/Auckland')).code).toBe(0);
    const { code, err } = await run('evaluate', file, '--zone', 'Mars/Olympus');
    expect([code, err]).toEqual([1, expect.stringContaining('"Mars/Olympus" is no time zone')]);
  });

  test('a file without results is said to be one', async () => {
    const file = join(folder, 'none.txt');
    await writeFile(file, '');
    const { code, out } = await run('evaluate', file);
    expect([code, out]).toEqual([1, expect.stringContaining('PROBLEM  MSH: no MSH segment found')]);
    expect(out).toContain('0 results');
  });
});
