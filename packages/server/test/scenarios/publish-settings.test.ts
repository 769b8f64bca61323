import type { MailSettings } from '@critical-callout/contract/deliveries';
import type { LabSettings } from '@critical-callout/contract/lab';
import type { SettingsImported, SettingVersions } from '@critical-callout/contract/settings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab, type Visitor } from '../lab.ts';

/** Settings are published with a comment, against the version they were made from; versions, and files of all of them. */
let lab: Lab;
let admin: Visitor;
let director: Visitor;
let caller: Visitor;
beforeAll(async () => {
  lab = await startLab({ now: '2026-03-02T08:00:00Z' });
  [admin, director, caller] = [await lab.signIn('lab-admin'), await lab.signIn('director'), await lab.signIn('caller')];
});
afterAll(() => lab?.close());

const at = (name: string): string => `/api/v1/settings/${name}`;
const read = async <T>(name: string): Promise<{ value: T; tag: string }> => {
  const answer = await admin.get(at(name));
  return { value: (await answer.json()) as T, tag: answer.headers.get('etag') ?? '' };
};
const publish = (name: string, value: object, comment: string, tag: string | null, visitor = admin) =>
  visitor.send('POST', `${at(name)}/publish`, { value, comment }, tag === null ? {} : { 'if-match': tag });
const versions = async (name: string): Promise<SettingVersions['versions']> =>
  ((await (await caller.get(`${at(name)}/versions`)).json()) as SettingVersions).versions;
const events = async () =>
  (
    await lab.db.pool.query<{ text: string; payload: Record<string, unknown> }>(
      "select text, payload from events where type in ('settings-changed', 'lab-changed') order by seq",
    )
  ).rows;

describe('publishing', () => {
  it('keeps the comment with the version and in the audit trail, with what was before', async () => {
    const { value, tag } = await read<MailSettings>('mail');
    const answer = await publish('mail', { ...value, callback_phone: '555-0199' }, 'New number of the desk', tag);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ callback_phone: '555-0199' });
    const [event] = (await events()).slice(-1);
    expect(event?.text).toBe('Settings mail_settings changed by - Test lab-admin: New number of the desk');
    expect(event?.payload).toMatchObject({
      comment: 'New number of the desk',
      before: {},
      after: { callback_phone: '555-0199' },
    });
    expect(await versions('mail')).toMatchObject([
      { version: 2, by: 'Test lab-admin', comment: 'New number of the desk', value: { callback_phone: '555-0199' } },
      { version: 1, seq: null, at: null, comment: '', value: { callback_phone: '', mail_content: 'minimal' } },
    ]);
  });

  it('is refused without a comment, without the version it was made from, to who may not, and with a wrong value by its name', async () => {
    const { value, tag } = await read<MailSettings>('mail');
    expect((await publish('mail', value, ' ', tag)).status).toBe(400);
    expect((await publish('mail', value, 'why', null)).status).toBe(428);
    expect((await publish('mail', value, 'why', tag, caller)).status).toBe(403);
    const wrong = await publish('mail', { ...value, fax_content: 'all' }, 'why', tag);
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ errors: [{ field: 'body.value.fax_content' }] });
    expect((await publish('limits', { second_person: 1 }, 'why', (await read('limits')).tag, admin)).status).toBe(403);
    expect((await publish('limits', { second_person: 1 }, 'why', (await read('limits')).tag, director)).status).toBe(200);
  });

  it('of two who began from the same version the later one is refused, and what the other published stays', async () => {
    const { value, tag } = await read<MailSettings>('mail');
    expect((await publish('mail', { ...value, fax_content: 'none' }, 'the tray', tag)).status).toBe(200);
    const late = await publish('mail', { ...value, mail_content: 'full' }, 'late', tag, director);
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({ code: 'settings.changed-meanwhile' });
    expect((await read<MailSettings>('mail')).value).toMatchObject({ fax_content: 'none', mail_content: 'minimal' });
  });

  it('the laboratory’s form is one version however many lines it writes, and each version is whole', async () => {
    const { value, tag } = await read<LabSettings>('lab');
    const { code: _code, isPractice: _practice, seenIdentifierTypes: _types, about: _about, ...own } = value;
    const change = { ...own, name: 'North Laboratory', stripe: 'amber', idle_minutes: 20 };
    expect((await publish('lab', change, 'moved', tag)).status).toBe(200);
    expect((await events()).slice(-3).map(({ payload }) => payload.comment)).toEqual(['moved', 'moved', 'moved']);
    const next = await read<LabSettings>('lab');
    expect((await publish('lab', { ...change, zone: 'Europe/Berlin' }, 'clocks', next.tag)).status).toBe(200);
    const found = await versions('lab');
    expect(found.map(({ version, comment }) => [version, comment])).toEqual([
      [3, 'clocks'],
      [2, 'moved'],
      [1, ''],
    ]);
    expect(found[0]?.value).toMatchObject({ name: 'North Laboratory', zone: 'Europe/Berlin', idle_minutes: 20 });
    expect(found[1]?.value).toEqual(change);
    expect(found[2]?.value).toEqual(own);
    // Restoring is publishing what an older version said.
    expect((await publish('lab', own, 'back', (await read('lab')).tag)).status).toBe(200);
    expect((await read<LabSettings>('lab')).value).toMatchObject(own);
  });
});

