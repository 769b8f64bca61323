import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkInvariants } from '../../src/invariants/index.ts';
import { type AcknowledgementWorld, linkIn, openAcknowledgementWorld } from '../acknowledgement-world.ts';
import { type BillOptions, type FixtureBill, seedBill } from '../fixture.ts';
import { type Recipient, recipient, type Shown } from '../recipient.ts';

let world: AcknowledgementWorld;
let bill: FixtureBill;
let accession: string;

beforeAll(async () => {
  world = await openAcknowledgementWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.lab.clock.advance({ minutes: 5 });
  await world.set('acknowledgement_settings', {});
  await world.rows("update doctors set phone = '555-0111' where code = 'D1'");
  await newBill();
});

async function newBill(options: BillOptions = {}): Promise<void> {
  bill = await seedBill(world.lab.db, world.fixture, { now: world.lab.clock.now(), ...options });
  accession = bill.billNumber.replace('B-', 'ACC-');
}
async function mailed(more: Parameters<AcknowledgementWorld['submit']>[1] = {}): Promise<Recipient> {
  await world.submit(bill, more);
  const [mail] = await world.send();
  return recipient(linkIn(mail ?? { text: '' }));
}
const eventsOf = async (type: string) =>
  world.rows<{ text: string; payload: Record<string, unknown> }>(
    'select text, payload from events where bill_id = $1 and type = $2 order by seq',
    [bill.billId, type],
  );
const linkRow = async () =>
  (
    await world.rows<Record<string, unknown>>(
      'select l.* from acknowledgement_links l join deliveries d on d.id = l.delivery_id where d.bill_id = $1',
      [bill.billId],
    )
  )[0];

describe('a code over another channel', () => {
  beforeEach(async () => {
    await world.set('acknowledgement_settings', { proof: 'code' });
    await world.set('directory_settings', { default_calling_code: '+44' });
    await world.rows("update doctors set phone = '020 7946 0018' where code = 'D1'");
  });
  const textsSent = () => world.texts.witnessed().map(({ body }) => new URLSearchParams(body));
  const lastCode = (): string => /\b(\d{6})\b/.exec(textsSent().at(-1)?.get('Body') ?? '')?.[1] ?? '';

  test('is sent when asked for, holds once, and nobody can read it in the program', async () => {
    const doctor = await mailed();
    const first = await doctor.open();
    expect(first.html).not.toContain('Date of birth');
    expect(first.text).toContain('Send a text to …18');
    const before = textsSent().length;
    await doctor.open();
    expect((await doctor.send({ action: 'code-sms' })).text).toContain('A code was sent to …18');
    await world.send();
    expect(textsSent()).toHaveLength(before + 1);
    const said = textsSent().at(-1);
    expect(said?.get('To')).toBe('+442079460018');
    expect(said?.get('Body')).not.toMatch(/ACC-|Sample|Potassium|6\.8/);
    const code = lastCode();
    const stored = await world.rows('select 1 from deliveries t where to_jsonb(t)::text like $1', [`%${code}%`]);
    expect(stored).toEqual([]);

    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    expect((await doctor.send({ action: 'prove-code', code: wrong })).text).toContain('4 tries are left');
    expect((await doctor.send({ action: 'prove-code', code: 'abc' })).text).toContain('Type the six digits');
    const shown = await doctor.send({ action: 'prove-code', code: `${code.slice(0, 3)} ${code.slice(3)}` });
    expect(shown.html).toContain('6.8\u00a0mmol/L');
    expect((await doctor.acknowledge(['6.8'])).text).toContain('Recorded');
    expect(await eventsOf('callout-acknowledged')).toMatchObject([{ payload: { proof: 'code' } }]);
  });

  test('a new one makes the old one void; each is over after ten minutes, and three are all', async () => {
    const doctor = await mailed();
    await doctor.send({ action: 'code-sms' });
    await world.send();
    const old = lastCode();
    await doctor.send({ action: 'code-sms' });
    await world.send();
    const fresh = lastCode();
    expect(fresh).not.toBe(old);
    expect((await doctor.send({ action: 'prove-code', code: old })).status).toBe(422);
    world.lab.clock.advance({ minutes: 11 });
    expect((await doctor.send({ action: 'prove-code', code: fresh })).status).toBe(422);
    await doctor.send({ action: 'code-sms' });
    expect((await doctor.send({ action: 'code-sms' })).text).toContain('3 codes were sent');
    expect(await eventsOf('acknowledgement-code-sent')).toHaveLength(3);
  });

  test('a code that cannot be sent tells nobody else: it was no result', async () => {
    const doctor = await mailed();
    await doctor.send({ action: 'code-sms' });
    await world.texts.plan({ reply: { status: 400, body: '{"code":21211,"message":"not a number"}' } });
    await world.send();
    await world.texts.plan({});
    const [text] = await world.rows("select id, state from deliveries where bill_id = $1 and channel = 'sms'", [bill.billId]);
    expect(text).toMatchObject({ state: 'failed' });
    const asked = await world.rows(
      'select 1 from delivery_follow_ups f join deliveries d on d.id = f.delivery_id where d.bill_id = $1',
      [bill.billId],
    );
    expect(asked).toEqual([]);
  });

  test('where there is no other channel only a call helps; with facts allowed the page asks for those', async () => {
    await world.rows("update doctors set phone = null where code = 'D1'");
    const doctor = await mailed();
    expect((await doctor.open()).text).toContain('You cannot prove here who you are. Call the laboratory');
    await world.set('acknowledgement_settings', { proof: 'either' });
    expect((await doctor.open()).text).toContain('Date of birth');
    expect((await doctor.send({ action: 'prove-code', code: '123456' })).html).not.toContain('mmol');
  });
});

