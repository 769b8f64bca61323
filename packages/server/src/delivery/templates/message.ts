import {
  type ContentLevel,
  isolateText,
  lineText,
  MESSAGE_VARIABLES,
  type MessageLanguage,
  type MessagePurpose,
  type MessageVariable,
  messageText,
} from '@critical-callout/domain/delivery';
import type { Shape, View } from './template.ts';
import { type ValueMark, WORDS, type Words } from './words/index.ts';

export type MessageValue = {
  parameter: string;
  value: string;
  unit: string;
  referenceRange: string;
  /** What was reported as critical before this value took its place; empty where nothing was. */
  previousValue: string;
  mark: ValueMark | null;
};

export type MessageTest = {
  name: string;
  /** true: something called critical before has changed or is gone; the people told must be told again. */
  isCorrected: boolean;
  /** true: reported as critical, and no value could be read. */
  isUnclear: boolean;
  values: MessageValue[];
};

/** Everything known about one message to one recipient, as plain foreign text. `level` decides how much of it is said. */
export type Message = {
  purpose: MessagePurpose;
  language: MessageLanguage;
  level: ContentLevel;
  /** Said in every part, whatever a template says: made-up patients, or no patient at all. */
  mark: 'practice' | 'test' | null;
  labName: string;
  recipientName: string;
  /** Empty: not known, or hidden by the laboratory (`show_patient_name` 1). */
  patientName: string;
  orderNumber: string;
  accessionNumber: string;
  callbackName: string;
  callbackPhone: string;
  comment: string;
  link: string;
  dueAt: string;
  firstToldAt: string;
  firstToldBy: string;
  escalationStep: string;
  isReopened: boolean;
  tests: MessageTest[];
};

/** How much room names have. Short messages are read on a telephone's screen. */
const ROOM = {
  long: { name: 400, labName: 400, subject: 400, value: 400, unit: 400, comment: 4000, phone: 400 },
  short: { name: 60, labName: 60, subject: 80, value: 200, unit: 20, comment: 100, phone: 40 },
} as const;
export type MessageForm = keyof typeof ROOM;

/**
 * The names a template sees. What is above the message's level is empty here, before any template is asked: below `full`
 * there is no patient and no value, a short message then names no test, and with `none` there is no order either.
 */
export function viewOf(message: Message, form: MessageForm): View {
  const words = WORDS[message.language];
  const room = ROOM[form];
  const isFull = message.level === 'full';
  const isNamed = message.level !== 'none';
  const line = (text: string, length: number): string => lineText(text, length);
  const tests = isFull || (isNamed && form === 'long') ? message.tests : [];
  const mayComment = isFull || (isNamed && form === 'long');
  return {
    labName: line(message.labName, room.labName),
    recipientName: line(message.recipientName, room.name),
    callbackName: line(message.callbackName, room.name),
    callbackPhone: line(message.callbackPhone, room.phone),
    link: message.link,
    dueAt: line(message.dueAt, room.name),
    firstToldAt: line(message.firstToldAt, room.name),
    firstToldBy: line(message.firstToldBy, room.name),
    escalationStep: line(message.escalationStep, room.unit),
    isReopened: message.isReopened,
    isCorrected: message.tests.some((test) => test.isCorrected),
    hasTests: tests.length > 0,
    hasValues: isFull,
    moreTests: '',
    subjectOf: isNamed ? line(subjectOf(message, words, isFull), room.subject) : '',
    orderNumber: isNamed ? line(message.orderNumber, room.name) : '',
    accessionNumber: isNamed ? line(message.accessionNumber, room.name) : '',
    patientName: isFull ? line(message.patientName, room.subject) : '',
    comment: !mayComment ? '' : form === 'long' ? messageText(message.comment).trim() : line(message.comment, room.comment),
    tests: tests.map((test) => testView(test, words, isFull, form)),
  };
}

function subjectOf({ patientName, accessionNumber, orderNumber }: Message, words: Words, isFull: boolean): string {
  if (isFull && patientName) return `${words.patient}: ${patientName}`;
  return accessionNumber ? `${words.accession}: ${accessionNumber}` : `${words.order}: ${orderNumber}`;
}

function testView(test: MessageTest, words: Words, isFull: boolean, form: MessageForm): View {
  const values = isFull ? test.values.map((value) => valueView(value, words, form)) : [];
  const said = values.map(({ parameter, value, unit, mark }) => {
    const text = [parameter, value, unit].filter(Boolean).join(' ');
    return mark ? `${text} [${mark}]` : text;
  });
  const summary = test.isUnclear ? words.shortUnclear : said.join('; ');
  return {
    name: lineText(test.name, ROOM[form].name),
    isCorrected: test.isCorrected,
    isUnclear: test.isUnclear,
    summary: isFull ? summary : '',
    values,
  };
}

function valueView(value: MessageValue, words: Words, form: MessageForm) {
  const room = ROOM[form];
  const mark = value.mark ? words.marks[value.mark] : '';
  const isWithdrawn = value.mark === 'withdrawn';
  return {
    parameter: lineText(value.parameter, room.name),
    value: isWithdrawn ? words.noResult : lineText(value.value, room.value),
    unit: isWithdrawn ? '' : lineText(value.unit, room.unit),
    referenceRange: lineText(value.referenceRange, room.name),
    previousValue: lineText(value.previousValue, room.value),
    mark: form === 'short' ? inGsmAlphabet(mark) : mark,
  };
}

/** Words of ours only: one accent that the GSM alphabet lacks would halve the room and leave no place for the value. */
function inGsmAlphabet(text: string): string {
  return text.replace(/[áíóú]/g, (letter) => letter.normalize('NFD').charAt(0));
}

/** The same view for plain text, where a right-to-left name could otherwise reorder the digits beside it. */
export function isolated(view: View): View {
  // The link is put in later, by its place: nothing may stand around it.
  return { ...(mapText(view, isolateText) as View), link: view.link ?? '' };
}

function mapText(view: View[string], change: (text: string) => string): View[string] {
  if (typeof view === 'string') return change(view);
  if (typeof view === 'boolean') return view;
  if (Array.isArray(view)) return view.map((item) => mapText(item, change) as View);
  return Object.fromEntries(Object.entries(view).map(([key, value]) => [key, mapText(value, change)]));
}

/** What templates are checked against: exactly the names of MESSAGE_VARIABLES. */
export const MESSAGE_SHAPE: Shape = shapeOf(undefined);

function shapeOf(of: MessageVariable['of']): Shape {
  const variables: readonly MessageVariable[] = MESSAGE_VARIABLES;
  return Object.fromEntries(
    variables
      .filter((variable) => variable.of === of)
      .map(({ name, kind }) => {
        if (kind === 'list') return [name, [shapeOf(name as MessageVariable['of'])]];
        return [name, kind === 'yes-no' ? false : ''];
      }),
  );
}
