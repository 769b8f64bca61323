import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EscalationWorld, escalationWorld } from '../../test/escalation-world.ts';
import type { FixtureBill } from '../../test/fixture.ts';
import { createLogger } from '../platform/log.ts';
import { createPing } from './index.ts';

let world: EscalationWorld;
beforeEach(async () => {
  world = await escalationWorld();
});
afterEach(() => world.close());

const alarms = () =>
  world.rows<{ kind: string; bill: number | null }>(
    `select payload->>'alarm' as kind, bill_id::integer as bill from events where type = 'escalation-alarm' order by seq`,
  );
const watch = async () =>
  (
    await world.rows<{ last_run_at: Date; findings: number; last_ping_answer: string | null }>('select * from escalation_watch')
  )[0];

/** An order opened by a program that knew no ladders. */
async function openWithoutLadder(): Promise<FixtureBill> {
  const bill = await world.open();
  await world.rows('alter table escalation_runs disable trigger all');
  await world.rows('alter table escalation_steps disable trigger all');
  await world.rows('delete from escalation_steps');
  await world.rows('delete from escalation_runs');
  await world.rows('alter table escalation_runs enable trigger all');
  await world.rows('alter table escalation_steps enable trigger all');
  return bill;
}

describe('the auditor', () => {
  it('finds nothing where every ladder follows its policy, and says when it looked', async () => {
    await world.open();
    await world.auditor()();
    expect(await alarms()).toEqual([]);
    expect(await watch()).toMatchObject({ last_run_at: world.clock.now(), findings: 0 });
  });

  it('gives an open callout without a ladder one, from the time it opened, and says so', async () => {
    const bill = await openWithoutLadder();
    world.clock.advance({ minutes: 32 });
    await world.auditor()();
    expect(await alarms()).toEqual([{ kind: 'missing-ladder', bill: bill.billId }]);
    await world.process().settle();
    expect((await world.steps(bill)).slice(0, 2)).toEqual([
      '1.0 ordering-doctor due 25 task 32',
      '2.0 supervisor due 30 told 32',
    ]);
    world.clock.advance({ minutes: 1 });
    await world.auditor()();
    expect(await alarms()).toHaveLength(1);
  });

  it('gives a report that opened again one, where the ladder of its order was under way by then', async () => {
    const bill = await world.open({ reports: 2 });
    world.clock.advance({ minutes: 27 });
    await world.process().settle();
    await world.rows(`update lab_reports set critical_at = $2, due_at = $2::timestamptz + interval '30 minutes' where id = $1`, [
      bill.reportIds[1],
      world.clock.now(),
    ]);
    const look = world.auditor();
    for (const minutes of [1, 1]) {
      world.clock.advance({ minutes });
      await look();
    }
    expect(await alarms()).toEqual([{ kind: 'missing-ladder', bill: bill.billId }]);
    expect(await world.steps(bill)).toEqual(expect.arrayContaining(['2.0 supervisor due 57']));
  });

  it('says once that a step is more than a minute late', async () => {
    const bill = await world.open();
    const look = world.auditor();
    world.clock.advance({ minutes: 25, seconds: 50 });
    await look();
    expect(await alarms()).toEqual([]);
    for (const minutes of [1, 1]) {
      world.clock.advance({ minutes });
      await look();
    }
    expect(await alarms()).toEqual([{ kind: 'late-step', bill: bill.billId }]);
    expect(await watch()).toMatchObject({ findings: 0 });
  });

  it('puts back a step that somebody took out of a running ladder', async () => {
    const bill = await world.open();
    await world.rows('alter table escalation_steps disable trigger all');
    await world.rows('delete from escalation_steps where step_number = 3');
    await world.rows('alter table escalation_steps enable trigger all');
    await world.auditor()();
    expect(await alarms()).toEqual([{ kind: 'broken-plan', bill: bill.billId }]);
    expect(await world.steps(bill)).toHaveLength(6);
  });

  it('works in one process at a time, once a minute, also when the clock was set back', async () => {
    let pings = 0;
    const ping = async (): Promise<string> => {
      pings += 1;
      return 'asked';
    };
    const [one, two] = [world.auditor(ping), world.auditor(ping)];
    for (let second = 0; second < 180; second += 10) {
      await Promise.all([one(), two()]);
      world.clock.advance({ seconds: 10 });
    }
    expect(pings).toBe(3);
    world.clock.advance({ hours: -1 });
    await one();
    expect(pings).toBe(4);
  });

  it('that falls silent is missed by the ladders, once for each silence', async () => {
    await world.open();
    await world.auditor()();
    const { tick } = world.process();
    for (const minutes of [2, 2, 2]) {
      world.clock.advance({ minutes });
      await tick();
    }
    expect(await alarms()).toEqual([{ kind: 'auditor-late', bill: null }]);
    await world.auditor()();
    world.clock.advance({ minutes: 4 });
    await tick();
    expect(await alarms()).toHaveLength(2);
  });
});

describe('the watchdog', () => {
  let server: Server;
  let asked: string[];
  let status: number;
  beforeEach(async () => {
    asked = [];
    status = 200;
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (status === 0) return; // takes the request and never answers
      response.writeHead(status, { location: '/elsewhere' }).end('ok');
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const ping = (timeoutMs = 5_000) =>
    createPing(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/token`, createLogger('silent'), timeoutMs);

  it('is asked only after a look that found nothing wrong', async () => {
    await world.open();
    const look = world.auditor(ping());
    await look();
    expect(asked).toEqual(['GET /ping/token']);
    expect(await watch()).toMatchObject({ last_ping_answer: '200' });
    world.clock.advance({ minutes: 28 });
    await look();
    expect(asked).toHaveLength(1);
  });

  it('that redirects, refuses or hangs is noted and holds nothing up', async () => {
    const answers: string[] = [];
    for (const next of [302, 500, 0]) {
      status = next;
      answers.push(await ping(300)());
    }
    expect(answers).toEqual(['302', '500', 'TimeoutError']);
    expect(asked).toEqual(['GET /ping/token', 'GET /ping/token', 'GET /ping/token']);
  });
});
