import { sql } from 'kysely';
import { closeCallout, processCallout, reviewReports } from '../src/callout/index.ts';
import { openChannels, queueDeliveriesOver } from '../src/delivery/index.ts';
import { reportWrongNumber, resolveContacts, resolveOnDuty, resolveParty, suggestContact } from '../src/directory/index.ts';
import {
  advanceLadderOver,
  createAuditor,
  createEscalator,
  type EscalationPorts,
  ladder as escalationLadder,
  type Ping,
  queueStepMessagesOver,
  resolveStepsOver,
} from '../src/escalation/index.ts';
import { changeOwner, endOwnership } from '../src/ownership/index.ts';
import { readConfig } from '../src/platform/config.ts';
import type { Database } from '../src/platform/db.ts';
import { createLogger } from '../src/platform/log.ts';
import { type MovableClock, movableClock } from './clock.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { type Fixture, type FixtureBill, seedBill, seedLab } from './fixture.ts';

/** As the application joins them: that somebody has an order ends with its ladder. */
const ladder: typeof escalationLadder = {
  ...escalationLadder,
  close: async (tx, change) => {
    await escalationLadder.close(tx, change);
    await endOwnership(tx, change.labId, change.billIds, change.now);
  },
};

export const T0 = new Date('2026-11-23T10:00:00Z');

/** A laboratory with people to escalate to, ladders as in production, and a clock that only the test moves. */
export type EscalationWorld = {
  test: TestDatabase;
  lab: Fixture;
  clock: MovableClock;
  ports: EscalationPorts;
  /** One process: its own pool, its own tick. */
  process: (ports?: EscalationPorts) => { db: Database; tick: () => Promise<number>; settle: () => Promise<void> };
  auditor: (ping?: Ping | null) => () => Promise<number>;
  /** An order that becomes critical now. */
  open: (options?: { reports?: number }) => Promise<FixtureBill>;
  /** Done or attempted, by whoever saw the newest version. */
  submit: (bill: FixtureBill, isDraft?: boolean, labReportIds?: number[], more?: SubmitMore) => Promise<void>;
  /** Somebody claims the order, or renews their claim; or gives it back. A claim lasts two minutes unless it is renewed. */
  claim: (bill: FixtureBill, who?: 'osei' | 'reed') => Promise<void>;
  release: (bill: FixtureBill, who?: 'osei' | 'reed') => Promise<void>;
  /** Closed with a code by a supervisor: nobody was told. */
  closeAs: (bill: FixtureBill, labReportIds: number[]) => Promise<void>;
  /** The sender changes the value of these reports: still critical, or not any more. */
  correct: (bill: FixtureBill, isCritical: boolean) => Promise<void>;
  rows: <T>(query: string, values?: unknown[]) => Promise<T[]>;
  steps: (bill: FixtureBill) => Promise<string[]>;
  close: () => Promise<void>;
};

/** `minutesAgo`: written down later. `dies`: the process ends before the commit. */
export type SubmitMore = { minutesAgo?: number; dies?: boolean };

