import { connect } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, seedLab } from '../../test/fixture.ts';
import { readConfig } from '../platform/config.ts';
import type { Deps } from '../platform/deps.ts';
import { findFreePort } from '../platform/free-port.ts';
import { createLogger } from '../platform/log.ts';
import { createIntake, startMllp } from './index.ts';

let test: TestDatabase;
let lab: Fixture;
let deps: Deps;
beforeAll(async () => {
  test = await createTestDatabase();
  lab = await seedLab(test.db);
  const { config } = readConfig({ CALLOUT_SECRET: 'a secret of forty characters for tests..', CALLOUT_MLLP_PORT: '0' });
  deps = {
    db: test.db,
    clock: { now: () => new Date('2026-11-23T10:00:00Z') },
    config: { ...config, secret: config.secret ?? '' },
    log: createLogger('fatal'),
  };
});
afterAll(() => test.drop());

const change = (statement: string) => test.db.inLab(lab.labId, (tx) => sql.raw(statement).execute(tx));

/** What the server answers to one message of the sending application, or `refused` where nobody listens. */
function send(port: number, application: string): Promise<string> {
  const message = `MSH|^~\\&|${application}|LAB|||20261123100000||ORU^R01|C-${application}-${port}|P|2.5\rPID|1||P1^^^L^MR||Sample^Robin\rOBR|1|B1|F1|K^Potassium\rOBX|1|NM|K^Potassium||4.2|mmol/L|||||F\r`;
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`\u000b${message}\u001c\r`));
    socket.once('data', (data) => {
      resolve(/MSA\|(\w\w)/u.exec(data.toString())?.[1] ?? data.toString());
      socket.destroy();
    });
    socket.once('error', () => resolve('refused'));
  });
}

it('opens, changes and closes ports as the sources say, without a restart', async () => {
  const intake = createIntake(deps);
  const listener = await startMllp(deps, intake);
  expect(listener.addresses()).toEqual([]);
  const port = await findFreePort();
  await change(`update sources set mllp_port = ${port} where code = 'LIS'`);
  expect(await send(port, 'ANALYSER')).toBe('refused');
  expect(await listener.refresh()).toBe(1);
  expect(listener.addresses()).toEqual([{ labId: lab.labId, source: 'LIS', port }]);
  expect(await send(port, 'ANALYSER')).toBe('AA');

  await change(`update sources set sending_application = 'LIS' where code = 'LIS'`);
  expect(await listener.refresh()).toBe(1);
  expect(await send(port, 'OTHER')).toBe('AR');
  expect(await listener.refresh()).toBe(0);

  await change(`update sources set is_enabled = false where code = 'LIS'`);
  expect(await listener.refresh()).toBe(1);
  expect(await send(port, 'LIS')).toBe('refused');
  await listener.close();
  await intake.drain();
});
