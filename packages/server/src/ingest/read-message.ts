import { randomUUID } from 'node:crypto';
import {
  ackCodesFor,
  ackPlan,
  buildAck,
  errorLocation,
  findCriticalFlags,
  type MessageHeader,
  readHl7Header,
  readHl7v2,
} from '@critical-callout/domain/ingest';
import type { Problem } from '@critical-callout/domain/kernel';
import { toStorable } from './database-text.ts';
import type { Source } from './sources.ts';
import { decodeMessage } from './text.ts';
import { unparsedOrder } from './unparsed-order.ts';
import type { Reading } from './work.ts';

type Input = { raw: Buffer; sha256: string; source: Source; now: Date };
type Fate = { state: Reading['state']; application: 'accept' | 'error' | 'reject'; reason: Problem | null };

/** What bytes mean to this source: what is to be written, and what is answered once that is durable. Never throws. */
export function readMessage({ raw, sha256, source, now }: Input): Reading {
  const decoded = decodeMessage(raw, source.charset);
  const batch = readHl7v2(decoded.text, { zone: source.zone, billRule: source.billRule });
  const [read] = batch.messages;
  const problems = [...decoded.problems, ...batch.problems, ...(read?.problems ?? [])];
  const header = read?.header ?? null;
  const several: Problem = {
    code: 'ingest.not-one-message',
    place: 'MSH',
    message: `${batch.messages.length} messages in one block could not be told apart`,
  };
  const strange = header && (batch.messages.length === 1 ? unexpectedSender(header, source) : several);
  const common = {
    controlId: storable(header?.controlId),
    messageType: storable(header?.messageType),
    sentAt: header?.sentAt ?? null,
    charset: decoded.charset,
    problems,
  };
  const training = header && !source.isTrainingProcessed ? trainingReason(header) : null;
  if (training && !strange) {
    const acks = answer(header, { state: 'IGNORED', application: 'accept', reason: training }, source, now);
    return { ...common, state: 'IGNORED', reason: training.message, orders: [], isUnparsed: false, acks };
  }
  if (read?.outcome === 'results' && !strange) {
    return {
      ...common,
      state: 'PROCESSED',
      reason: null,
      orders: read.message.orders,
      isUnparsed: false,
      acks: answer(header, { state: 'PROCESSED', application: 'accept', reason: null }, source, now),
    };
  }
  if (read?.outcome === 'merges' && !strange) {
    const acks = answer(header, { state: 'PROCESSED', application: 'accept', reason: null }, source, now);
    return { ...common, state: 'PROCESSED', reason: null, orders: [], merges: read.merges, isUnparsed: false, acks };
  }
  if (read?.outcome === 'ignored' && !strange) {
    const acks = answer(header, { state: 'IGNORED', application: 'accept', reason: read.reason }, source, now);
    return { ...common, state: 'IGNORED', reason: read.reason.message, orders: [], isUnparsed: false, acks };
  }
  const reason = strange || (read && 'reason' in read ? read.reason : (batch.problems[0] ?? several));
  const flags = findCriticalFlags(decoded.text);
  return {
    ...common,
    problems: strange ? [...problems, strange] : problems,
    state: 'QUARANTINED',
    reason: `${reason.place}: ${reason.message}`,
    orders: flags.length > 0 ? [unparsedOrder(sha256, flags, 'F')] : [],
    isUnparsed: flags.length > 0,
    acks: answer(
      header,
      { state: 'QUARANTINED', application: strange || read?.outcome === 'rejected' ? 'reject' : 'error', reason },
      source,
      now,
    ),
  };
}

function trainingReason({ processingId }: MessageHeader): Problem | null {
  if (processingId !== 'T' && processingId !== 'D') return null;
  const message = `MSH-11 '${processingId}': this source does not process training and debugging messages`;
  return { code: 'ingest.training-ignored', place: 'MSH-11', message };
}

