import { createHash } from 'node:crypto';
import { lineText } from '@critical-callout/domain/delivery';
import type { Channel, DeliveryAnswer, LaterWord, OutgoingMessage } from '../channel.ts';
import { createFaxChannel, type FaxDocument } from './document.ts';
import { HfaxdFailure, HfaxdSession } from './hfaxd.ts';

export type HylafaxOptions = { url: string; publicUrl: string; silenceMs?: number };

type Server = { host: string; port: number; user: string; password: string; silenceMs: number };

const DEFAULT_PORT = 4559;
/** Minutes hfaxd itself goes on dialling; our own schedule counts tries to hand over, not calls. */
const LAST_TIME = '000030';

/** `hylafax://user:password@host[:port]`. Messages never repeat the address: it holds a password. */
export function readHylafaxUrl(text: string, silenceMs = 20_000): Server {
  const form = 'expected hylafax://user[:password]@host[:port]';
  const url = URL.parse(text);
  if (url?.protocol !== 'hylafax:' || url.hostname === '') throw new Error(`CALLOUT_HYLAFAX_URL is not usable: ${form}`);
  const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  if (user === '' || /[\r\n\0]/.test(user + password)) throw new Error(`CALLOUT_HYLAFAX_URL names no user: ${form}`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { host, port: url.port === '' ? DEFAULT_PORT : Number(url.port), user, password, silenceMs };
}

/**
 * Fax through the laboratory's own HylaFAX server, by the client protocol of hfaxd. Each job carries a tag made of the
 * Message-ID, so a try whose answer was lost is found again instead of being submitted twice. What became of a job is asked
 * for later (`askLater`), because hfaxd calls nobody back.
 */
export function createHylafax({ url, publicUrl, silenceMs }: HylafaxOptions): Channel {
  const server = readHylafaxUrl(url, silenceMs);
  const host = new URL(publicUrl).hostname.replace(/[^A-Za-z0-9.-]/g, '') || 'localhost';
  return {
    ...createFaxChannel('HylaFAX', host, (message, document, signal) => submit(server, message, document, signal)),
    askLater: (refs, signal) => askJobs(server, refs, signal),
  };
}

/** hfaxd shows it in lists and logs: nothing of the order is in it. */
export function jobTag(messageId: string): string {
  return `cc-${createHash('sha256').update(messageId).digest('hex').slice(0, 24)}`;
}

async function submit(
  server: Server,
  message: OutgoingMessage,
  { pdf }: FaxDocument,
  signal: AbortSignal,
): Promise<DeliveryAnswer> {
  const session = new HfaxdSession({ ...server, signal });
  let isSubmitted = false;
  let job = '';
  try {
    await signIn(session, server);
    const tag = jobTag(message.messageId);
    const known = await findJob(session, tag);
    if (known) return { result: 'accepted', answer: `job ${known} was submitted before`, ref: known };
    await session.command('TYPE I');
    const { began } = await session.transfer('STOT', pdf);
    const file = /FILE: (\S+)/.exec(began.words)?.[1];
    if (!file) throw new HfaxdFailure(`STOT was answered ${began.words}`, began);
    await session.command('JOB default');
    job = /jobid: (\d+)/.exec((await session.command('JNEW')).words)?.[1] ?? '';
    if (job === '') throw new HfaxdFailure('JNEW named no job');
    for (const parameter of parametersOf(server, message, tag, file)) await session.command(`JPARM ${parameter}`);
    isSubmitted = true;
    const { words } = await session.command('JSUBM');
    return { result: 'accepted', answer: lineText(words, 1000), ref: job };
  } catch (error) {
    if (!(error instanceof HfaxdFailure)) throw error;
    return explain(error, isSubmitted, job);
  } finally {
    session.close();
  }
}

function parametersOf({ user }: Server, { address }: OutgoingMessage, tag: string, file: string): string[] {
  return [
    `FROMUSER "${user.replace(/["\\]/g, '')}"`,
    `LASTTIME ${LAST_TIME}`,
    `DIALSTRING "${address}"`,
    `EXTERNAL "${address}"`,
    `JOBINFO "${tag}"`,
    'NOTIFY "none"',
    'VRES 196',
    `DOCUMENT ${file}`,
  ];
}

/** Until JSUBM nothing was handed over; a job that was only made is thrown away by hfaxd. After it, silence may mean a fax. */
function explain({ reply, message }: HfaxdFailure, isSubmitted: boolean, job: string): DeliveryAnswer {
  const answer = lineText(message, 1000);
  if (!reply) return isSubmitted ? { result: 'unknown', answer, ...(job && { ref: job }) } : { result: 'retry', answer };
  // Before the job is described the server speaks of us or of itself: people mend that. 4yz is worth another try everywhere.
  return { result: job !== '' && reply.code >= 500 ? 'gave-up' : 'retry', answer };
}

async function signIn(session: HfaxdSession, { user, password }: Server): Promise<void> {
  const greeting = await session.reply();
  if (greeting.code !== 220) throw new HfaxdFailure(greeting.words, greeting);
  const { code } = await session.command(`USER ${user}`);
  if (code === 331) await session.command(`PASS ${password}`);
}

/** The job with this tag, waiting or done: what a lost answer left behind. */
async function findJob(session: HfaxdSession, tag: string): Promise<string | null> {
  await session.command('JOBFMT "%j|%J"');
  for (const folder of ['sendq', 'doneq']) {
    const { text } = await session.transfer(`LIST ${folder}`, null);
    for (const line of text.split(/\r?\n/)) {
      const [id = '', found] = line.split('|');
      if (found?.trim() === tag && /^\d+$/.test(id.trim())) return id.trim();
    }
  }
  return null;
}

/** What became of jobs since. One session for all; a job the server has forgotten says nothing. */
async function askJobs(server: Server, refs: readonly string[], signal: AbortSignal): Promise<LaterWord[]> {
  const session = new HfaxdSession({ ...server, signal });
  const said: LaterWord[] = [];
  try {
    await signIn(session, server);
    for (const ref of refs) {
      const word = await askJob(session, ref);
      if (word) said.push(word);
    }
  } catch (error) {
    // The server is away: asked again at the next beat.
    if (!(error instanceof HfaxdFailure)) throw error;
  } finally {
    session.close();
  }
  return said;
}

async function askJob(session: HfaxdSession, ref: string): Promise<LaterWord | null> {
  try {
    await session.command(`JOB ${ref}`);
    const state = (await session.command('JPARM STATE')).words.slice(4).trim();
    if (state === 'DONE') return { ref, result: 'delivered', words: 'DONE' };
    if (state !== 'FAILED') return null;
    const status = (await session.command('JPARM STATUS')).words.slice(4).trim();
    return { ref, result: 'failed', words: lineText(`FAILED: ${status}`, 500) };
  } catch (error) {
    if (error instanceof HfaxdFailure && error.reply) return null;
    throw error;
  }
}
