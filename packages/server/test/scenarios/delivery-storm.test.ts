import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createAsker,
  createFollower,
  createSender,
  openChannels,
  queueDeliveriesOver,
  signBody,
  tellNextOver,
} from '../../src/delivery/index.ts';
import { resolveContacts } from '../../src/directory/index.ts';
import { checkInvariants } from '../../src/invariants/index.ts';
import { createLogger } from '../../src/platform/log.ts';
import { type Lab, startLab } from '../lab.ts';
import type { HttpPlan } from '../peers/http-peer.ts';
import type { FaxPlan } from '../peers/hylafax-peer.ts';
import type { Plan } from '../peers/smtp-peer.ts';
import { type HttpPeer, startHttpPeer } from '../peers/start-http-peer.ts';
import { type HylafaxPeer, startHylafaxPeer } from '../peers/start-hylafax-peer.ts';
import { type SmtpPeer, startSmtpPeer } from '../peers/start-smtp-peer.ts';
import { makeRequest, makeWorld, T0, type World } from './delivery-world.ts';

const FAX_KEY = 'key-of-the-fax-service';
const TOKEN = 'token-of-the-account';
const ROUNDS_AT_MOST = 60;
const log = createLogger('silent');

/** To run the same storm again: `STORM_SEED=123`. */
const SEEDS = process.env.STORM_SEED ? [Number(process.env.STORM_SEED)] : [1, 2 * (Date.now() % 500_000)];

const SMTP_PLANS: Plan[] = [
  {},
  {},
  { slowMs: 10 },
  { isGreylisting: true },
  { starttls: 'stripped' },
  ...(['connect', 'mail', 'rcpt', 'mid-data', 'dot', 'dot'] as const).map((reset) => ({ reset })),
  { replies: { connect: '421 4.3.2 busy' } },
  { replies: { dot: '451 4.3.0 later' } },
  { replies: { dot: '554 5.7.1 refused' } },
  { refused: { 'ann.reyes@hospital.example': '550 5.1.1 no such user' } },
];
const HTTP_PLANS: HttpPlan[] = [
  {},
  {},
  { slowMs: 10 },
  ...(['connect', 'mid-body', 'answer', 'answer', 'mid-answer'] as const).map((reset) => ({ reset })),
  ...[400, 401, 429, 500, 502, 503, 504].map((status) => ({ reply: { status, body: '{"message":"no"}' } })),
  { first: [{ status: 503 }, { status: 502 }, { status: 422, body: '{"message":"not a number"}' }] },
];

const FAX_PLANS: FaxPlan[] = [
  {},
  {},
  { slowMs: 5 },
  ...(['connect', 'STOT', 'JNEW', 'JPARM', 'JSUBM', 'JSUBM'] as const).map((reset) => ({ reset })),
  { replies: { connect: '421 Too many users' } },
  { replies: { JPARM: '503 Permission denied' } },
  { replies: { JSUBM: '460 Failed to submit job' } },
];

let lab: Lab;
let world: World;
let smtp: SmtpPeer;
let texts: HttpPeer;
let others: HttpPeer;
let faxes: HylafaxPeer;

beforeEach(async () => {
  [smtp, texts, others, faxes] = await Promise.all([startSmtpPeer(), startHttpPeer(), startHttpPeer(), startHylafaxPeer()]);
  lab = await startLab({
    now: T0,
    roles: ['http'],
    env: {
      SMTP_URL: smtp.url,
      CALLOUT_TWILIO_URL: texts.url,
      CALLOUT_TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      CALLOUT_TWILIO_AUTH_TOKEN: TOKEN,
      CALLOUT_TWILIO_SMS_FROM: '+442079460100',
      CALLOUT_TWILIO_WHATSAPP_FROM: '+442079460100',
      CALLOUT_FAX_API_URL: `${others.url}/faxes`,
      CALLOUT_FAX_API_KEY: FAX_KEY,
      CALLOUT_WEBHOOK_ALLOW: `127.0.0.1:${others.port}`,
    },
  });
  world = await makeWorld(lab.db, 'practice', T0, lab.labId);
  await query("update doctors set phone = '+442079460001', fax = '+442079460011'");
  await query("update organizations set phone = '+442079460002', fax = '+442079460012'");
  await query('update lab_reports set critical_values = 0');
  await query(
    `insert into organization_webhooks (lab_id, organization_id, url, updated_at) values (${world.labId}, ${world.organizationId}, '${others.url}/in', now())`,
  );
});
afterEach(async () => {
  await lab.close();
  await Promise.all([smtp.stop(), texts.stop(), others.stop(), faxes.stop()]);
});

const query = (text: string) => lab.db.pool.query(text);

