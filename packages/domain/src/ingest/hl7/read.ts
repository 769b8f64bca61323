import type { Problem } from '../../kernel/index.ts';
import type { IncomingMerge, IncomingMessage } from '../../result/index.ts';
import { splitBatch } from './batch.ts';
import { type CriticalFlag, findCriticalFlags } from './critical-flags.ts';
import { groupSegments } from './groups.ts';
import { type MessageHeader, readHeader } from './header.ts';
import { type BillRule, readOrders } from './orders.ts';
import { mergeEvents, readMerges } from './patient-merge.ts';
import { readSegments } from './segments.ts';
import { isZone } from './timestamp.ts';

export type ReadOptions = {
  /** IANA zone of the laboratory: what a timestamp without offset means. Default UTC. */
  zone?: string;
  /** Which number names the order. Default `placer-group`: ORC-4, else OBR-2/ORC-2, else OBR-3. */
  billRule?: BillRule;
};

/**
 * One message, read. `results`: `message` holds them. `merges`: two records are one person. `ignored`: a message type that carries no results. `rejected`: no
 * message of ours at all. `unreadable`: results it should hold cannot be read, or a type that is not read for results
 * carries one flagged critical; `criticalFlags` is what a raw scan found.
 */
export type ReadMessage = { text: string; header: MessageHeader | null; problems: Problem[] } & (
  | { outcome: 'results'; message: IncomingMessage }
  | { outcome: 'merges'; merges: IncomingMerge[] }
  | { outcome: 'ignored'; reason: Problem }
  | { outcome: 'rejected'; reason: Problem }
  | { outcome: 'unreadable'; reason: Problem; criticalFlags: CriticalFlag[] }
);

export type ReadBatch = { messages: ReadMessage[]; isBatch: boolean; problems: Problem[] };

/**
 * Messages that must carry results: ORU R01 unsolicited, R03 and R30 to R32 (point of care), OUL R21 to R24 (automation).
 * Any other event of these, and an answer to a query (ORF), is read as well as soon as it holds an OBX: senders misname
 * events, and a critical value counts whatever its event is called.
 */
const resultEvents = new Map([
  ['ORU', new Set(['', 'R01', 'R03', 'R30', 'R31', 'R32'])],
  ['OUL', new Set(['', 'R21', 'R22', 'R23', 'R24'])],
  ['ORF', new Set<string>()],
]);

/** HL7 table 0076, message codes. Anything else is no HL7 message we know. */
const messageCodes = new Set(
  (
    'ACK ADR ADT BAR BPS BRP BRT BTS CCF CCI CCM CCQ CCR CCU CQU CRM CSU DBC DBU DEL DEO DER DFT DOC DPR DRC DRG DSR EAC EAN EAR EDR EHC EQQ ' +
    'ERP ESR ESU INR INU LSR LSU MCF MDM MFD MFK MFN MFQ MFR NMD NMQ NMR NST OMB OMD OMG OMI OML OMN OMP OMQ OMS OPL OPR OPU ORA ORB ORD ORF ' +
    'ORG ORI ORL ORM ORN ORP ORR ORS ORU ORX OSM OSQ OSR OSU OUL PEX PGL PIN PMU PPG PPP PPR PPT PPV PRR PTR QBP QCK QCN QRY QSB QSX QVR RAR ' +
    'RAS RCI RCL RDE RDR RDS RDY REF RER RGR RGV ROR RPA RPI RPL RPR RQA RQC RQI RQP RQQ RRA RRD RRE RRG RRI ROL RSP RTB SCN SDN SDR SIU SLN ' +
    'SLR SMD SPQ SQM SQR SRM SRR SSR SSU STC STI SUR TBR TCR TCU UDM VQQ VTQ VXQ VXR VXU VXX'
  ).split(' '),
);

// A hostile or hopeless message could carry a problem on every line; nobody reads more than this.
const problemLimit = 100;

/** Reads a message, a batch or a file of messages. Never throws: what cannot be read is a value with its reason. */
export function readHl7v2(text: string, options: ReadOptions = {}): ReadBatch {
  const zone = options.zone ?? 'UTC';
  const batch = splitBatch(text);
  const problems = [...batch.problems];
  if (!isZone(zone))
    problems.push({
      code: 'ingest.unknown-zone',
      place: 'MSH-7',
      message: 'the zone of the laboratory is unknown; times were read as UTC',
    });
  const messages = batch.messages.map((one) => readMessage(one, { zone, billRule: options.billRule ?? 'placer-group' }));
  return { messages, isBatch: batch.isBatch, problems };
}

/** MSH alone, for an answer before the message is processed. Null where there is none to read. */
export function readHl7Header(text: string, zone = 'UTC'): MessageHeader | null {
  const start = text.search(/MSH[^A-Za-z0-9\s]/);
  if (start < 0) return null;
  const end = text.slice(start).search(/[\r\n]/);
  const segments = readSegments(end < 0 ? text.slice(start) : text.slice(start, start + end));
  const msh = 'code' in segments ? undefined : segments.list[0];
  return msh && !('code' in segments) ? readHeader(msh, segments.delimiters, zone) : null;
}

