import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Program, runProgram } from '../../../test/programs/run.ts';
import { DataFolderInUse, type EmbeddedPostgres, startEmbeddedPostgres } from './index.ts';
import { isAlive } from './process.ts';

let top = '';
let dataDir = '';
const running: EmbeddedPostgres[] = [];
const programs: Program[] = [];

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'callout-embedded-'));
  chmodSync(top, 0o711); // as root, PostgreSQL runs under another account
  dataDir = join(top, 'data');
});
afterEach(async () => {
  for (const program of programs.splice(0)) await program.kill('SIGKILL');
  for (const server of running.splice(0)) await server.stop();
  rmSync(top, { recursive: true, force: true });
});

async function start(said: string[] = []): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, say: (text) => said.push(text) });
  running.push(server);
  return server;
}

async function startHolder(): Promise<{ program: Program; url: string; postgresPid: number }> {
  const program = runProgram('hold-data-folder.ts', [dataDir]);
  programs.push(program);
  return { program, ...(JSON.parse(await program.nextLine()) as { url: string; postgresPid: number }) };
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('embedded PostgreSQL', () => {
  it('starts in an empty folder, is durable and listens on no TCP port', async () => {
    const { url } = await start();
    const [settings] = await query(
      url,
      `select current_setting('server_version_num')::int / 10000 as major, current_setting('fsync') as fsync,
      current_setting('listen_addresses') as addresses, current_setting('data_checksums') as checksums`,
    );
    expect(settings).toEqual({ major: 18, fsync: 'on', addresses: '', checksums: 'on' });
    expect(statSync(join(dataDir, 'run')).mode & 0o777).toBe(0o700);
  });

  it('keeps its data over a clean restart and leaves no lock and no server behind', async () => {
    const first = await start();
    await query(first.url, 'create table kept (a integer); insert into kept values (42)');
    await first.stop();
    expect(isAlive(first.pid())).toBe(false);
    expect(existsSync(join(dataDir, 'lock.json'))).toBe(false);
    const second = await start();
    expect(await query(second.url, 'select a from kept')).toEqual([{ a: 42 }]);
  });

  it('refuses a second process and names the first, since when and the folder', async () => {
    const { program } = await startHolder();
    const refused = await startEmbeddedPostgres({ dataDir }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DataFolderInUse);
    const { message, holder } = refused as DataFolderInUse;
    expect(message).toContain(`process ${program.pid} (running since ${holder.startedAt}, HTTP port 3999)`);
    expect(message).toContain(dataDir);
    expect(Date.now() - Date.parse(holder.startedAt)).toBeLessThan(60_000);
  });

  it.each([1, 2])('takes over after kill -9 of the holder, stops the server it left, and loses nothing (run %i)', async () => {
    const { program, url, postgresPid } = await startHolder();
    await query(url, 'create table kept (a integer); insert into kept select generate_series(1, 1000)');
    await program.kill('SIGKILL');
    expect(isAlive(postgresPid)).toBe(true);
    const said: string[] = [];
    const server = await start(said);
    expect(isAlive(postgresPid)).toBe(false);
    expect(said).toEqual([
      expect.stringContaining('lock was taken over'),
      expect.stringContaining(`process ${postgresPid} had lost its program`),
    ]);
    expect(await query(server.url, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
  });

  it.each([1, 2])('takes over when both the program and the server were killed (run %i)', async () => {
    const { program, url, postgresPid } = await startHolder();
    await query(url, 'create table kept (a integer); insert into kept values (7)');
    await program.kill('SIGKILL');
    process.kill(postgresPid, 'SIGKILL');
    const server = await start();
    expect(await query(server.url, 'select a from kept')).toEqual([{ a: 7 }]);
  });

  it('starts the server again when it is killed while in use, at the same address', async () => {
    const said: string[] = [];
    const server = await start(said);
    const before = server.pid();
    await query(server.url, 'create table kept (a integer); insert into kept values (1)');
    process.kill(before, 'SIGKILL');
    await vi.waitFor(async () => expect(await query(server.url, 'select a from kept')).toEqual([{ a: 1 }]), {
      timeout: 30_000,
      interval: 50,
    });
    expect(server.pid()).not.toBe(before);
    expect(said[0]).toMatch(/ended unasked \(SIGKILL\); it is started again/);
  });

  it('says what PostgreSQL said when it cannot start', async () => {
    await (await start()).stop();
    writeFileSync(join(dataDir, 'postgresql', 'postgresql.auto.conf'), 'no_such_setting = 1\n');
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/did not start in .*no_such_setting/s);
    expect(existsSync(join(dataDir, 'lock.json'))).toBe(false);
  });

  it('refuses a folder of another major version', async () => {
    await (await start()).stop();
    writeFileSync(join(dataDir, 'postgresql', 'PG_VERSION'), '17\n');
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
      /holds a database of PostgreSQL 17; this program brings PostgreSQL 18/,
    );
  });

  it('keeps values of refused rows out of its log', async () => {
    const { url } = await start();
    await query(url, 'create table people (name text primary key)');
    await query(url, `insert into people values ('Canary Robin')`);
    await expect(query(url, `insert into people values ('Canary Robin')`)).rejects.toThrow(/duplicate key/);
    const log = readFileSync(join(dataDir, 'postgres.log'), 'utf8');
    expect(log).toContain('duplicate key');
    expect(log).not.toContain('Canary');
  });
});
