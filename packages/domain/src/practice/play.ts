import { correctionOf, finalOf, hasCritical, makeOrder, type PracticeOrder } from './orders.ts';
import { makePatient, type PracticePatient } from './people.ts';
import { choose, integer, pick, type Random } from './random.ts';
import { hl7Time, writeOru } from './write.ts';

type FollowUp = { after: number; kind: 'final' | 'correction' | 'withdrawal' | 'resend'; order: PracticeOrder; text: string };

/** What the playing laboratory remembers between two messages. */
export type PracticeState = {
  /** In every order number of this run, so that a second run makes new orders. */
  run: string;
  sent: number;
  patients: PracticePatient[];
  followUps: FollowUp[];
};

export type PracticeMessage = {
  /** HL7 v2, segments ended by CR, UTF-8. */
  text: string;
  controlId: string;
  kind: 'new' | 'final' | 'correction' | 'withdrawal' | 'resend' | 'broken' | 'no-result';
  /** A careful reader must find something critical in it. */
  isCritical: boolean;
  /** `Basic metabolic panel`, for the log; no patient. */
  about: string;
};

const patientCount = 80;

export function startPractice(random: Random, now: Date, run: string): PracticeState {
  const patients = Array.from({ length: patientCount }, (_, index) => makePatient(random, index + 1, now, run));
  return { run, sent: 0, patients, followUps: [] };
}

/**
 * The next message of a laboratory's day: new orders, of which about 8 % need a call; finals after preliminaries;
 * corrections, withdrawals and resends; about 2 % that are broken and 1 % that are no results. The same random and state
 * give the same message.
 */
export function makeMessage(random: Random, now: Date, state: PracticeState): { message: PracticeMessage; state: PracticeState } {
  const sent = state.sent + 1;
  const controlId = `${state.run}-M${sent}`;
  const due = state.followUps.find(({ after }) => after <= sent);
  if (due)
    return {
      message: followUp(due, controlId, now),
      state: { ...state, sent, followUps: state.followUps.filter((one) => one !== due) },
    };
  const oddity = random();
  if (oddity < 0.01) return { message: noResult(random, state, controlId, now), state: { ...state, sent } };
  const [first, ...rest] = state.patients;
  if (!first) throw new Error('a practice state without patients');
  const patient = pick(random, [first, ...rest]);
  const order = makeOrder(random, { run: state.run, number: sent, patient, now });
  const text = writeOru(order, { controlId, sentAt: now });
  if (oddity < 0.032) return { message: broken(random, order, text, controlId), state: { ...state, sent } };
  const message: PracticeMessage = { text, controlId, kind: 'new', isCritical: hasCritical(order), about: order.test.name };
  const later = planFollowUp(random, order, text, sent);
  return { message, state: { ...state, sent, followUps: later ? [...state.followUps, later] : state.followUps } };
}

function planFollowUp(random: Random, order: PracticeOrder, text: string, sent: number): FollowUp | null {
  const soon = sent + integer(random, 3, 12);
  if (order.status === 'P') return { after: soon, kind: 'final', order, text };
  if (hasCritical(order)) {
    const kind = choose<FollowUp['kind'] | null>(random, [
      [14, 'correction'],
      [4, 'withdrawal'],
      [12, 'resend'],
      [70, null],
    ]);
    return kind ? { after: soon, kind, order, text } : null;
  }
  return random() < 0.04 ? { after: soon, kind: 'resend', order, text } : null;
}

function followUp({ kind, order, text }: FollowUp, controlId: string, now: Date): PracticeMessage {
  if (kind === 'resend') {
    // The same bytes again, as an interface engine sends them that missed the answer.
    return {
      text,
      controlId: /\|([^|]*)\|P\|2\.5\.1/.exec(text)?.[1] ?? '',
      kind,
      isCritical: hasCritical(order),
      about: order.test.name,
    };
  }
  // The last digit of the number decides, not chance: a follow-up must not disturb the course of the random numbers.
  const isWorse = Number(order.filler.at(-1)) % 3 === 0;
  const next =
    kind === 'final' ? finalOf(order) : correctionOf(order, kind === 'withdrawal' ? 'withdrawn' : isWorse ? 'worse' : 'normal');
  return {
    text: writeOru(next, { controlId, sentAt: now }),
    controlId,
    kind,
    isCritical: hasCritical(next),
    about: next.test.name,
  };
}

/** Messages no reader can read; some still carry HH, LL or AA, which must open a callout. */
function broken(random: Random, order: PracticeOrder, text: string, controlId: string): PracticeMessage {
  const segments = text.split('\r');
  const damaged = choose<(lines: string[]) => string[]>(random, [
    [3, (lines) => lines.filter((line) => !line.startsWith('OBR'))],
    [3, (lines) => lines.slice(0, 3)],
    [2, (lines) => lines.map((line) => line.replace('ORU^R01^ORU_R01', ''))],
    [2, (lines) => lines.slice(1)],
    [1, (lines) => lines.map((line) => line.replace('MSH|^~\\&', 'MSH|^^^^'))],
  ])(segments).join('\r');
  const isCritical = /OBX[^\r]*\|(HH|LL|AA)\|/.test(damaged);
  return { text: damaged, controlId, kind: 'broken', isCritical, about: order.test.name };
}

function noResult(random: Random, { patients }: PracticeState, controlId: string, now: Date): PracticeMessage {
  const patient = patients[Math.floor(random() * patients.length)];
  const text = [
    `MSH|^~\\&|PRACTICEADT|PRACTICE|CALLOUT|PRACTICE|${hl7Time(now)}||ADT^A08^ADT_A01|${controlId}|P|2.5.1`,
    `EVN|A08|${hl7Time(now)}`,
    `PID|1||${patient?.identifier ?? ''}^^^PRACTICE^MR`,
    '',
  ].join('\r');
  return { text, controlId, kind: 'no-result', isCritical: false, about: 'ADT^A08' };
}
