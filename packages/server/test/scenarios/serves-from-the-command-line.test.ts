import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { isAlive } from '../../src/platform/embedded-postgres/process.ts';
import { createTestDatabase } from '../database.ts';
import { type Program, runProgram } from '../programs/run.ts';

const BIN = join(import.meta.dirname, '../../bin/critical-callout.js');
let top = '';
const programs: Program[] = [];

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'callout-serve-'));
  chmodSync(top, 0o711); // as root, PostgreSQL runs under another account
});
afterEach(async () => {
  for (const program of programs.splice(0)) await program.kill('SIGTERM');
  rmSync(top, { recursive: true, force: true });
});

function run(args: string[], env: Record<string, string> = {}): Program {
  const program = runProgram(BIN, args, {
    CALLOUT_DATA_DIR: join(top, 'data'),
    CALLOUT_HTTP_PORT: '0',
    CALLOUT_MLLP_PORT: '0',
    ...env,
  });
  programs.push(program);
  return program;
}

const failureOf = (program: Program): Promise<string> => program.nextLine().catch((error: Error) => error.message);

describe('critical-callout serve', () => {
  it('makes its own database, serves, refuses a second server on the folder, and closes with grace', async () => {
    const server = run(['serve']);
    const ready = await server.nextLine();
    const url = /ready at (http:\/\/localhost:\d+)$/.exec(ready)?.[1];
    expect(url, ready).toBeDefined();
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready' });
    expect(statSync(join(top, 'data', 'secret')).mode & 0o777).toBe(0o600);

    const refused = await failureOf(run(['serve']));
    expect(refused).toContain('ended with 1');
    expect(refused).toContain(`is in use by process ${server.pid} (running since `);

    await server.kill('SIGTERM');
    expect(server.child.exitCode).toBe(0);
    expect(existsSync(join(top, 'data', 'lock.json'))).toBe(false);
    expect(existsSync(join(top, 'data', 'postgresql', 'postmaster.pid'))).toBe(false);
    expect(isAlive(server.pid)).toBe(false);
  });

  it('reports every problem of the configuration at once', async () => {
    const said = await failureOf(run(['serve'], { CALLOUT_HTTP_PORT: 'x', CALLOUT_SECRET: 'short', CALLOUT_LOG_LEVEL: 'loud' }));
    expect(said).toContain('ended with 1');
    expect(said).toContain('The configuration has 3 problems:');
  });

  it('names the port that is taken, and what to set', async () => {
    const port = new URL(/http:\S+[^,]/.exec(await run(['serve']).nextLine())?.[0] ?? '').port;
    const database = await createTestDatabase();
    const said = await failureOf(
      run(['serve'], { DATABASE_URL: database.url, CALLOUT_SECRET: 'x'.repeat(32), CALLOUT_HTTP_PORT: port }),
    );
    await database.drop();
    expect(said).toContain(`Port ${port} of 127.0.0.1 is in use by another program.`);
  });

  it('names an unknown role', async () => {
    expect(await failureOf(run(['serve', '--roles', 'http,fax']))).toMatch(/'fax' is none of http, mllp, tick/);
  });
});

describe('critical-callout migrate', () => {
  it('says in JSON what it did, twice', async () => {
    const first = JSON.parse(await run(['migrate', '--json']).nextLine()) as { applied: string[]; version: number };
    expect(first.applied[0]).toBe('0001_platform_tenancy.sql');
    await programs[0]?.kill('SIGTERM');
    expect(JSON.parse(await run(['migrate', '--json']).nextLine())).toEqual({ applied: [], version: first.version });
  });

  it('says that the database cannot be reached, and where it looked', async () => {
    const env = { DATABASE_URL: 'postgresql://callout@127.0.0.1:1/callout', CALLOUT_SECRET: 'x'.repeat(32) };
    expect(await failureOf(run(['migrate'], env))).toMatch(
      /The database in DATABASE_URL cannot be reached \(ECONNREFUSED 127\.0\.0\.1:1\)/,
    );
  });

  it('says which database does not exist', async () => {
    const env = { DATABASE_URL: inject('postgresUrl').replace('/postgres?', '/nowhere?'), CALLOUT_SECRET: 'x'.repeat(32) };
    expect(await failureOf(run(['migrate'], env))).toMatch(/"nowhere" does not exist\. Make it first/);
  });
});
