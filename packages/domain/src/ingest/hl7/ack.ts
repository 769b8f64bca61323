import { defaultDelimiters } from './delimiters.ts';
import { encodeEscapes } from './escapes.ts';
import type { MessageHeader } from './header.ts';

export type AckCode = 'AA' | 'AE' | 'AR' | 'CA' | 'CE' | 'CR';

/** Where in the message the fault is; ERR-2. */
export type ErrorLocation = { segment: string; sequence?: number; field?: number };

export type AckRequest = {
  /** Null where no MSH could be read: the answer then has an empty MSA-2. */
  header: MessageHeader | null;
  code: AckCode;
  /** What is wrong, for a person; empty for a positive answer. No patient data. */
  text?: string;
  location?: ErrorLocation | null;
  /** HL7 table 0357; by default from the code. */
  errorCode?: number;
  now: Date;
  /** MSH-10 of the answer. */
  ackControlId: string;
};

type Condition = 'AL' | 'NE' | 'ER' | 'SU';

/** Which answers a sender wants, by MSH-15 and MSH-16. */
export type AckPlan = { mode: 'original' } | { mode: 'enhanced'; commit: Condition; application: Condition };

/** What a source is set to: its messages say, or it is always answered in one of the modes. */
export const ACK_MODES = ['by-message', 'original', 'enhanced'] as const;
export type AckMode = (typeof ACK_MODES)[number];

/**
 * Original mode where MSH-15 and MSH-16 are both empty; else enhanced. A word that is not in table 0155 means always.
 * A sender set to enhanced that says nothing in MSH-15 waits for the commit answer, as all of them do.
 */
export function ackPlan(header: MessageHeader | null, mode: AckMode = 'by-message'): AckPlan {
  const accept = header?.acceptAcknowledgment ?? '';
  const application = header?.applicationAcknowledgment ?? '';
  if (mode === 'original') return { mode };
  if (mode === 'enhanced' && accept === '') return { mode, commit: 'AL', application: conditionOf(application) };
  if (accept === '' && application === '') return { mode: 'original' };
  return { mode: 'enhanced', commit: conditionOf(accept), application: conditionOf(application) };
}

function conditionOf(text: string): Condition {
  if (text === '') return 'NE';
  return text === 'NE' || text === 'ER' || text === 'SU' ? text : 'AL';
}

const commitCodes = { accept: 'CA', error: 'CE', reject: 'CR' } as const;
const applicationCodes = { accept: 'AA', error: 'AE', reject: 'AR' } as const;

/**
 * The codes to send. `commit` is the fate of the bytes (stored or not), `application` the fate of the content; null where
 * this sender does not want that answer. Original mode has one answer, the application's.
 */
export function ackCodesFor(
  plan: AckPlan,
  fate: { commit: keyof typeof commitCodes; application: keyof typeof applicationCodes },
): { commit: AckCode | null; application: AckCode | null } {
  if (plan.mode === 'original') return { commit: null, application: applicationCodes[fate.application] };
  return {
    commit: isWanted(plan.commit, fate.commit === 'accept') ? commitCodes[fate.commit] : null,
    application: isWanted(plan.application, fate.application === 'accept') ? applicationCodes[fate.application] : null,
  };
}

function isWanted(condition: Condition, isPositive: boolean): boolean {
  return condition === 'AL' || (condition === 'SU' && isPositive) || (condition === 'ER' && !isPositive);
}

