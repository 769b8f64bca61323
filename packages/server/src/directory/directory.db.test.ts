import { saveScheduleSchema } from '@critical-callout/contract/directory';
import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Fixture, type FixtureBill, seedBill, seedLab } from '../../test/fixture.ts';
import { processCallout } from '../callout/index.ts';
import { saveContactPoint } from './contact-points.ts';
import { resolveContacts } from './contacts.ts';
import { saveDelegation } from './delegations.ts';
import { reportWrongNumber } from './index.ts';
import { saveParty } from './parties.ts';
import { changeBy } from './say.ts';
import { previewSchedule, saveSchedule } from './schedules.ts';
import { suggestContact } from './suggested-contact.ts';
import { readTasks } from './tasks.ts';

const now = new Date('2026-11-23T10:12:00Z');
let test: TestDatabase;
let lab: Fixture;
let bill: FixtureBill;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());
let labs = 0;
beforeEach(async () => {
  lab = await seedLab(test.db, `lab-${++labs}`);
  bill = await seedBill(test.db, lab);
});

type Tx = Parameters<Parameters<TestDatabase['db']['inLab']>[1]>[0];
const inLab = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => test.db.inLab(lab.labId, work);
const change = () => changeBy(lab.session, now);
const contactsAt = async (at = now) => (await inLab((tx) => resolveContacts(tx, lab.labId, [bill.billId], at))).get(bill.billId);
const party = {
  receives: 'may-receive',
  isActive: true,
  language: null,
  credential: null,
  function: null,
  organizationId: null,
} as const;
const point = { purpose: 'general', hours: null, preference: 100, verifiedAt: null, isActive: true } as const;
const addWard = () =>
  inLab((tx) => saveParty(tx, change(), 'ward', null, { ...party, code: '7b', name: 'Ward 7B', receives: 'must-confirm-relay' }));
const addPerson = (code: string, name: string) =>
  inLab((tx) => saveParty(tx, change(), 'person', null, { ...party, code, name, function: 'nurse' }));

describe('whom to tell', () => {
  it('is found through ward, rota, cover, contact points and general addresses, in the order of the rules', async () => {
    const ward = await addWard();
    const nurse = await addPerson('N1', 'Nurse Kim');
    const reed = await inLab((tx) =>
      saveParty(tx, change(), 'doctor', null, {
        ...party,
        code: 'D2',
        name: 'Dr Ben Reed',
        phone: '555-0222',
        email: null,
        fax: null,
      }),
    );
    await inLab(async (tx) => {
      await saveSchedule(tx, change(), null, {
        code: 'R1',
        name: 'Ward 7B days',
        duty: 'responsible',
        of: { kind: 'ward', id: ward.id },
        firstDay: '2026-11-01',
        handover: '07:00',
        turnHours: 24,
        hours: null,
        members: [{ kind: 'person', id: nurse.id }],
        overrides: [],
        isActive: true,
      });
      const period = { from: '2026-11-23T00:00:00Z', to: '2026-11-24T00:00:00Z' };
      await saveDelegation(tx, change(), null, {
        doctorId: lab.doctorId,
        coveredBy: { kind: 'doctor', id: reed.id },
        ...period,
        reason: '',
        isActive: true,
      });
      await saveContactPoint(tx, change(), null, {
        ...point,
        owner: { kind: 'organization', id: lab.organizationId },
        purpose: 'critical-notification',
        channel: 'email',
        value: 'Critical@Harbour.example',
      });
      await saveContactPoint(tx, change(), null, {
        ...point,
        owner: { kind: 'person', id: nurse.id },
        channel: 'phone',
        value: '+1 (212) 555-0123',
      });
      await saveContactPoint(tx, change(), null, { ...point, owner: { kind: 'lab' }, channel: 'phone', value: '9000' });
    });
    const found = await contactsAt();
    expect(found?.hasNoContact).toBe(false);
    expect(found?.contacts.map(({ name, reason, isOnDuty }) => `${name} (${reason})${isOnDuty ? ' on duty' : ''}`)).toEqual([
      'Nurse Kim (responsible now: Ward 7B days) on duty',
      'Dr Ada Finch (ordering doctor, covered by Dr Ben Reed now)',
      'Dr Ben Reed (covers for Dr Ada Finch)',
      'Harbour Clinic (organization, critical notification)',
      'Ward 7B (desk of the ward)',
      "Laboratory lab-1 (the laboratory's last resort)",
    ]);
    expect(found?.contacts[0]).toMatchObject({
      kind: 'others',
      phone: '+1 (212) 555-0123',
      points: [{ dialled: '+12125550123' }],
    });
    expect(found?.contacts[1]).toMatchObject({ kind: 'referral', phone: '555-0111', email: 'finch@harbour.example' });
    expect(found?.contacts[3]).toMatchObject({ kind: 'organization', email: 'Critical@Harbour.example' });
    expect(found?.contacts[3]?.points.map(({ value }) => value)).toEqual(['Critical@Harbour.example', 'desk@harbour.example']);
    // The day after, the cover is over.
    expect((await contactsAt(new Date('2026-11-24T00:00:00Z')))?.contacts.map(({ name }) => name)).not.toContain('Dr Ben Reed');
  });

  it('takes as many statements for fifty orders as for one', async () => {
    const statements: string[] = [];
    const db = test.open({ onStatement: (text) => statements.push(text) });
    const bills = await Promise.all(Array.from({ length: 50 }, () => seedBill(test.db, lab)));
    const count = async (ids: number[]) => {
      statements.length = 0;
      const found = await db.inLab(lab.labId, (tx) => resolveContacts(tx, lab.labId, ids, now));
      expect(found.size).toBe(ids.length);
      return statements.length;
    };
    expect(await count(bills.map(({ billId }) => billId))).toBe(await count([bill.billId]));
  });

  it('is nothing of another laboratory', async () => {
    const other = await seedLab(test.db, `other-${labs}`);
    expect((await test.db.inLab(other.labId, (tx) => resolveContacts(tx, other.labId, [bill.billId], now))).size).toBe(0);
  });
});

