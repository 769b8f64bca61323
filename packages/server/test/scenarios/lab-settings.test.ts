import type { ChannelStates } from '@critical-callout/contract/deliveries';
import type { LabSettings, SaveLabSettings } from '@critical-callout/contract/lab';
import type { Setup } from '@critical-callout/contract/setup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealDay, sendHeads } from '../../src/audit/index.ts';
import { openChannels, queuePlainOver } from '../../src/delivery/index.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

/** The settings of the laboratory itself: who may, what is refused, what is written down, and that each of them does something. */
let lab: Lab;
let admin: Visitor;
let caller: Visitor;
beforeAll(async () => {
  lab = await startLab({ now: '2026-03-02T08:00:00Z', env: { SMTP_URL: 'smtp://127.0.0.1:9' } });
  admin = await lab.signIn('lab-admin');
  caller = await lab.signIn('technologist');
});
afterAll(() => lab.close());

const PATH = '/api/v1/settings/lab';
const read = async (): Promise<{ body: SaveLabSettings; tag: string; all: LabSettings }> => {
  const answer = await admin.get(PATH);
  const all = (await answer.json()) as LabSettings;
  const { code: _code, isPractice: _isPractice, seenIdentifierTypes: _types, about: _about, ...body } = all;
  return { body, tag: answer.headers.get('etag') ?? '', all };
};
const save = async (change: object, headers = {}) => admin.send('PUT', PATH, { ...(await read()).body, ...change }, headers);
const events = async (type: string): Promise<{ text: string; payload: Record<string, unknown> }[]> =>
  (await lab.db.pool.query('select text, payload from events where type = $1 order by seq', [type])).rows;

describe('the settings of the laboratory', () => {
  it('start with defaults, are read by who works here and changed by administrators', async () => {
    const { body, all } = await read();
    expect(body).toMatchObject({ stripe: null, identifiers: [], switchboard: '', idle_minutes: 15, session_hours: 12 });
    expect(all.about).toMatchObject({ database: { kind: 'own' }, archive: null, audit: { sentAt: null } });
    expect((await caller.get(PATH)).status).toBe(200);
    expect((await caller.send('PUT', PATH, body)).status).toBe(403);
  });

  it.each([
    [{ zone: 'Mars/Olympus' }, 'body.zone', "'Mars/Olympus' is not an IANA time zone"],
    [{ session_hours: 13 }, 'body.session_hours', '12'],
    [{ idle_minutes: 4 }, 'body.idle_minutes', '5'],
    [{ audit_head_emails: ['a b@c'] }, 'body.audit_head_emails.0', "'a b@c'"],
    [{ identifiers: [{ type: 'M-R', label: 'x' }] }, 'body.identifiers.0.type', 'table 0203'],
    [{ stripe: 'pink' }, 'body.stripe', 'violet'],
  ])('%j is refused with its field and why', async (change, field, why) => {
    const answer = await save(change);
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { field: string; message: string }[] };
    expect(errors[0]?.field).toBe(field);
    expect(errors[0]?.message).toContain(why);
  });

  it('hold at once for everybody, with an event for each part that changed and only for those', async () => {
    const identifiers = [{ type: 'mr', label: 'Hospital no.', groups: [2, 4, 4] }];
    expect((await save({ name: 'North Laboratory', stripe: 'amber', identifiers, switchboard: '555-0100' })).status).toBe(200);
    const me = (await (await caller.get('/api/v1/me')).json()) as { lab: object };
    expect(me.lab).toMatchObject({
      name: 'North Laboratory',
      stripe: 'amber',
      switchboard: '555-0100',
      identifiers: [{ type: 'MR', label: 'Hospital no.', groups: [2, 4, 4] }],
    });
    expect((await events('lab-changed'))[0]?.payload).toMatchObject({
      before: { name: 'Practice Laboratory' },
      after: { name: 'North Laboratory' },
    });
    const changed = await events('settings-changed');
    expect(changed.map(({ payload }) => payload.key)).toEqual(['lab_profile']);
    expect(changed[0]?.payload).toMatchObject({ before: {}, after: { stripe: 'amber' } });
  });

  it('somebody who saw an older state is told so, and what the other saved stays', async () => {
    const { body, tag } = await read();
    expect((await admin.send('PUT', PATH, { ...body, switchboard: '1' }, { 'if-match': tag })).status).toBe(200);
    const late = await admin.send('PUT', PATH, { ...body, switchboard: '2' }, { 'if-match': tag });
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({ code: 'settings.changed-meanwhile' });
    expect((await read()).body.switchboard).toBe('1');
    const mail = await admin.get('/api/v1/settings/mail');
    const seen = { 'if-match': mail.headers.get('etag') ?? '' };
    const other = { ...((await mail.json()) as object), callback_phone: '555-0199' };
    expect((await admin.send('PUT', '/api/v1/settings/mail', other, seen)).status).toBe(200);
    expect((await admin.send('PUT', '/api/v1/settings/mail', other, seen)).status).toBe(409);
  });

  it('what stands below the sign-in is read by a stranger, who learns nothing else', async () => {
    await save({ login_notice: 'Maintenance on Sunday.' });
    const answer = await fetch(`${lab.baseUrl}/api/auth/notices`);
    expect(await answer.json()).toEqual({
      version: expect.stringMatching(/^\d/),
      notices: [{ lab: 'North Laboratory', text: 'Maintenance on Sunday.' }],
    });
  });
});

