import type {
  InboundMessage,
  InboundMessageDetail,
  InboundMessages,
  InboundMessagesQuery,
  MessageOutcome,
} from '@critical-callout/contract/messages';
import type { LabSession } from '@critical-callout/domain/auth';
import { findCriticalFlags } from '@critical-callout/domain/ingest';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents, recordAccess } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { toStorable } from './database-text.ts';
import {
  discardMessage,
  findMessage,
  findMessageScope,
  hasOrder,
  listMessages,
  listOrdersOfMessage,
  type MessageDetailRow,
  type MessageRow,
} from './inbox-queries.ts';
import { INTAKE_CATEGORY } from './intake-events.ts';
import { readMessage } from './read-message.ts';
import { segmentsOf } from './segments.ts';
import { listSourcesById } from './sources.ts';
import { decodeMessage } from './text.ts';
import { unparsedBillNumber, unparsedOrder } from './unparsed-order.ts';
import { splitAcks, type Work } from './work.ts';
import { writeBatch } from './write-batch.ts';

export type Asking = { session: LabSession; requestId: string; address: string };

export function listInbox({ db }: Deps, { session }: Asking, query: InboundMessagesQuery): Promise<InboundMessages> {
  return db.inLab(session.labId, async (tx) => {
    const rows = await listMessages(tx, session.labId, query);
    const last = rows.at(-1);
    return { messages: rows.map(describe), nextCursor: last && rows.length === query.limit ? String(last.id) : null };
  });
}

export function readInbox(
  { db, clock }: Deps,
  { session, requestId, address }: Asking,
  id: number,
): Promise<InboundMessageDetail> {
  return db.inLab(session.labId, async (tx) => {
    const row = await getMessage(tx, session.labId, id);
    const billIds = await listOrdersOfMessage(tx, session.labId, id);
    await recordAccess(tx, session, { action: 'inbound-message.read', billIds, at: clock.now(), requestId, address });
    return detail(tx, session.labId, row);
  });
}

/** A message by whoever sees the orders it brought results of: unknown and out of scope answer alike. */
export function readOrderMessage(
  { db, clock }: Deps,
  { session, requestId, address }: Asking,
  id: number,
): Promise<InboundMessageDetail> {
  return db.inLab(session.labId, async (tx) => {
    const scope = await findMessageScope(tx, session, id);
    if (!scope || scope.billIds.length === 0) throw unknownMessage(id);
    if (!scope.isInScope)
      throw new Refused(
        refusal('messages.out-of-scope', `Message ${id} also holds results of orders outside your departments.`, { id }),
        403,
      );
    const line = { action: 'inbound-message.read', billIds: scope.billIds, at: clock.now(), requestId, address };
    await recordAccess(tx, session, line);
    return detail(tx, session.labId, await getMessage(tx, session.labId, id));
  });
}

async function detail(tx: Tx, labId: number, row: MessageDetailRow): Promise<InboundMessageDetail> {
  const [source] = await listSourcesById(tx, labId, [row.sourceId]);
  const { text } = decodeMessage(row.raw, source?.charset ?? null);
  return {
    ...describe(row),
    charset: row.charset,
    sha256: row.sha256,
    attempts: row.attempts,
    problems: row.problems,
    text: toStorable(text),
    raw: row.raw.toString('base64'),
    segments: segmentsOf(text),
    acks: splitAcks(row.ack?.toString('utf8') ?? ''),
  };
}

/** Reads a quarantined message again, with today's rules and settings of its source, and writes what it says. */
export function replayMessage({ db, clock }: Deps, { session }: Asking, id: number): Promise<MessageOutcome> {
  return db.inLab(
    session.labId,
    async (tx) => {
      const now = clock.now();
      const row = await getMessage(tx, session.labId, id);
      if (row.state !== 'QUARANTINED') throw notQuarantined(row);
      const [source] = await listSourcesById(tx, session.labId, [row.sourceId]);
      if (!source)
        throw new Refused(
          refusal('messages.source-missing', `Source ${row.source} of message ${id} is not there any more.`),
          409,
        );
      const read = readMessage({ raw: row.raw, sha256: row.sha256, source, now });
      const work: Work = {
        source,
        transport: row.transport,
        peer: row.peer,
        receivedAt: row.receivedAt,
        raw: row.raw,
        sha256: row.sha256,
        read,
        stored: { id, expected: 'QUARANTINED' },
      };
      // What stood on the worklist as "unreadable" is taken back once the message itself says what it holds.
      const isReadNow = read.state !== 'QUARANTINED';
      if (isReadNow && (await hasOrder(tx, session.labId, source.id, unparsedBillNumber(row.sha256)))) {
        const flags = findCriticalFlags(decodeMessage(row.raw, source.charset).text);
        work.read = { ...read, orders: [...read.orders, unparsedOrder(row.sha256, flags, 'D')] };
      }
      const [stored] = await writeBatch(tx, session.labId, now, [work]);
      if (!stored || stored.isDuplicate) throw notQuarantined(row);
      await appendEvents(tx, session.labId, [
        {
          at: now,
          category: INTAKE_CATEGORY,
          type: 'message-replayed',
          text: `Message replayed - source ${row.source} - ${stored.state}${stored.reason ? ` - ${stored.reason}` : ''}`,
          actor: actorOf(session),
          message_id: id,
          source: row.source,
          state: stored.state,
        },
      ]);
      return { id, state: stored.state, reason: stored.reason, discardedAt: row.discardedAt?.toISOString() ?? null };
    },
    { isByKey: true },
  );
}

/** Somebody looked at a quarantined message and says why nothing more is to be done. The bytes stay. */
export function discardInbox({ db, clock }: Deps, { session }: Asking, id: number, reason: string): Promise<MessageOutcome> {
  return db.inLab(session.labId, async (tx) => {
    const now = clock.now();
    const row = await getMessage(tx, session.labId, id);
    if (!(await discardMessage(tx, session.labId, id, now))) throw notQuarantined(row);
    await appendEvents(tx, session.labId, [
      {
        at: now,
        category: INTAKE_CATEGORY,
        type: 'message-discarded',
        text: `Message discarded - source ${row.source} - ${reason}`,
        actor: actorOf(session),
        message_id: id,
        source: row.source,
        reason,
      },
    ]);
    return { id, state: row.state, reason: row.reason, discardedAt: now.toISOString() };
  });
}

async function getMessage(tx: Tx, labId: number, id: number): Promise<MessageDetailRow> {
  const row = await findMessage(tx, labId, id);
  if (!row) throw unknownMessage(id);
  return row;
}

const unknownMessage = (id: number): Refused => new Refused(refusal('messages.not-found', `There is no message ${id}.`), 404);

function notQuarantined(row: MessageRow): Refused {
  const state = row.discardedAt ? 'discarded' : row.state;
  return new Refused(
    refusal(
      'messages.not-quarantined',
      `Message ${row.id} is ${state}; only a quarantined message can be replayed or discarded.`,
      { id: row.id, state },
    ),
    409,
  );
}

function describe(row: MessageRow): InboundMessage {
  const { id, source, transport, peer, controlId, messageType, state, reason, problemCount, bytes } = row;
  return {
    id,
    source,
    transport,
    peer,
    controlId,
    messageType,
    state,
    reason,
    problemCount,
    bytes,
    receivedAt: row.receivedAt.toISOString(),
    processedAt: row.processedAt?.toISOString() ?? null,
    discardedAt: row.discardedAt?.toISOString() ?? null,
  };
}