/** A Problem's place as ERR wants it: `OBR[2].OBX[3]-5` is OBX, sequence 3, field 5. Null where it names no segment. */
export function errorLocation(place: string): ErrorLocation | null {
  const match = /([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?(?:-(\d+))?$/.exec(place);
  if (!match?.[1]) return null;
  return {
    segment: match[1],
    sequence: match[2] === undefined ? 1 : Number(match[2]),
    ...(match[3] === undefined ? {} : { field: Number(match[3]) }),
  };
}

const textLimit = 300;

/**
 * The answer as HL7 text, in the sender's delimiters and version, segments ended by CR. Fields of the message are echoed
 * as received (they cannot hold a field separator or a line end); our own text is escaped.
 */
export function buildAck(request: AckRequest): string {
  const { header, code, now } = request;
  const delimiters = header?.delimiters ?? defaultDelimiters;
  const safe = (text: string): string => encodeEscapes(text.slice(0, textLimit), delimiters);
  const echo = (raw: string | undefined): string => (raw ?? '').replace(/[\p{Cc}]/gu, ' ');
  const version = header?.version || '2.5.1';
  const text = safe(request.text ?? '');
  const msh = [
    `MSH${delimiters.field}${delimiters.encodingCharacters}`,
    echo(header?.raw.receivingApplication),
    echo(header?.raw.receivingFacility),
    echo(header?.raw.sendingApplication),
    echo(header?.raw.sendingFacility),
    timestampOf(now),
    '',
    ackType(header, version, delimiters.component),
    safe(request.ackControlId),
    echo(header?.raw.processingId) || 'P',
    echo(header?.raw.version) || version,
    ...(header?.raw.charset ? ['', '', '', '', '', echo(header.raw.charset)] : []),
  ];
  const segments = [msh, ['MSA', code, echo(header?.raw.controlId), ...(text === '' ? [] : [text])]];
  if (code !== 'AA' && code !== 'CA') segments.push(errorSegment(request, version, text, delimiters));
  return segments.map((fields) => `${fields.join(delimiters.field)}\r`).join('');
}

/** Versions before 2.2 know only `ACK`; 2.2 to 2.3 add the event; 2.3.1 adds the structure. */
function ackType(header: MessageHeader | null, version: string, component: string): string {
  const event = header?.triggerEvent ?? '';
  if (event === '' || !isAtLeast(version, [2, 2])) return 'ACK';
  const parts = isAtLeast(version, [2, 3, 1]) ? ['ACK', event, 'ACK'] : ['ACK', event];
  return parts.map((part) => part.replace(/[^A-Z0-9]/g, '')).join(component);
}

function isAtLeast(version: string, wanted: number[]): boolean {
  const numbers = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  for (const [index, number] of wanted.entries()) {
    const own = numbers[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}

/** ERR changed its shape in 2.5: before it is one ELD field, from then on location, HL7 code, severity and user message. */
function errorSegment(request: AckRequest, version: string, text: string, delimiters: MessageHeader['delimiters']): string[] {
  const { component, subcomponent } = delimiters;
  const { segment = '', sequence, field } = request.location ?? {};
  const location = [segment, sequence ?? (segment === '' ? '' : 1), field ?? ''].join(component).replace(/[^A-Z0-9]+$/, '');
  const number = request.errorCode ?? (request.code === 'AR' || request.code === 'CR' ? 207 : 102);
  const meaning = errorMeanings.get(number) ?? 'Application error';
  if (!isAtLeast(version, [2, 5])) {
    const at = [segment, sequence ?? '', field ?? ''].join(component);
    return ['ERR', `${at}${component}${[number, meaning, 'HL70357'].join(subcomponent)}`];
  }
  return ['ERR', '', location, [number, meaning, 'HL70357'].join(component), 'E', '', '', '', text];
}

/** HL7 table 0357. */
const errorMeanings = new Map([
  [100, 'Segment sequence error'],
  [101, 'Required field missing'],
  [102, 'Data type error'],
  [103, 'Table value not found'],
  [200, 'Unsupported message type'],
  [201, 'Unsupported event code'],
  [202, 'Unsupported processing id'],
  [203, 'Unsupported version id'],
  [204, 'Unknown key identifier'],
  [205, 'Duplicate key identifier'],
  [206, 'Application record locked'],
  [207, 'Application internal error'],
]);

function timestampOf(now: Date): string {
  return `${now.toISOString().replace(/[-:T]/g, '').slice(0, 14)}+0000`;
}
