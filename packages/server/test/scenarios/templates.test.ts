import type { TemplateHistory, TemplateKey, TemplatePreview, Templates, TestSends } from '@critical-callout/contract/templates';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSender, openChannels, queueDeliveriesOver } from '../../src/delivery/index.ts';
import { createLogger } from '../../src/platform/log.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';
import { type HttpPeer, startHttpPeer } from '../peers/start-http-peer.ts';
import { type SmtpPeer, startSmtpPeer } from '../peers/start-smtp-peer.ts';
import { makeRequest, makeWorld, setSetting, T0, type World } from './delivery-world.ts';

let lab: Lab;
let smtp: SmtpPeer;
let twilio: HttpPeer;
let world: World;
let director: Visitor;
let caller: Visitor;

beforeAll(async () => {
  [smtp, twilio] = await Promise.all([startSmtpPeer(), startHttpPeer()]);
  lab = await startLab({
    now: T0,
    roles: ['http'],
    env: {
      SMTP_URL: smtp.url,
      CALLOUT_TWILIO_URL: twilio.url,
      CALLOUT_TWILIO_ACCOUNT_SID: 'AC0123456789abcdef',
      CALLOUT_TWILIO_AUTH_TOKEN: 'token',
      CALLOUT_TWILIO_WHATSAPP_FROM: '+12125550101',
    },
  });
  world = await makeWorld(lab.db, 'practice', T0, lab.labId);
  await lab.db.pool.query("update doctors set phone = '+44 20 7946 0018'");
  director = await lab.signIn('director');
  caller = await lab.signIn('caller');
});
afterAll(async () => {
  await lab.close();
  await Promise.all([smtp.stop(), twilio.stop()]);
});

const EMAIL: TemplateKey = { channel: 'email', language: 'en', purpose: 'first' };
const WHATSAPP: TemplateKey = { channel: 'whatsapp', language: 'en', purpose: 'first' };
type Answer<T> = { status: number; body: T & { code?: string; detail?: string; problems?: { variable?: string }[] } };

async function post<T = TemplateHistory>(path: string, body: unknown, who = director): Promise<Answer<T>> {
  const answer = await who.send('POST', `/api/v1/templates${path}`, body);
  return { status: answer.status, body: (await answer.json()) as Answer<T>['body'] };
}
const history = async (key = EMAIL): Promise<TemplateHistory> =>
  (await (await caller.get(`/api/v1/templates/history?${new URLSearchParams(key)}`)).json()) as TemplateHistory;
const own = async (text: string) => ({ ...(await history()).builtIn, text });

async function queueAndSend(channels: ('email' | 'whatsapp')[]): Promise<void> {
  const open = openChannels(lab.deps.config);
  const request = await makeRequest(lab.db, world, { channels, labReportIds: world.reportIds.slice(0, 1) });
  await lab.db.inLab(lab.labId, (tx) => queueDeliveriesOver(open)(tx, request));
  const sender = createSender({ db: lab.db, clock: lab.clock, log: createLogger('silent') }, open);
  await sender.tick();
  await sender.idle();
}