it('a session ends after the hours of the laboratory, also one that began before they were shortened', async () => {
  const other = await lab.signIn('director');
  const { sessionEndsAt } = (await (await other.get('/api/v1/me')).json()) as { sessionEndsAt: string };
  expect(Date.parse(sessionEndsAt) - lab.clock.now().getTime()).toBe(12 * 3_600_000);
  await save({ session_hours: 1 });
  const shorter = (await (await other.get('/api/v1/me')).json()) as { sessionEndsAt: string };
  expect(Date.parse(shorter.sessionEndsAt) - lab.clock.now().getTime()).toBe(3_600_000);
  for (const minutes of [10, 10, 10, 10, 10, 9]) {
    lab.clock.advance({ minutes });
    expect((await other.get('/api/v1/me')).status).toBe(200);
  }
  lab.clock.advance({ minutes: 2 });
  expect((await other.get('/api/v1/me')).status).toBe(401);
  admin = await lab.signIn('lab-admin');
});

it('the head of the audit trail goes once a day to the addresses given, and its mail names line and hash', async () => {
  await save({ audit_head_emails: ['compliance@lab.example', 'archive@lab.example'] });
  const mails = () =>
    lab.db.pool.query(
      "select address, content->>'text' as text from deliveries where address like '%@lab.example' order by address",
    );
  const sealNow = async (): Promise<{ seq: string; hash: string } | undefined> =>
    (await lab.db.pool.query("select seq, encode(hash, 'hex') as hash from event_seals order by day desc limit 1")).rows[0];
  lab.clock.advance({ hours: 24 });
  admin = await lab.signIn('lab-admin');
  await sealDay(lab.deps);
  const send = queuePlainOver(openChannels(lab.deps.config));
  await sendHeads(lab.deps, send);
  expect(await sendHeads(lab.deps, send)).toBe(0);
  const seal = await sealNow();
  const { rows } = await mails();
  expect(rows.map(({ address }) => address)).toEqual(['archive@lab.example', 'compliance@lab.example']);
  expect(rows[0].text).toContain(`Last line:  ${seal?.seq}`);
  expect(rows[0].text).toContain(seal?.hash);
  expect(await events('audit-head-sent')).toHaveLength(2);
  expect((await read()).all.about.audit.sentAt).toBe(lab.clock.now().toISOString());
  // Nobody tried whether e-mail arrives: the wizard and the channel's card do not take these for a test.
  for (const state of [
    "'sending', claimed_at = now(), lease_until = now()",
    "'accepted', due_at = null, claimed_at = null, lease_until = null, finished_at = now()",
  ])
    await lab.db.pool.query(`update deliveries set state = ${state} where address like '%@lab.example'`);
  const { steps } = (await (await admin.get('/api/v1/setup')).json()) as Setup;
  const tested = steps.flatMap(({ checks }) => checks).find(({ id }) => id === 'channel-tested');
  expect(tested).toMatchObject({ state: 'open', count: 0 });
  const { channels } = (await (await admin.get('/api/v1/channels')).json()) as ChannelStates;
  expect(channels.find(({ channel }) => channel === 'email')?.lastTest).toBeNull();
});