test('wrong proofs lock the link for good, for whoever comes, and the laboratory sees it', async () => {
  await world.set('acknowledgement_settings', { max_tries: 3 });
  const doctor = await mailed();
  expect((await doctor.proveByFacts('ACC-0')).text).toContain('2 tries are left');
  // A date that is none costs no try.
  expect((await doctor.proveByFacts(accession, ['31', '2', '1945'])).text).toContain('"31 2 1945" is not a date');
  expect((await doctor.proveByFacts(accession, ['1', '1', '1945'])).text).toContain('One try is left');
  expect((await doctor.proveByFacts('ACC-0')).text).toContain('This link is locked');
  expect((await doctor.proveByFacts(accession)).text).toContain('This link is locked');
  const locked = await doctor.open();
  expect(locked.status).toBe(403);
  expect(locked.text).toContain('+44 20 7946 0000');
  expect(await eventsOf('acknowledgement-proof-failed')).toHaveLength(3);
  expect(await eventsOf('acknowledgement-locked')).toHaveLength(1);
  expect(JSON.stringify(await eventsOf('acknowledgement-proof-failed'))).not.toMatch(/1945|ACC-/);
  const [delivery] = await world.rows<{ id: number }>('select id from deliveries where bill_id = $1', [bill.billId]);
  const state = await (await (await world.callIn()).get(`/api/v1/deliveries/${delivery?.id}/link`)).json();
  expect(state).toMatchObject({ failedProofs: 3, lockedAt: expect.any(String), endedAt: null, openedAt: expect.any(String) });
});

test('unknown, expired, used, withdrawn, of another patient by now: all answered alike, to everything', async () => {
  const unknown = recipient(`${world.lab.baseUrl}/a/${'x'.repeat(43)}`);
  const used = await mailed();
  await used.proveByFacts(accession);
  await used.acknowledge(['6.8']);
  await newBill();
  const withdrawn = await mailed();
  const [delivery] = await world.rows<{ id: number }>('select id from deliveries where bill_id = $1', [bill.billId]);
  const path = `/api/v1/deliveries/${delivery?.id}/link/withdraw`;
  expect((await (await world.callIn()).send('POST', path, { reason: 'wrong address' })).status).toBe(403);
  const supervisor = await world.lab.signIn('supervisor');
  expect(await (await supervisor.send('POST', path, { reason: 'wrong address' })).json()).toMatchObject({
    endReason: 'withdrawn',
  });
  expect(await (await supervisor.send('POST', path, { reason: 'wrong address' })).json()).toMatchObject({
    code: 'acknowledgement.link-ended',
  });
  expect((await supervisor.send('POST', '/api/v1/deliveries/999999/link/withdraw', { reason: 'no such' })).status).toBe(404);
  await newBill();
  const moved = await mailed();
  const [other] = await world.rows<{ id: number }>(
    'select id from patients where id <> (select patient_id from bills where id = $1) limit 1',
    [bill.billId],
  );
  await world.rows('update bills set patient_id = $1 where id = $2', [other?.id, bill.billId]);
  await newBill();
  const expired = await mailed();
  world.lab.clock.advance({ hours: 25 });

  const answers: Shown[] = [];
  for (const one of [unknown, used, withdrawn, moved, expired]) {
    answers.push(
      await one.open(),
      await one.proveByFacts(accession),
      await one.send({ action: 'not-mine' }),
      await one.send({ action: 'acknowledge', ticket: 'none' }),
    );
  }
  expect(new Set(answers.map(({ status, html }) => `${status} ${html}`)).size).toBe(1);
  expect(answers[0]).toMatchObject({ status: 404, text: expect.stringContaining('Call the laboratory') });
  expect(answers[0]?.text).not.toContain('Practice Laboratory');
});

test('of a patient whose two records were made one: the link is good for the same person under the other number', async () => {
  await newBill();
  const doctor = await mailed();
  const [{ id: former } = { id: 0 }] = await world.rows<{ id: number }>('select patient_id as id from bills where id = $1', [
    bill.billId,
  ]);
  const [staying] = await world.rows<{ id: number }>('select id from patients where id <> $1 order by id limit 1', [former]);
  await world.rows('update bills set patient_id = $1 where id = $2', [staying?.id, bill.billId]);
  expect((await doctor.open()).status).toBe(404);
  await world.rows('update patients set merged_into = $1, merged_at = now() where id = $2', [staying?.id, former]);
  expect((await doctor.open()).status).toBe(200);
});