describe('what a laboratory writes', () => {
  it('begins with the program’s own words for every channel, language and purpose', async () => {
    const { templates, levels, defaultLanguage } = (await (await caller.get('/api/v1/templates')).json()) as Templates;
    expect(templates).toHaveLength(5 * 4 * 4);
    expect(templates.every(({ version, draftVersion }) => version === null && draftVersion === null)).toBe(true);
    expect(levels).toEqual({ email: 'minimal', fax: 'minimal', sms: 'minimal', whatsapp: 'minimal', webhook: 'minimal' });
    expect(defaultLanguage).toBe('en');
  });

  it('is refused with the name nobody knows and its line, and nothing is saved', async () => {
    const parts = await own('Dear {{ recipientName }}\ncall {{ callbackPhone }}\nabout {{ patientNmae }}');
    const answer = await post('', { key: EMAIL, parts, baseVersion: 0 });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'delivery.template-problem', detail: expect.stringContaining('text, line 3: unknown variable patientNmae') },
    });
    expect((await history()).versions).toEqual([]);
  });

  it('is a draft, then published with a comment, restored, and given up; each step an event and no version edited', async () => {
    expect((await post('', { key: EMAIL, parts: await own('One: {{ callbackPhone }}'), baseVersion: 0 })).status).toBe(201);
    const { templates } = (await (await caller.get('/api/v1/templates')).json()) as Templates;
    expect(
      templates.find(({ channel, language, purpose }) => `${channel}${language}${purpose}` === 'emailenfirst'),
    ).toMatchObject({
      version: null,
      draftVersion: 1,
    });
    expect(await post('', { key: EMAIL, parts: await own('Two: {{ callbackPhone }}'), baseVersion: 0 })).toMatchObject({
      status: 409,
      body: { code: 'delivery.template-version' },
    });
    expect((await post('', { key: EMAIL, parts: await own('Two: {{ callbackPhone }}'), baseVersion: 1 })).body).toMatchObject({
      version: 2,
    });
    expect((await post('/publish', { key: EMAIL, version: 2, comment: 'agreed in May' })).body).toMatchObject({ inForce: 2 });
    expect((await post('/publish', { key: EMAIL, version: 1, comment: 'two was unclear' })).body).toMatchObject({ inForce: 1 });
    expect(await post('/publish', { key: EMAIL, version: 1, comment: 'again' })).toMatchObject({ status: 409 });
    expect(await post('/publish', { key: EMAIL, version: 9, comment: 'nine' })).toMatchObject({ status: 404 });
    expect((await post('/publish', { key: EMAIL, version: null, comment: 'back again' })).body).toMatchObject({ inForce: null });
    const { versions, publications } = await history();
    expect(versions.map(({ version, parts }) => [version, parts.text])).toEqual([
      [2, 'Two: {{ callbackPhone }}'],
      [1, 'One: {{ callbackPhone }}'],
    ]);
    expect(publications.map(({ version, comment }) => [version, comment])).toEqual([
      [null, 'back again'],
      [1, 'two was unclear'],
      [2, 'agreed in May'],
    ]);
    const { rows } = await lab.db.pool.query("select text from events where type like 'template-%' order by seq");
    expect(rows.map(({ text }) => text)).toEqual([
      'Message template e-mail, en, first saved as version 1 by - Test director',
      'Message template e-mail, en, first saved as version 2 by - Test director',
      'Message template e-mail, en, first published in version 2 by - Test director',
      'Message template e-mail, en, first published in version 1 by - Test director',
      'Message template e-mail, en, first went back to the program’s own words by - Test director',
    ]);
    await expect(lab.db.pool.query('update message_templates set author = author')).rejects.toThrow();
    await expect(lab.db.pool.query('delete from message_template_publications')).rejects.toThrow();
  });

  it('is read by callers and written by the director and the lab admin', async () => {
    const body = { key: EMAIL, parts: await own('Three: {{ callbackPhone }}'), baseVersion: 2 };
    expect((await post('', body, caller)).status).toBe(403);
    expect((await post('/publish', { key: EMAIL, version: 1, comment: 'mine' }, caller)).status).toBe(403);
    expect((await post('/preview', { key: EMAIL, parts: body.parts }, caller)).status).toBe(200);
    expect((await post('', body, await lab.signIn('lab-admin'))).status).toBe(201);
  });
});

describe('a preview', () => {
  const preview = async (key: TemplateKey, change: object, level: string | null = null) => {
    const parts = { ...(await history(key)).builtIn, ...change };
    return (await post<TemplatePreview>('/preview', { key, parts, level })).body;
  };

  it('shows three orders at the channel’s level and what stays empty there', async () => {
    const least = await preview(EMAIL, { text: 'For {{ patientName }}, call {{ callbackPhone }}' });
    expect(least).toMatchObject({ problems: [], usesLevel: 'full', channelLevel: 'minimal' });
    expect(least.emptyVariables).toContain('patientName');
    expect(least.samples.map(({ name }) => name)).toEqual(['ordinary', 'long', 'hostile']);
    expect(JSON.stringify(least.samples)).not.toMatch(/Haddad|6\.8 mmol/);
    const full = await preview(EMAIL, { text: 'For {{ patientName }}, call {{ callbackPhone }}' }, 'full');
    expect(full.samples[0]?.text).toBe('For Haddad, Karim, call +44 20 7946 0000\n');
    expect(full.samples[2]?.html).toContain('كريم حداد &lt;script&gt;');
  });

  it('counts the segments of a text, and names what is wrong before it is saved', async () => {
    const sms = await preview({ channel: 'sms', language: 'es', purpose: 'first' }, {});
    expect(sms.samples[0]?.segments).toEqual({ encoding: 'GSM-7', segments: 2, max: 4 });
    expect(sms.samples[2]?.segments?.segments).toBeLessThanOrEqual(4);
    const wrong = await preview(EMAIL, { html: '<p>{{ link }}</p>\n<script>1</script>' });
    expect(wrong).toMatchObject({ samples: [], problems: [{ part: 'html', line: 2 }] });
  });
});