/** The same message, kept apart because processing it failed again and again (a fault of ours; the bytes are safe). */
export function quarantineReading(reading: Reading, { raw, sha256, source, now }: Input, code: string): Reading {
  const text = decodeMessage(raw, source.charset).text;
  const flags = findCriticalFlags(text);
  const reason: Problem = { code: 'ingest.processing-failed', place: 'MSH', message: `processing failed three times (${code})` };
  return {
    ...reading,
    problems: [...reading.problems, reason],
    state: 'QUARANTINED',
    reason: reason.message,
    orders: flags.length > 0 ? [unparsedOrder(sha256, flags, 'F')] : [],
    isUnparsed: flags.length > 0,
    acks: answer(readHl7Header(text, source.zone), { state: 'QUARANTINED', application: 'error', reason }, source, now),
  };
}

/** The answer while nothing could be stored: nothing positive, and the sender keeps its message. */
export function unavailableAnswer({ raw, source, now }: Omit<Input, 'sha256'>): string {
  const header = readHl7Header(decodeMessage(raw, source.charset).text, source.zone);
  const code = ackCodesFor(ackPlan(header, source.ackMode), { commit: 'reject', application: 'reject' });
  const text = 'the message could not be stored now; send it again';
  return buildAck({ header, code: code.commit ?? code.application ?? 'AR', text, now, ackControlId: newControlId() });
}

/** The answer to a block that cannot be taken at all (too large, not MLLP); `raw` is its start. */
export function refusalAnswer({ raw, source, now }: Omit<Input, 'sha256'>, text: string): Buffer {
  const header = readHl7Header(decodeMessage(raw, source.charset).text, source.zone);
  const code = ackPlan(header, source.ackMode).mode === 'enhanced' ? 'CR' : 'AR';
  return Buffer.from(buildAck({ header, code, text, now, ackControlId: newControlId() }), 'utf8');
}

function answer(header: MessageHeader | null, { state, application, reason }: Fate, source: Source, now: Date): string[] {
  // An acknowledgement is never acknowledged: two systems would answer each other for ever.
  if (header?.messageCode === 'ACK') return [];
  const isRefused = application === 'reject';
  const codes = ackCodesFor(ackPlan(header, source.ackMode), { commit: isRefused ? 'reject' : 'accept', application });
  // After CR nothing follows; everything else is stored, which is all that CA says.
  const wanted = codes.commit === 'CR' ? [codes.commit] : [codes.commit, codes.application];
  return wanted.flatMap((code) => {
    if (code === null) return [];
    const isPositive = code === 'AA' || code === 'CA';
    const text = isPositive && state !== 'IGNORED' ? '' : (reason?.message ?? '');
    const location = reason && !isPositive ? errorLocation(reason.place) : null;
    return [
      buildAck({
        header,
        code,
        text,
        location,
        errorCode: reason ? ERROR_CODES[reason.code] : undefined,
        now,
        ackControlId: newControlId(),
      }),
    ];
  });
}

/** HL7 table 0357. */
const ERROR_CODES: Record<string, number> = {
  'ingest.unknown-message-type': 200,
  'ingest.critical-not-read': 200,
  'ingest.unsupported-version': 203,
  'ingest.missing-message-type': 101,
  'ingest.no-header': 100,
  'ingest.result-without-test': 100,
  'ingest.no-test': 100,
  'ingest.merge-without-patient': 100,
  'ingest.merge-without-number': 101,
  'ingest.unexpected-sender': 103,
  'ingest.processing-failed': 207,
};

function unexpectedSender(header: MessageHeader, source: Source): Problem | null {
  const checks: [string, number, string | null, string, string][] = [
    ['application', 3, source.sendingApplication, header.sendingApplication, header.raw.sendingApplication],
    ['facility', 4, source.sendingFacility, header.sendingFacility, header.raw.sendingFacility],
  ];
  for (const [what, field, expected, read, raw] of checks) {
    if (expected === null || expected === read || expected === raw) continue;
    const message = `sending ${what} '${read.slice(0, 40)}' is not the one source ${source.code} expects ('${expected}')`;
    return { code: 'ingest.unexpected-sender', place: `MSH-${field}`, message };
  }
  return null;
}

function storable(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : toStorable(text).slice(0, 250);
}

/** MSH-10 of an answer: at most 20 characters in every version. */
function newControlId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 20);
}
