import { createHash } from 'node:crypto';
import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { type Tx, transactionGuest } from '../db.ts';
import type { Deps } from '../deps.ts';
import { Refused } from './refused.ts';

/** One POST with an Idempotency-Key, from its first look at the table to its stored answer. */
type Attempt = { labId: number; userId: string; key: string; hash: Buffer; slot: string; hasJoined: boolean };
type StoredAnswer = { contentType: string; headers: Record<string, string>; payload: string };

const KEPT_HEADERS = ['etag', 'location'];
const MAX_KEY_LENGTH = 200;
/** Between its commit and its stored answer a request may wait for a connection; after this long the answer is lost. */
const ANSWER_LOST_AFTER_MILLISECONDS = 30_000;

/**
 * How long a key is known. Whoever repeats a request with it must find its row: the queue of the panel repeats every 15 seconds
 * for as long as its window is open, across the 12 hours of a session and the sign-in after it, and a window is left open over
 * a long weekend at most. Seven days are longer than that; sent again later, the request would be a new one.
 */
export const KEPT_DAYS = 7;
const SWEPT_AT_ONCE = 1_000;

/** Forgets keys nobody repeats any more, with the answers beside them. Answers how many. */
export async function forgetOldAnswers({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  const before = new Date(clock.now().getTime() - KEPT_DAYS * 86_400_000);
  const { rows } = await db.inSystem((tx) =>
    sql`delete from idempotency_keys where (lab_id, user_id, key) in (
      select lab_id, user_id, key from idempotency_keys where created_at < ${before}
      order by created_at limit ${SWEPT_AT_ONCE} for update skip locked) returning 1`.execute(tx),
  );
  return rows.length;
}

declare module 'fastify' {
  interface FastifyRequest {
    idempotentAttempt: Attempt | null;
  }
}

/**
 * The same key twice does the work once (draft-ietf-httpapi-idempotency-key-header). The key's row is written in the first
 * transaction the request opens, so it is there exactly when the work is; the answer is added when it is sent.
 * Refused and failed requests leave no row: nothing happened, so they may be tried again.
 */
export function rememberAnswers(app: FastifyInstance, deps: Deps): void {
  const inWork = new Set<string>();
  app.decorateRequest('idempotentAttempt', null);

  app.addHook('preHandler', async (request, reply) => {
    const attempt = readAttempt(request);
    if (!attempt) return;
    if (inWork.has(attempt.slot)) throw inProgress();
    const row = await deps.db.inLab(attempt.labId, (tx) => findAnswer(tx, attempt));
    if (inWork.has(attempt.slot)) throw inProgress(); // another came while we looked
    if (row) return replay(reply, attempt, row, deps.clock.now());
    inWork.add(attempt.slot);
    request.idempotentAttempt = attempt;
  });

  // Callback style on purpose: the storage must be entered around what follows, which an async hook cannot do.
  app.addHook('preHandler', (request, _reply, done) => {
    const attempt = request.idempotentAttempt;
    if (!attempt) return done();
    transactionGuest.run((tx, labId) => joinTransaction(tx, labId, attempt, deps), done);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const attempt = request.idempotentAttempt;
    if (attempt && reply.statusCode < 300 && typeof payload === 'string') {
      await transactionGuest.exit(() => deps.db.inLab(attempt.labId, (tx) => storeAnswer(tx, attempt, deps, reply, payload)));
    }
    return payload;
  });
  const release = (request: FastifyRequest): void => {
    if (request.idempotentAttempt) inWork.delete(request.idempotentAttempt.slot);
  };
  app.addHook('onResponse', async (request) => release(request));
  app.addHook('onRequestAbort', async (request) => request.raw.destroyed && release(request));
}

function readAttempt(request: FastifyRequest): Attempt | null {
  const header = request.headers['idempotency-key'];
  const { permission, isIdempotent } = request.routeOptions.config;
  if (request.method !== 'POST' || header === undefined || permission === 'public' || isIdempotent) return null;
  const key = String(header).trim();
  if (key === '' || key.length > MAX_KEY_LENGTH) {
    throw new Refused(
      refusal('idempotency.key-length', `Idempotency-Key must have 1 to ${MAX_KEY_LENGTH} characters, not ${key.length}.`),
      400,
    );
  }
  // Signed in, and no lab chosen yet: there is nothing to write either.
  if (!request.session) return null;
  const { labId, userId } = request.session;
  const body =
    Buffer.isBuffer(request.body) || typeof request.body === 'string' ? request.body : JSON.stringify(request.body ?? null);
  const hash = createHash('sha256').update(`${request.method} ${request.url}\n`).update(body).digest();
  return { labId, userId, key, hash, slot: JSON.stringify([labId, userId, key]), hasJoined: false };
}

const inProgress = (): Refused =>
  new Refused(
    refusal('idempotency.in-progress', 'A request with this Idempotency-Key is still being worked on; try again in a moment.'),
    409,
  );

type Row = { request_hash: Buffer; status: number | null; response: unknown; created_at: Date };

function findAnswer(tx: Tx, { labId, userId, key }: Attempt): Promise<Row | undefined> {
  return tx
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'status', 'response', 'created_at'])
    .where('lab_id', '=', labId)
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .executeTakeFirst();
}

function replay(reply: FastifyReply, attempt: Attempt, row: Row, now: Date): FastifyReply {
  if (!row.request_hash.equals(attempt.hash)) {
    throw new Refused(
      refusal('idempotency.other-body', 'This Idempotency-Key was used for another request; use a new key for a new request.'),
      422,
    );
  }
  if (row.status === null) {
    // The work is committed. Its answer is being stored this very moment, or was lost with the process.
    if (now.getTime() - row.created_at.getTime() < ANSWER_LOST_AFTER_MILLISECONDS) throw inProgress();
    throw new Refused(
      refusal(
        'idempotency.answer-lost',
        'This request was carried out, but its answer was not kept. Read the current state; do not send it again.',
      ),
      409,
    );
  }
  const { contentType, headers, payload } = row.response as StoredAnswer;
  return reply
    .code(row.status)
    .headers({ ...headers, 'idempotent-replayed': 'true', 'content-type': contentType })
    .serializer((body: unknown) => String(body))
    .send(payload);
}

async function joinTransaction(tx: Tx, labId: number, attempt: Attempt, { clock }: Deps): Promise<void> {
  if (attempt.hasJoined || labId !== attempt.labId) return;
  attempt.hasJoined = true;
  const { userId, key, hash } = attempt;
  // Waits for another process that has the same key in an open transaction, and then finds its row.
  const inserted = await tx
    .insertInto('idempotency_keys')
    .values({ lab_id: labId, user_id: userId, key, request_hash: hash, created_at: clock.now() })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst();
  if (!inserted) throw inProgress();
}

async function storeAnswer(tx: Tx, attempt: Attempt, { clock }: Deps, reply: FastifyReply, payload: string): Promise<void> {
  const { labId, userId, key, hash } = attempt;
  const headers = Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => (reply.getHeader(name) ? [[name, String(reply.getHeader(name))]] : [])),
  );
  const answer: StoredAnswer = { contentType: String(reply.getHeader('content-type') ?? 'application/json'), headers, payload };
  const values = { status: reply.statusCode, response: sql<string>`${JSON.stringify(answer)}::jsonb` };
  await tx
    .insertInto('idempotency_keys')
    .values({ lab_id: labId, user_id: userId, key, request_hash: hash, created_at: clock.now(), ...values })
    .onConflict((conflict) => conflict.columns(['lab_id', 'user_id', 'key']).doUpdateSet(values))
    .execute();
}