describe('a test', () => {
  it('goes through the real queue to a typed address, marked as a test, about no patient, and is told with the answer', async () => {
    await setSetting(lab.db, lab.labId, 'mail_settings', { mail_content: 'full', callback_phone: '+44 20 7946 0000' });
    const parts = await own('{{ patientName }} {{ callbackPhone }}');
    const sent = await post('/test-sends', { key: EMAIL, parts, address: 'it@hospital.example' });
    expect(sent).toMatchObject({ status: 201, body: { address: 'it@hospital.example' } });
    await queueAndSend([]);
    const mail = await simpleParser(smtp.witnessed().at(-1)?.head ?? '');
    expect(mail.subject).toMatch(/^\[TEST] /);
    expect(mail.text).toContain('It is about no patient');
    expect(mail.text).toContain('Test +44 20 7946 0000');
    expect(JSON.stringify(mail)).not.toMatch(/Haddad|ORD-77|A-1001|6\.8/);
    const { testSends } = (await (await caller.get('/api/v1/templates/test-sends')).json()) as TestSends;
    expect(testSends).toMatchObject([{ key: EMAIL, version: null, state: 'accepted', answer: expect.stringMatching(/^250 /) }]);
    await setSetting(lab.db, lab.labId, 'mail_settings', {});
  });

  it('is refused to an address that is none, over a channel that is not there, with words that cannot be sent, and by whoever may not', async () => {
    const to = (address: string, more: object = {}, who = director) => post('/test-sends', { key: EMAIL, address, ...more }, who);
    expect(await to('a@b.example\r\nBcc: c@d.example')).toMatchObject({ status: 422, body: { code: 'delivery.test-address' } });
    expect((await to('it@hospital.example', { key: { ...EMAIL, channel: 'fax' } })).status).toBe(409);
    expect((await to('it@hospital.example', { parts: { ...(await own('x')), html: '<p>x</p>', subject: 'x' } })).status).toBe(
      422,
    );
    expect((await to('it@hospital.example', {}, caller)).status).toBe(403);
    for (let sent = 1; sent < 20; sent += 1) expect((await to('it@hospital.example')).status).toBe(201);
    expect(await to('it@hospital.example')).toMatchObject({ status: 429, body: { code: 'delivery.too-many-tests' } });
    lab.clock.advance({ minutes: 61 });
    [director, caller] = [await lab.signIn('director'), await lab.signIn('caller')];
    expect((await to('it@hospital.example')).status).toBe(201);
    await lab.db.pool.query(
      "update deliveries set state = 'cancelled', reason = 'enough', due_at = null, finished_at = now() where state = 'queued'",
    );
  });
});

describe('an approved text of the provider', () => {
  const contentSid = `HX${'0123456789abcdef'.repeat(2)}`;

  it('is sent by its content SID with its places filled, and free text is not', async () => {
    const parts = {
      ...(await history(WHATSAPP)).builtIn,
      contentSid,
      contentVariables: ['{{ labName }}', '{{ subjectOf }}', '{{ comment }}'],
    };
    expect((await post('', { key: WHATSAPP, parts, baseVersion: 0 })).status).toBe(201);
    expect((await post('/publish', { key: WHATSAPP, version: 1, comment: 'approved by the provider' })).status).toBe(200);
    await queueAndSend(['whatsapp']);
    const form = new URLSearchParams(twilio.witnessed().at(-1)?.body);
    expect([...form.keys()]).toEqual(['To', 'From', 'ContentSid', 'ContentVariables', 'StatusCallback']);
    expect(form.get('ContentSid')).toBe(contentSid);
    expect(JSON.parse(form.get('ContentVariables') ?? '')).toEqual({ 1: 'Practice Laboratory', 2: 'Accession: A-1001', 3: '-' });
    const { rows } = await lab.db.pool.query("select template_version, state from deliveries where channel = 'whatsapp'");
    expect(rows).toEqual([{ template_version: 1, state: 'accepted' }]);
  });

  it('that the provider does not take outside its window fails in the provider’s words', async () => {
    const body = JSON.stringify({ code: 63016, message: 'outside the allowed window, use an approved template', status: 400 });
    await twilio.plan({ reply: { status: 400, body } });
    await queueAndSend(['whatsapp']);
    const { rows } = await lab.db.pool.query(
      "select state, reason from deliveries where channel = 'whatsapp' order by id desc limit 1",
    );
    expect(rows).toEqual([
      { state: 'failed', reason: 'refused: 400 63016 outside the allowed window, use an approved template' },
    ]);
  });

  it('is refused with a content SID of another form', async () => {
    const parts = { ...(await history(WHATSAPP)).builtIn, contentSid: 'HX1&To=+1', contentVariables: [] };
    expect((await post('', { key: WHATSAPP, parts, baseVersion: 1 })).status).toBe(400);
  });
});