const submit = (session: LabSession, contact: string, outcome: 'wrong-number' | 'no-answer' = 'wrong-number') =>
  inLab((tx) =>
    processCallout(
      tx,
      {
        session,
        billId: bill.billId,
        labReportIds: bill.reportIds,
        isDraft: true,
        seenVersion: null,
        baseUrl: '',
        now,
        notification: {
          recipients: ['referral'],
          sendEmail: false,
          sendFax: false,
          sendSms: false,
          sendWhatsapp: false,
          outcome,
          notifiedByCall: { name: 'Dr Ada Finch', contact },
        },
      },
      async () => ({ queued: [], missing: [] }),
      { resolveContacts, reportWrongNumber, suggestContact },
    ),
  );

describe('a callout', () => {
  it('keeps whom the directory named at that moment, with the reasons', async () => {
    await submit(lab.session, '555-0111', 'no-answer');
    const { rows } = await inLab((tx) =>
      sql<{
        resolved: unknown;
      }>`select payload->'resolved_contacts' as resolved from events where lab_id = ${lab.labId} and type = 'callout-attempted'`.execute(
        tx,
      ),
    );
    expect(rows).toEqual([
      {
        resolved: [
          {
            party: { kind: 'doctor', id: lab.doctorId },
            name: 'Dr Ada Finch',
            reason: 'ordering doctor',
            is_on_duty: false,
            receives: 'may-receive',
            points: [
              { channel: 'phone', dialled: '5550111', is_usable_now: true },
              { channel: 'email', dialled: 'finch@harbour.example', is_usable_now: true },
            ],
          },
          {
            party: { kind: 'organization', id: lab.organizationId },
            name: 'Harbour Clinic',
            reason: 'organization, general address',
            is_on_duty: false,
            receives: 'may-receive',
            points: [{ channel: 'email', dialled: 'desk@harbour.example', is_usable_now: true }],
          },
        ],
      },
    ]);
  });

  it('that met a wrong number opens one task for that number, however it is written', async () => {
    await submit(lab.session, '555-0111', 'no-answer');
    await submit(lab.session, '555-0111');
    await submit(lab.session, '5550111');
    const { items } = await inLab((tx) => readTasks(tx, lab.labId, { state: 'open', limit: 10 }));
    expect(items).toMatchObject([
      {
        kind: 'wrong-number',
        subject: 'number: 5550111',
        detail: '555-0111 did not reach Dr Ada Finch.',
        billId: bill.billId,
        closedAt: null,
      },
    ]);
    const { rows } = await inLab((tx) =>
      sql<{ text: string }>`select text from events where lab_id = ${lab.labId} and type = 'directory-task-opened'`.execute(tx),
    );
    expect(rows).toEqual([{ text: `Directory task opened - wrong-number, For - ${bill.billNumber}` }]);
  });
});

describe('a schedule', () => {
  it('shows who is on duty and every gap: nobody, somebody without a contact, somebody who may not receive', async () => {
    const ward = await addWard();
    const [kim, lee, sam] = [
      await addPerson('N1', 'Nurse Kim'),
      await addPerson('N2', 'Nurse Lee'),
      await addPerson('N3', 'Nurse Sam'),
    ];
    const holder = ({ id }: { id: number }) => ({ kind: 'person' as const, id });
    const preview = await inLab(async (tx) => {
      for (const { id } of [kim, sam])
        await saveContactPoint(tx, change(), null, {
          ...point,
          owner: { kind: 'person', id },
          channel: 'pager',
          value: `77${id}`,
        });
      await saveParty(tx, change(), 'person', sam.id, {
        ...party,
        code: 'N3',
        name: 'Nurse Sam',
        function: null,
        receives: 'may-not-receive',
      });
      const schedule = await saveSchedule(
        tx,
        change(),
        null,
        saveScheduleSchema.parse({
          code: 'R1',
          name: 'Ward 7B days',
          duty: 'responsible',
          of: { kind: 'ward', id: ward.id },
          firstDay: '2026-11-23',
          handover: '08:00',
          turnHours: 24,
          members: [holder(kim), holder(lee), holder(sam)],
          overrides: [{ from: '2026-11-26T09:00:00Z', to: '2026-11-26T10:00:00Z', who: null }],
        }),
      );
      return previewSchedule(tx, lab.labId, schedule.id, new Date('2026-11-23T07:00:00Z'), 4);
    });
    expect(preview.onDuty).toBeNull();
    expect(preview.gaps.map(({ from, to, reason }) => `${from.slice(5, 16)} ${to.slice(5, 16)} ${reason}`)).toEqual([
      '11-23T07:00 11-23T08:00 nobody',
      '11-24T08:00 11-25T08:00 no-contact',
      '11-25T08:00 11-26T08:00 may-not-receive',
      '11-26T09:00 11-26T10:00 nobody',
    ]);
    expect(preview.spans[1]).toMatchObject({ onDuty: { kind: 'person', id: kim.id, name: 'Nurse Kim', canBeReached: true } });
  });
});