test('a page says nothing to caches, frames, other sites or scripts, and keeps nothing in the browser', async () => {
  await newBill({ patient: { family: '<script>alert(1)</script>', given: '{{ 7 * 7 }}' } });
  const doctor = await mailed();
  const shown = await doctor.proveByFacts(accession);
  expect(shown.html).toContain('&lt;SCRIPT&gt;ALERT(1)&lt;/SCRIPT&gt;, {{ 7 * 7 }}');
  for (const { headers, html } of [await doctor.open(), shown]) {
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('set-cookie')).toBeNull();
    expect(html).not.toMatch(/<script|onload|javascript:|http/i);
  }
  // A form of another site holds no ticket: it does nothing, whoever's browser sends it.
  const [value = 0] = bill.resultIds;
  const forged = await recipient(doctor.link).send({
    action: 'acknowledge',
    [`heard-${value}`]: '6.8',
    name: 'A B',
    role: 'MD',
    shown: String(value),
  });
  expect(forged.text).toContain('prove again who you are');
  expect(await world.statusOf(bill)).toEqual([4]);
});

test('a visit is over after twenty minutes, and what is missing is named by its field', async () => {
  await world.set('callout_policy', { completion: 'proven', full_name_required: 1 });
  const doctor = await mailed();
  await doctor.proveByFacts(accession);
  const missing = await doctor.acknowledge([''], { name: '', role: ' ' });
  for (const words of ['Type the value of Potassium', 'Type your name', 'Type your role']) expect(missing.text).toContain(words);
  expect(missing.html).toContain('<title>Error: ');
  expect((await doctor.acknowledge(['6.8'], { name: 'Reyes' })).text).toContain('"Reyes" is one word');
  world.lab.clock.advance({ minutes: 21 });
  expect((await doctor.acknowledge(['6.8'])).text).toContain('Nothing was recorded; please prove again');
  await world.set('callout_policy', { completion: 'proven' });
  expect(await world.statusOf(bill)).toEqual([4]);
});

describe('somebody who cannot act on it', () => {
  test('"not for me" needs no proof, closes the link and tells the next contact at once', async () => {
    const stranger = await mailed();
    const page = await stranger.send({ action: 'not-mine', reason: 'left the hospital\nin May' });
    expect(page.text).toContain('The laboratory tells the next contact now.');
    expect(await linkRow()).toMatchObject({ end_reason: 'not-mine' });
    expect(await eventsOf('acknowledgement-refused')).toMatchObject([
      {
        text: '"This is not for me" by - Dr Ada Finch, Reason - left the hospital in May',
        payload: { answer: 'not-mine', proof: null },
      },
    ]);
    const [told] = await world.rows(
      'select outcome from delivery_follow_ups f join deliveries d on d.id = f.delivery_id where d.bill_id = $1',
      [bill.billId],
    );
    expect(told).toMatchObject({ outcome: 'next-contact' });
    const [mail] = await world.send();
    expect(mail?.to).toEqual(['desk@harbour.example']);
    expect(await world.statusOf(bill)).toEqual([4]);
    expect((await stranger.open()).status).toBe(404);
  });

  test('"I cannot take this" is said by whoever proved to be the recipient', async () => {
    const doctor = await mailed();
    expect((await doctor.send({ action: 'cannot-take' })).text).toContain('prove again who you are');
    await doctor.proveByFacts(accession);
    expect((await doctor.send({ action: 'cannot-take', name: 'Ann Reyes', reason: 'in theatre' })).text).toContain(
      'tells the next contact',
    );
    expect(await eventsOf('acknowledgement-refused')).toMatchObject([
      {
        payload: { answer: 'cannot-take', reason: 'in theatre', proof: 'facts', actor: { name: 'Ann Reyes', kind: 'recipient' } },
      },
    ]);
    expect((await world.send())[0]?.to).toEqual(['desk@harbour.example']);
    const { results } = await checkInvariants(world.lab.db, world.lab.clock.now());
    expect(results.filter(({ id }) => id === 'I5' || id === 'I11').flatMap(({ findings }) => findings)).toEqual([]);
  });
});

test('a link that is asked for all the time waits for a minute', async () => {
  const doctor = await mailed();
  const statuses: number[] = [];
  for (let turn = 0; turn < 31; turn += 1) statuses.push((await doctor.open()).status);
  expect(statuses.slice(0, 30).every((status) => status === 200)).toBe(true);
  expect(statuses.at(-1)).toBe(429);
  world.lab.clock.advance({ minutes: 1 });
  expect((await doctor.open()).status).toBe(200);
});