/** mulberry32: the same numbers for the same seed, on every machine. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What a peer took, by our name of the message: the witness files of all peers together. */
function witnessed(messageIds: readonly string[]): Map<string, number> {
  const byTag = new Map(messageIds.map((id) => [tagOf(id), id]));
  const taken = [
    ...smtp.witnessed().map(({ messageId }) => messageId),
    ...texts.witnessed().map(({ body }) => idOfText(body)),
    ...faxes.witnessed().map(({ tag }) => byTag.get(tag) ?? tag),
    ...others.witnessed().map(({ headers }) => `<${headers['idempotency-key']}>`),
  ];
  const counts = new Map<string, number>();
  for (const id of taken) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
/** As docs/decisions/0038 says: a hash of the Message-ID. */
const tagOf = (id: string) => `cc-${createHash('sha256').update(id).digest('hex').slice(0, 24)}`;
const callbackOf = (body: string) => new URLSearchParams(body).get('StatusCallback') ?? '';
const idOfText = (body: string) => `<${new URL(callbackOf(body)).searchParams.get('message')}>`;

/** A provider speaks later of something it took: it arrived, it did not, or it is on its way. */
async function speakLater(roll: () => number): Promise<void> {
  for (const { body, ref } of texts.witnessed()) {
    if (roll() > 0.15) continue;
    const status = ['delivered', 'undelivered', 'sent'][Math.floor(roll() * 3)] ?? 'sent';
    await texts.callBack(callbackOf(body), { MessageSid: ref, MessageStatus: status, ErrorCode: '30003' }, TOKEN, lab.baseUrl);
  }
  for (const { job } of faxes.witnessed()) {
    if (roll() < 0.2) await faxes.becomes(job, roll() < 0.5 ? 'DONE' : 'FAILED', 'No carrier detected');
  }
  for (const { path, body, ref } of others.witnessed()) {
    if (path !== '/faxes' || roll() > 0.15) continue;
    const status = ['delivered', 'failed', 'sending'][Math.floor(roll() * 3)] ?? 'sending';
    const { reference, statusCallback } = JSON.parse(body) as { reference: string; statusCallback: string };
    const report = JSON.stringify({ reference, id: ref, status, reason: 'busy' });
    const timestamp = String(Math.floor(lab.clock.now().getTime() / 1000));
    const headers = { 'x-callout-timestamp': timestamp, 'x-callout-signature': signBody(FAX_KEY, timestamp, report) };
    await others.postJson(statusCallback, report, headers);
  }
}

type Row = {
  message_id: string;
  channel: string;
  state: string;
  attempts: number;
  reason: string | null;
  unknowns: number;
  told_failed: boolean;
};
async function rows(): Promise<Row[]> {
  const text = `select d.message_id, d.channel, d.state, d.attempts, d.reason,
    (select count(*)::integer from delivery_attempts a where a.lab_id = d.lab_id and a.delivery_id = d.id and a.result = 'unknown') as unknowns,
    exists (select from delivery_status_reports s where s.lab_id = d.lab_id and s.delivery_id = d.id and s.result = 'failed') as told_failed
    from deliveries d order by d.id`;
  return (await lab.db.pool.query<Row>(text)).rows;
}

test.each(SEEDS)(
  'all peers fail at random (seed %i): every message ends in a true state, and witnesses and table agree',
  async (seed) => {
    const roll = dice(seed);
    const pick = <T>(plans: readonly T[]): T => plans[Math.floor(roll() * plans.length)] as T;
    // Odd seeds fax over the HTTP service, even ones over HylaFAX.
    const isHylafax = seed % 2 === 0;
    const hylafaxUrl = faxes.url;
    const { config } = lab.deps;
    const channels = openChannels(isHylafax ? { ...config, faxApiUrl: null, faxApiKey: null, hylafaxUrl } : config);
    for (let order = 0; order < 6; order += 1) {
      const request = await makeRequest(lab.db, world, {
        channels: ['email', 'fax', 'sms', 'whatsapp'],
        recipients: ['referral', 'organization'],
      });
      await lab.db.inLab(lab.labId, (tx) => queueDeliveriesOver(channels)(tx, request));
    }
    const deps = { db: lab.db, clock: lab.clock, log };
    const sender = createSender(deps, channels);
    const ask = createAsker(deps, channels);
    const advanceLadder = async () => null;
    const follow = createFollower(deps, tellNextOver({ channels, resolveContacts, advanceLadder, publicUrl: lab.baseUrl }));
    let rounds = 0;
    for (let isWaiting = true; isWaiting; rounds += 1) {
      expect(rounds, `seed ${seed}: messages still wait after ${rounds} rounds`).toBeLessThan(ROUNDS_AT_MOST);
      const plans = [
        smtp.plan(pick(SMTP_PLANS)),
        texts.plan(pick(HTTP_PLANS)),
        others.plan(pick(HTTP_PLANS)),
        faxes.plan(pick(FAX_PLANS)),
      ];
      await Promise.all(plans);
      await sender.tick();
      await sender.idle();
      await speakLater(roll);
      await ask();
      await follow();
      lab.clock.advance({ minutes: Math.ceil(roll() * 40) });
      isWaiting = (await rows()).some(({ state }) => state === 'queued' || state === 'sending');
    }
    const ended = await rows();
    const taken = witnessed(ended.map(({ message_id }) => message_id));
    const wrong = ended.filter(({ message_id, state, attempts, reason, unknowns, told_failed }) => {
      const copies = taken.get(message_id) ?? 0;
      if (state === 'accepted' || state === 'delivered') return copies === 0 || copies > attempts;
      if (!reason) return true;
      // Taken and still called failed: only where the provider itself took it back, and no other copy can have arrived.
      return state === 'failed' && copies > 0 && !(told_failed && unknowns === 0);
    });
    expect(wrong, `seed ${seed}`).toEqual([]);
    const known = new Set(ended.map(({ message_id }) => message_id));
    expect(
      [...taken.keys()].filter((id) => !known.has(id)),
      `seed ${seed}`,
    ).toEqual([]);
    const states = new Set(ended.map(({ state }) => state));
    expect(states.has('accepted') || states.has('delivered'), `seed ${seed}`).toBe(true);
    const { results } = await checkInvariants(lab.db, lab.clock.now());
    const broken = results.filter(({ id }) => ['I7', 'I8', 'I9'].includes(id)).flatMap(({ findings }) => findings);
    expect(broken, `seed ${seed}`).toEqual([]);
  },
);