/** Times of `steps` are minutes since T0. */
export async function escalationWorld(options: { zone?: string; now?: Date } = {}): Promise<EscalationWorld> {
  const test = await createTestDatabase();
  const clock = movableClock(options.now ?? T0);
  const lab = await seedLab(test.db);
  const { config } = readConfig({ SMTP_URL: 'smtp://127.0.0.1:9' }); // never called: deliveries stay queued
  const channels = openChannels(config);
  const ports: EscalationPorts = {
    resolve: resolveStepsOver({ resolveContacts, resolveOnDuty, resolveParty }),
    queueMessage: queueStepMessagesOver(queueDeliveriesOver(channels)),
  };
  const log = createLogger('silent');
  const rows: EscalationWorld['rows'] = async (query, values = []) => (await test.db.pool.query(query, values)).rows;
  await seedPeople(test.db, lab, options.zone ?? 'UTC');
  const since = clock.now();
  const own = async (bill: FixtureBill, who: 'osei' | 'reed', type: 'claim' | 'release'): Promise<void> => {
    const by = who === 'osei' ? { userId: 'user-osei', name: 'M. Osei' } : { userId: 'user-reed', name: 'S. Reed' };
    const session = { ...lab.session, userId: by.userId, userName: by.name };
    const command = { type, by };
    await test.db.inLab(lab.labId, (tx) => changeOwner(tx, { session, billId: bill.billId, command, now: clock.now() }));
  };

  return {
    test,
    lab,
    clock,
    ports,
    process: (own = ports) => {
      const db = test.open();
      const tick = createEscalator({ db, clock, log }, own);
      const settle = async (): Promise<void> => {
        while ((await tick()) > 0);
      };
      return { db, tick, settle };
    },
    auditor: (ping = null) => createAuditor({ db: test.db, clock, log }, ping),
    open: ({ reports = 1 } = {}) => seedBill(test.db, lab, { now: clock.now(), reports }),
    claim: (bill, who = 'osei') => own(bill, who, 'claim'),
    release: (bill, who = 'osei') => own(bill, who, 'release'),
    closeAs: async (bill, labReportIds) => {
      const [seen] = await rows<{ version: number }>('select version from bills where lab_id = $1 and id = $2', [
        lab.labId,
        bill.billId,
      ]);
      const session = { ...lab.session, userId: 'sup-1', userName: 'Sofia Marsh', role: 'supervisor' as const };
      const asked = { session, billId: bill.billId, seenVersion: seen?.version ?? 0, now: clock.now(), labReportIds };
      await test.db.inLab(lab.labId, (tx) => closeCallout(tx, { ...asked, code: 'duplicate', comment: 'entered twice' }, ladder));
    },
    submit: async (bill, isDraft = false, labReportIds = bill.reportIds, { minutesAgo = 0, dies = false } = {}) => {
      const [seen] = await rows<{ version: number }>('select version from bills where lab_id = $1 and id = $2', [
        lab.labId,
        bill.billId,
      ]);
      const input = {
        session: lab.session,
        billId: bill.billId,
        labReportIds,
        isDraft,
        seenVersion: seen?.version ?? 0,
        baseUrl: '',
        now: clock.now(),
        notification: {
          recipients: [],
          sendEmail: false,
          sendFax: false,
          sendSms: false,
          sendWhatsapp: false,
          ...(isDraft ? {} : { notifiedByCall: { name: 'Rowan Birch', contact: '555-0100' } }),
          outcome: isDraft ? ('no-answer' as const) : ('reached-no-read-back' as const),
          ...(minutesAgo > 0
            ? {
                performedAt: new Date(clock.now().getTime() - minutesAgo * 60_000).toISOString(),
                backDatedReason: 'written down later',
              }
            : {}),
        },
      };
      const queue = queueDeliveriesOver(channels);
      const directory = { resolveContacts, reportWrongNumber, suggestContact };
      await test.db.inLab(lab.labId, async (tx) => {
        await processCallout(tx, input, queue, directory, ladder, advanceLadderOver(ports));
        if (dies) throw new Error('the process ended here');
      });
    },
    correct: (bill, isCritical) => correct(test.db, lab, bill, isCritical, clock.now()),
    rows,
    steps: async (bill) => {
      const found = await rows<{ line: string }>(
        `select s.step_number || '.' || s.repeat_number || ' ' || s.who || ' due ' || round(extract(epoch from s.due_at - $3::timestamptz) / 60)
           || coalesce(' ' || s.outcome || ' ' || round(extract(epoch from s.done_at - $3::timestamptz) / 60), '') as line
         from escalation_steps s join escalation_runs u on u.lab_id = s.lab_id and u.id = s.run_id
         where u.lab_id = $1 and u.bill_id = $2 order by u.id, s.due_at, s.step_number, s.repeat_number`,
        [lab.labId, bill.billId, since],
      );
      return found.map(({ line }) => line);
    },
    close: test.drop,
  };
}

async function correct(db: Database, lab: Fixture, bill: FixtureBill, isCritical: boolean, now: Date): Promise<void> {
  const before = { value: '6.8', unit: 'mmol/L', isCritical: true };
  const after = { value: isCritical ? '7.4' : '4.2', unit: 'mmol/L', isCritical };
  await db.inLab(lab.labId, async (tx) => {
    const { rows } = await sql<{ id: number; critical_values: 0 | 1 | 2 | 3 | 4 }>`
      select id, critical_values from lab_reports where lab_id = ${lab.labId} and bill_id = ${bill.billId} and id = any(${bill.reportIds}::bigint[]) order by id`.execute(
      tx,
    );
    const reports = rows.map(({ id, critical_values }) => ({
      labReportId: id,
      billId: bill.billId,
      testName: 'Potassium',
      current: critical_values,
      patientClass: 'inpatient' as const,
      results: [{ identity: 'K', ...after, isAbnormal: isCritical, status: 'C' }],
      changes: [{ identity: 'K', kind: 'changed' as const, before, after }],
    }));
    await reviewReports(tx, { labId: lab.labId, now, reports }, ladder);
  });
}

/** Two supervisors (one without an address), a director and an in-house doctor of chemistry. */
async function seedPeople(db: Database, { labId, doctorId, chemistryId }: Fixture, zone: string): Promise<void> {
  const people = [
    ['sup-1', 'Sofia Marsh', 'marsh@lab.example', 'supervisor', 'user'],
    ['sup-2', 'Sam Reed', 'sam@no-mail.invalid', 'supervisor', 'user'],
    ['dir-1', 'Dagny Ferrars', 'ferrars@lab.example', 'director', 'user'],
    ['doc-1', 'Dr. Henrik Solano', 'solano@lab.example', 'doctor', 'doctor'],
  ] as const;
  await db.inSystem(async (tx) => {
    await sql`update labs set zone = ${zone} where id = ${labId}`.execute(tx);
    for (const [id, name, email, role, kind] of people) {
      const isDoctor = kind === 'doctor';
      await sql`insert into users (id, name, username, email, created_at, updated_at) values (${id}, ${name}, ${id}, ${email}, ${T0}, ${T0})`.execute(
        tx,
      );
      await sql`insert into memberships (lab_id, user_id, role, kind, doc_type, doctor_id, department_data_type, created_at, updated_at)
        values (${labId}, ${id}, ${role}, ${kind}, ${isDoctor ? 0 : null}, ${isDoctor ? doctorId : null}, ${isDoctor ? null : 0}, ${T0}, ${T0})`.execute(
        tx,
      );
    }
    await sql`insert into user_departments (lab_id, user_id, department_id) values (${labId}, 'doc-1', ${chemistryId})`.execute(
      tx,
    );
  });
}
