import { randomBytes } from 'node:crypto';
import { appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { answer } from './answer.ts';
import { answeredPage } from './closing-pages.ts';
import { CODE_MINUTES, listCodeWays, MAX_CODES, sendCode } from './codes.ts';
import { linkEvent } from './events.ts';
import { findLiveLink, type LiveLink, lockLiveLink, noteFailedProof } from './link-queries.ts';
import type { AcknowledgementPorts } from './ports.ts';
import { isProven, type Offered, possibleProofs, readBirthDate, settingsOf } from './proof.ts';
import { deadPage, frameOf, lockedPage, type Page, type PageError, renderPage } from './render.ts';
import type { Asked, Form } from './request.ts';
import { showResult } from './result-page.ts';
import { hashToken, type LinkKey } from './tokens.ts';
import { findAnswered, getFacts, insertVisit } from './visit-queries.ts';
import { pageLanguage, WORDS, type Words } from './words/index.ts';

export type Room = { deps: Pick<Deps, 'db' | 'clock'>; key: LinkKey; ports: AcknowledgementPorts };

/** Time to read, think and type; after it the page asks again who is there. */
const VISIT_MINUTES = 20;
const TICKET_BYTES = 32;

/** Opening a link uses nothing up: programs that look into mails open every link in them. */
export async function open({ deps: { db, clock }, ports }: Room, { token, languages }: Asked): Promise<Page> {
  const now = clock.now();
  const link = await db.inSystem((tx) => findLiveLink(tx, hashToken(token), now, (own) => pageLanguage(languages, own)));
  if (!link) return deadPage(pageLanguage(languages));
  return db.inLab(link.labId, async (tx) => {
    const page = link.lockedAt ? lockedPage(link) : await provePage(tx, ports, link, now);
    await appendEvents(tx, link.labId, [linkEvent(link, 'opened', `Link opened that was sent to ${link.recipientName}`, now)]);
    return page;
  });
}

/** One form of the page. What it may do depends on the link, the proof and the ticket in it, and on nothing the browser holds. */
export async function act(room: Room, asked: Asked, form: Form): Promise<Page> {
  const { db, clock } = room.deps;
  const now = clock.now();
  const tokenHash = hashToken(asked.token);
  const languageOf = (own: string | null) => pageLanguage(asked.languages, own);
  const link = await db.inSystem((tx) => findLiveLink(tx, tokenHash, now, languageOf));
  const page = link && (await db.inLab(link.labId, (tx) => perform(tx, room, link, asked, form, now)));
  if (page) return page;
  const ticket = hashToken(form.get('ticket') ?? '');
  const answered = await db.inSystem((tx) => findAnswered(tx, tokenHash, ticket, now, languageOf));
  return answered ? answeredPage(answered) : deadPage(pageLanguage(asked.languages));
}

/** null: the link ended while the form waited for its turn. */
async function perform(tx: Tx, room: Room, seen: LiveLink, asked: Asked, form: Form, now: Date): Promise<Page | null> {
  const link = await lockLiveLink(tx, seen, now);
  if (!link) return null;
  const action = form.get('action') ?? '';
  if (action === 'acknowledge' || action === 'cannot-take' || action === 'not-mine') {
    const page = await answer(tx, room.ports, link, { asked, form, action, now });
    if (page) return page;
    const { over } = WORDS[link.language].prove;
    return link.lockedAt ? lockedPage(link) : provePage(tx, room.ports, link, now, { notices: [over] });
  }
  if (link.lockedAt) return lockedPage(link);
  if (action.startsWith('code-')) return askForCode(tx, room.ports, link, action.slice('code-'.length), now);
  if (action === 'prove-code' || action === 'prove-facts') return prove(tx, room, link, asked, form, now);
  return provePage(tx, room.ports, link, now);
}

type Proving = { wrong?: Record<string, string>; typed?: Record<string, string>; notices?: string[]; status?: number };

/** Asks who is there. Nothing of the patient or the order is on it. */
async function provePage(
  tx: Tx,
  { channels }: AcknowledgementPorts,
  link: LiveLink,
  now: Date,
  { wrong = {}, typed = {}, notices = [], status = 200 }: Proving = {},
): Promise<Page> {
  const ways = await listCodeWays(tx, link, channels);
  const possible = possibleProofs(settingsOf(link), await getFacts(tx, link), ways.length);
  const words = WORDS[link.language].prove;
  if (possible.length === 0) {
    return renderPage('message', { title: words.waits, frame: frameOf(link), hasLanguages: true, lines: [words.noWay] });
  }
  const errors: PageError[] = Object.entries(wrong).map(([field, message]) => ({ field, message }));
  const hasCode = possible.includes('code');
  return renderPage('prove', {
    status: errors.length > 0 ? 422 : status,
    title: words.title,
    frame: frameOf(link),
    hasLanguages: true,
    errors,
    notices,
    wrong,
    typed: { day: '', month: '', year: '', number: '', ...typed },
    hasFacts: possible.includes('facts'),
    codeWays: hasCode ? ways.map((way) => ({ ...way, words: words.send[way.channel] })) : [],
    isCodeSent: hasCode && link.codeExpiresAt !== null && link.codeExpiresAt > now,
    mayAskForCode: hasCode && link.codesSent < MAX_CODES,
  });
}

async function askForCode(tx: Tx, ports: AcknowledgementPorts, link: LiveLink, channel: string, now: Date): Promise<Page> {
  const words = WORDS[link.language].prove;
  const ways = await listCodeWays(tx, link, ports.channels);
  const way = ways.find((one) => one.channel === channel);
  if (!way || !possibleProofs(settingsOf(link), await getFacts(tx, link), ways.length).includes('code')) {
    return provePage(tx, ports, link, now);
  }
  if (link.codesSent >= MAX_CODES) {
    return provePage(tx, ports, link, now, { wrong: { code: words.noMoreCodes(MAX_CODES) } });
  }
  await sendCode(tx, link, way, ports.channels, now);
  const sent = (await lockLiveLink(tx, link, now)) ?? link;
  return provePage(tx, ports, sent, now, {
    notices: [words.codeSent(way.masked, CODE_MINUTES)],
  });
}

async function prove(tx: Tx, room: Room, link: LiveLink, asked: Asked, form: Form, now: Date): Promise<Page> {
  const { ports, key } = room;
  const words = WORDS[link.language].prove;
  const read = readOffer(form, words);
  if ('wrong' in read) return provePage(tx, ports, link, now, read);
  const { offered, typed } = read;
  const facts = await getFacts(tx, link);
  const settings = settingsOf(link);
  const ways = await listCodeWays(tx, link, ports.channels);
  const isAllowed = possibleProofs(settings, facts, ways.length).includes(offered.proof);
  if (!isProven(key, link, offered, facts, now) || !isAllowed) {
    const failed = link.failedProofs + 1;
    const isLocked = failed >= settings.max_tries;
    await noteFailedProof(tx, link, isLocked ? now : null);
    const text = `Wrong proof (${offered.proof}) for the link sent to ${link.recipientName}, number ${failed}`;
    const more = { proof: offered.proof, failed_proofs: failed, address: asked.address };
    await appendEvents(tx, link.labId, [
      linkEvent(link, 'proof-failed', text, now, more),
      ...(isLocked ? [linkEvent(link, 'locked', `Link locked that was sent to ${link.recipientName}`, now, more)] : []),
    ]);
    if (isLocked) return lockedPage(link);
    const message = words.wrong(settings.max_tries - failed);
    return provePage(tx, ports, link, now, { wrong: { [offered.proof === 'code' ? 'code' : 'born']: message }, typed });
  }
  const ticket = randomBytes(TICKET_BYTES).toString('base64url');
  const expiresAt = new Date(now.getTime() + VISIT_MINUTES * 60_000);
  const { proof } = offered;
  await insertVisit(tx, link, { ticketHash: hashToken(ticket), proof, provenAt: now, expiresAt, address: asked.address });
  await appendEvents(tx, link.labId, [
    linkEvent(link, 'proven', `${link.recipientName} proved by ${proof} to be the recipient`, now, { proof }),
  ]);
  return showResult(tx, ports, link, { ticket, proof, now, requestId: asked.requestId, address: asked.address });
}

/** What is missing or no date is said by its field, and costs no try. */
function readOffer(
  form: Form,
  words: Words['prove'],
): { offered: Offered; typed: Record<string, string> } | Required<Pick<Proving, 'wrong' | 'typed'>> {
  const value = (name: string): string => (form.get(name) ?? '').trim().slice(0, 100);
  if (form.get('action') === 'prove-code') {
    const code = value('code');
    if (/\d/.test(code)) return { offered: { proof: 'code', code }, typed: {} };
    return { wrong: { code: words.codeMissing }, typed: {} };
  }
  const typed = { day: value('day'), month: value('month'), year: value('year'), number: value('number') };
  const born = readBirthDate(typed.day, typed.month, typed.year);
  const wrong: Record<string, string> = {};
  if (born === null) wrong.born = words.notADate([typed.day, typed.month, typed.year].filter(Boolean).join(' '));
  if (typed.number === '') wrong.number = words.numberMissing;
  return born === null || typed.number === ''
    ? { wrong, typed }
    : { offered: { proof: 'facts', born, number: typed.number }, typed };
}
