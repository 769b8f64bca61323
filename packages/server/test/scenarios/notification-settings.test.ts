import { deliveryContentSchema } from '@critical-callout/contract/deliveries';
import { problemSchema } from '@critical-callout/contract/problem';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { type Fixture, type FixtureBill, furnish, seedBill } from '../fixture.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

/** Two processes on one database: a setting changed at one holds at the other with its very next request. */
let database: TestDatabase;
let one: Lab;
let other: Lab;
let fixture: Fixture;
let director: Visitor;
let caller: Visitor;
beforeAll(async () => {
  database = await createTestDatabase();
  // A mail server that is never called: these processes send nothing, the messages stay queued.
  const options = { database, roles: ['http'], env: { SMTP_URL: 'smtp://127.0.0.1:9' } } as const;
  one = await startLab(options);
  other = await startLab(options);
  fixture = await furnish(one.db, one.labId);
  director = await one.signIn('director');
  caller = await other.signIn('technologist');
});
afterAll(async () => {
  await one.close();
  await other.close();
  await database.drop();
});

const PATH = '/api/v1/settings/critical-notification';
const DEFAULTS = {
  additional_instruction: '',
  is_email: 1,
  mandatory_comments: 0,
  always_notify: 0,
  show_patient_name: 0,
  share_comment: 0,
};

async function save(settings: object, path = PATH): Promise<void> {
  const answer = await director.send('PUT', path, settings);
  expect(answer.status).toBe(200);
}
beforeEach(() => save({}));

const callout = (bill: FixtureBill, notification: object, isDraft = false): Promise<Response> =>
  caller.send(
    'POST',
    `/api/v1/bills/${bill.billId}/callouts`,
    { labReportIds: bill.reportIds, isDraft, notification: { recipients: ['organization'], ...notification } },
    { 'if-match': '"2"' },
  );
const problemOf = async (answer: Response | Promise<Response>) => problemSchema.parse(await (await answer).json());
const calling = { notifiedByCall: { name: 'Rowan Birch', contact: '' } };

/** The message that the callout queued: what will be sent, whatever is changed afterwards. */
async function mailOf(
  bill: FixtureBill,
  comment = 'Repeat sample sent',
): Promise<{ subject: string; text: string; html: string }> {
  expect((await callout(bill, { sendEmail: true, comment })).status).toBe(201);
  const { rows } = await one.db.pool.query('select content from deliveries where bill_id = $1', [bill.billId]);
  expect(rows).toHaveLength(1);
  return deliveryContentSchema.parse(rows[0].content);
}