describe('files', () => {
  const file = (...lines: string[]): string => ['setting,field,value', ...lines].join('\r\n');
  const send = async (csv: string, more: object = {}, visitor = admin) => {
    const answer = await visitor.send('POST', at('import'), { csv, ...more });
    return { status: answer.status, body: (await answer.json()) as SettingsImported & { code: string } };
  };

  it('what is written out is read back as nothing new', async () => {
    const answer = await caller.get(at('settings.csv'));
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const csv = await answer.text();
    expect(csv).toContain('callout-policy,notify_within.inpatient,30');
    const { status, body } = await send(csv);
    expect(status).toBe(200);
    expect(body).toMatchObject({ errors: [], changes: [], isPublished: false });
    expect(body.lines).toBeGreaterThan(40);
  });

  it('a dry run names every error by its line, field and value, and publishes nothing', async () => {
    const before = (await events()).length;
    const wrong = file(
      'callout-policy,notify_within.inpatient,soon',
      'mail,fax_content,all',
      'mail,colour,red',
      'nonsense,a,b',
      'lab,audit_head_emails,good@lab.example nonsense',
      'mail,fax_content,full',
    );
    const { body } = await send(wrong, { dryRun: false, comment: 'why' });
    expect(body).toMatchObject({ isPublished: false, changes: [] });
    expect(body.errors.map(({ line, field }) => [line, field])).toEqual([
      [2, 'callout-policy notify_within.inpatient'],
      [3, 'mail fax_content'],
      [4, 'mail colour'],
      [5, 'setting'],
      [6, 'lab audit_head_emails.2'],
      [7, 'fax_content'],
    ]);
    expect(body.errors[0]?.message).toContain("'soon'");
    expect((await events()).length).toBe(before);
  });

  it('publishes all of it at once with its comment, against the versions the review showed', async () => {
    const csv = file(
      'callout-policy,notify_within.inpatient,20',
      'call-help,phrases.1.code,cb',
      'call-help,phrases.1.text,Call back.',
    );
    const tried = await send(csv);
    expect(tried.body.changes).toMatchObject([
      { setting: 'callout-policy', after: { notify_within: { inpatient: 20, emergency: 30 } } },
      { setting: 'call-help', after: { phrases: [{ code: 'cb', text: 'Call back.' }] } },
    ]);
    const seen = Object.fromEntries(tried.body.changes.map((change) => [change.setting, change.seen]));
    expect((await send(csv, { dryRun: false, seen })).status).toBe(422);
    expect((await send(csv, { dryRun: false, seen: { ...seen, 'call-help': 1 }, comment: 'why' })).status).toBe(409);
    expect((await read('callout-policy')).value).toMatchObject({ notify_within: { inpatient: 30 } });
    expect((await send(csv, { dryRun: false, seen, comment: 'The new protocol' })).body.isPublished).toBe(true);
    expect((await read('callout-policy')).value).toMatchObject({ notify_within: { inpatient: 20 } });
    for (const name of ['callout-policy', 'call-help'])
      expect((await versions(name))[0]).toMatchObject({ comment: 'The new protocol' });
  });

  it('refuses by its line what the role may not publish', async () => {
    const { body } = await send(file('mail,fax_content,full', 'limits,second_person,0'));
    expect(body).toMatchObject({ changes: [], errors: [{ line: 3, message: 'your role may not publish limits' }] });
    expect((await send(file('limits,second_person,0'), {}, director)).body.changes).toHaveLength(1);
    expect((await send(file('mail,fax_content,full'), {}, caller)).status).toBe(403);
  });
});