function readMessage(text: string, options: { zone: string; billRule: BillRule }): ReadMessage {
  const segments = readSegments(text);
  if ('code' in segments) return unreadable(text, null, [], segments);
  const [msh, ...rest] = segments.list;
  if (!msh) return unreadable(text, null, [], { code: 'ingest.no-header', place: 'MSH', message: 'no MSH segment found' });
  const header = readHeader(msh, segments.delimiters, options.zone);
  const problems = segments.problems;
  const hasResults = rest.some(({ name }) => name === 'OBX');
  const kind = kindOf(header, hasResults);
  if (kind?.outcome === 'unreadable') return unreadable(text, header, problems, kind.reason);
  if (kind?.outcome === 'ignored' && findCriticalFlags(text).length > 0) {
    const message = `${header.messageType.slice(0, 20)} is not read for results, but carries one flagged critical`;
    return unreadable(text, header, problems, { code: 'ingest.critical-not-read', place: 'MSH-9', message });
  }
  if (kind?.outcome === 'ignored' && header.messageCode === 'ADT' && mergeEvents.has(header.triggerEvent)) {
    const merges = readMerges(rest, problems);
    if ('code' in merges) return unreadable(text, header, problems, merges);
    return { text, header, problems, outcome: 'merges', merges };
  }
  if (kind) return { text, header, problems, outcome: kind.outcome, reason: kind.reason };
  checkHeader(header, problems);
  const groups = groupSegments(rest, header);
  if (groups.some(({ orphans }) => orphans.length > 0)) {
    return unreadable(text, header, problems, {
      code: 'ingest.result-without-test',
      place: 'OBX[1]',
      message: 'an OBX stands under no OBR',
    });
  }
  if (groups.every(({ reports }) => reports.length === 0)) {
    return unreadable(text, header, problems, {
      code: 'ingest.no-test',
      place: 'OBR',
      message: `${header.messageType} without any OBR`,
    });
  }
  const orders = readOrders(groups, header, options, problems);
  const { controlId, messageType, sendingApplication, sendingFacility, sentAt } = header;
  problems.splice(problemLimit);
  return {
    text,
    header,
    problems,
    outcome: 'results',
    message: { controlId, messageType, sendingApplication, sendingFacility, sentAt, orders, problems },
  };
}

function unreadable(text: string, header: MessageHeader | null, problems: Problem[], reason: Problem): ReadMessage {
  return { text, header, problems: [...problems, reason], outcome: 'unreadable', reason, criticalFlags: findCriticalFlags(text) };
}

type Kind = { outcome: 'ignored' | 'rejected' | 'unreadable'; reason: Problem } | null;

/** Null for a message that should hold results. */
function kindOf({ messageCode, triggerEvent, messageType, version }: MessageHeader, hasResults: boolean): Kind {
  if (messageCode === '') {
    return {
      outcome: 'unreadable',
      reason: { code: 'ingest.missing-message-type', place: 'MSH-9', message: 'MSH-9 names no message type' },
    };
  }
  if (!messageCodes.has(messageCode) && !/^Z[A-Z0-9]{2}$/.test(messageCode)) {
    const message = `MSH-9 '${messageCode.slice(0, 10)}' is no HL7 message type`;
    return { outcome: 'rejected', reason: { code: 'ingest.unknown-message-type', place: 'MSH-9', message } };
  }
  if (version !== '' && !/^2(\.|$)/.test(version)) {
    const message = `MSH-12 '${version.slice(0, 10)}' is not version 2.1 to 2.8`;
    return { outcome: 'rejected', reason: { code: 'ingest.unsupported-version', place: 'MSH-12', message } };
  }
  const events = resultEvents.get(messageCode);
  if (events && (hasResults || events.has(triggerEvent))) return null;
  return {
    outcome: 'ignored',
    reason: { code: 'ingest.no-results', place: 'MSH-9', message: `${messageType.slice(0, 20)} carries no results` },
  };
}

function checkHeader(header: MessageHeader, problems: Problem[]): void {
  const missing = (field: number, what: string): void => {
    problems.push({ code: 'ingest.missing-header-field', place: `MSH-${field}`, message: `MSH-${field} (${what}) is missing` });
  };
  // Left to people: systems run for years with T in MSH-11, and a critical value of one of them must be called.
  if (header.processingId === 'T' || header.processingId === 'D') {
    const message = `MSH-11 '${header.processingId}' says training or debugging; processed as if it were production`;
    problems.push({ code: 'ingest.not-production', place: 'MSH-11', message });
  }
  if (header.controlId === '') missing(10, 'message control id');
  if (header.version === '') missing(12, 'version');
  if (header.sendingApplication === '' && header.sendingFacility === '') missing(3, 'sending application and facility');
  if (header.sentAt === null) missing(7, 'time of message');
}