describe('critical_notification_settings', () => {
  it('are six keys with these defaults, and no other key or value is taken', async () => {
    expect(await (await caller.get(PATH)).json()).toEqual(DEFAULTS);
    await save({ share_comment: 1 });
    expect(await (await caller.get(PATH)).json()).toEqual({ ...DEFAULTS, share_comment: 1 });
    for (const wrong of [{ colour: 1 }, { is_email: true }, { always_notify: 2 }, { additional_instruction: null }]) {
      expect(await problemOf(director.send('PUT', PATH, wrong)), JSON.stringify(wrong)).toMatchObject({ status: 400 });
    }
    expect(await problemOf(caller.send('PUT', PATH, DEFAULTS))).toMatchObject({ status: 403 });
    expect(await (await caller.get(PATH)).json()).toEqual({ ...DEFAULTS, share_comment: 1 });
  });

  it('leave an event with what was and what is, and every change counts up the version of the rules', async () => {
    const version = async () =>
      (await one.db.pool.query('select rules_version from labs where id = $1', [one.labId])).rows[0].rules_version;
    const before = await version();
    await save({ mandatory_comments: 1 });
    expect(Number(await version())).toBe(Number(before) + 1);
    const { rows } = await one.db.pool.query(
      "select payload from events where lab_id = $1 and type = 'settings-changed' order by seq desc limit 1",
      [one.labId],
    );
    expect(rows[0].payload).toMatchObject({
      key: 'critical_notification_settings',
      before: DEFAULTS,
      after: { ...DEFAULTS, mandatory_comments: 1 },
      actor: { name: 'Test director' },
    });
  });

  it('additional_instruction reaches whoever opens a callout at once, at every process', async () => {
    for (const additional_instruction of ['Ask for the nurse in charge.', 'Ask twice: "read it back".', '']) {
      await save({ additional_instruction });
      expect(await (await caller.get(PATH)).json()).toMatchObject({ additional_instruction });
    }
  });

  it('is_email 0 refuses a message by e-mail and leaves the call', async () => {
    const bill = await seedBill(one.db, fixture);
    await save({ is_email: 0 });
    expect(await problemOf(callout(bill, { sendEmail: true }))).toMatchObject({ status: 422, code: 'delivery.email-off' });
    await save({ is_email: 1 });
    expect((await callout(bill, { sendEmail: true })).status).toBe(201);
    await save({ is_email: 0 });
    expect((await callout(await seedBill(one.db, fixture), calling)).status).toBe(201);
  });

  it.each([true, false])('mandatory_comments 1 refuses an empty comment (attempt: %s)', async (isDraft) => {
    const bill = await seedBill(one.db, fixture);
    await save({ mandatory_comments: 1 });
    for (const comment of [undefined, '', '   ']) {
      expect(await problemOf(callout(bill, { ...calling, comment }, isDraft))).toMatchObject({
        status: 422,
        code: 'callout.comment-missing',
      });
    }
    expect((await callout(bill, { ...calling, comment: 'told' }, isDraft)).status).toBe(201);
    await save({ mandatory_comments: 0 });
    expect((await callout(await seedBill(one.db, fixture), calling, isDraft)).status).toBe(201);
  });

  it('always_notify 1 holds back the signature of a person while a callout is pending or attempted, and of nothing else', async () => {
    const sign = (reportId: number | undefined, via: string) =>
      caller.send('POST', `/api/v1/lab-reports/${reportId}/sign`, { via });
    await save({ always_notify: 1 });
    for (const isAttempted of [false, true]) {
      const bill = await seedBill(one.db, fixture, { reports: 6 });
      if (isAttempted) expect((await callout(bill, calling, true)).status).toBe(201);
      const [byHand, ...others] = bill.reportIds;
      expect(await problemOf(sign(byHand, 'manual'))).toMatchObject({ status: 409, code: 'callout.always-notify' });
      for (const [index, via] of ['auto-approval', 'auto-dispatch', 'sign-all', 'mobile'].entries()) {
        expect((await sign(others[index], via)).status, via).toBe(200);
      }
    }
    const told = await seedBill(one.db, fixture);
    expect((await callout(told, calling)).status).toBe(201);
    expect((await sign(told.reportIds[0], 'manual')).status).toBe(200);
    const open = await seedBill(one.db, fixture);
    await save({ always_notify: 0 });
    expect((await sign(open.reportIds[0], 'manual')).status).toBe(200);
  });

  it('show_patient_name 1 puts the accession number in place of the name in subject and body', async () => {
    const patient = { family: 'Haddad', given: 'Karim' };
    await save({ mail_content: 'full' }, '/api/v1/settings/mail');
    const shown = await mailOf(await seedBill(one.db, fixture, { patient }));
    for (const part of [shown.subject, shown.text, shown.html]) expect(part).toContain('Haddad, Karim');
    await save({ show_patient_name: 1 });
    const bill = await seedBill(one.db, fixture, { patient });
    const hidden = await mailOf(bill);
    const accession = `ACC-${bill.billNumber.slice(2)}`;
    for (const part of [hidden.subject, hidden.text, hidden.html]) {
      expect(part).not.toMatch(/haddad|karim/iu);
      expect(part).toContain(accession);
    }
    expect(hidden.text).toContain('6.8 mmol/L');
    await save({}, '/api/v1/settings/mail');
  });

  it('share_comment 1 appends the comment to the message, and 0 keeps it inside the laboratory', async () => {
    expect(JSON.stringify(await mailOf(await seedBill(one.db, fixture)))).not.toContain('Repeat sample');
    await save({ share_comment: 1 });
    const { subject, text, html } = await mailOf(await seedBill(one.db, fixture));
    expect(text).toContain('Comment: Repeat sample sent');
    expect(html).toContain('Repeat sample sent');
    expect(subject).not.toContain('Repeat sample');
  });
});
