import type { DELIVERY_CHANNELS } from './state.ts';

/** Languages a message can be written in without anybody having written a template. */
export const MESSAGE_LANGUAGES = ['en', 'de', 'es', 'fr'] as const;
export type MessageLanguage = (typeof MESSAGE_LANGUAGES)[number];

/** Why somebody is written to; each has words of its own. */
export const MESSAGE_PURPOSES = ['first', 'reminder', 'escalation', 'correction'] as const;
export type MessagePurpose = (typeof MESSAGE_PURPOSES)[number];

/**
 * How much a channel may say. `none`: whom to call back and the link. `minimal`: also which order, and the names of the
 * tests (texts leave those out: a locked screen shows them). `full`: the patient and the values.
 */
export const CONTENT_LEVELS = ['none', 'minimal', 'full'] as const;
export type ContentLevel = (typeof CONTENT_LEVELS)[number];

export type MessageVariable = {
  name: string;
  level: ContentLevel;
  kind: 'text' | 'yes-no' | 'list';
  /** The list whose items have it. */
  of?: 'tests' | 'values';
};

/**
 * Everything a template can name. What is above the level of the channel is empty when the message is written, whatever
 * the template asks for: a template never decides what leaves the laboratory.
 */
export const MESSAGE_VARIABLES = [
  { name: 'labName', level: 'none', kind: 'text' },
  { name: 'recipientName', level: 'none', kind: 'text' },
  { name: 'callbackName', level: 'none', kind: 'text' },
  { name: 'callbackPhone', level: 'none', kind: 'text' },
  { name: 'link', level: 'none', kind: 'text' },
  { name: 'dueAt', level: 'none', kind: 'text' },
  { name: 'firstToldAt', level: 'none', kind: 'text' },
  { name: 'firstToldBy', level: 'none', kind: 'text' },
  { name: 'escalationStep', level: 'none', kind: 'text' },
  { name: 'isReopened', level: 'none', kind: 'yes-no' },
  { name: 'isCorrected', level: 'none', kind: 'yes-no' },
  { name: 'hasTests', level: 'none', kind: 'yes-no' },
  { name: 'hasValues', level: 'none', kind: 'yes-no' },
  { name: 'moreTests', level: 'none', kind: 'text' },
  { name: 'subjectOf', level: 'minimal', kind: 'text' },
  { name: 'orderNumber', level: 'minimal', kind: 'text' },
  { name: 'accessionNumber', level: 'minimal', kind: 'text' },
  { name: 'comment', level: 'minimal', kind: 'text' },
  { name: 'tests', level: 'minimal', kind: 'list' },
  { name: 'name', level: 'minimal', kind: 'text', of: 'tests' },
  { name: 'isCorrected', level: 'minimal', kind: 'yes-no', of: 'tests' },
  { name: 'isUnclear', level: 'minimal', kind: 'yes-no', of: 'tests' },
  { name: 'summary', level: 'full', kind: 'text', of: 'tests' },
  { name: 'values', level: 'full', kind: 'list', of: 'tests' },
  { name: 'parameter', level: 'full', kind: 'text', of: 'values' },
  { name: 'value', level: 'full', kind: 'text', of: 'values' },
  { name: 'unit', level: 'full', kind: 'text', of: 'values' },
  { name: 'referenceRange', level: 'full', kind: 'text', of: 'values' },
  { name: 'previousValue', level: 'full', kind: 'text', of: 'values' },
  { name: 'mark', level: 'full', kind: 'text', of: 'values' },
  { name: 'patientName', level: 'full', kind: 'text' },
] as const satisfies readonly MessageVariable[];

type DeliveryChannel = (typeof DELIVERY_CHANNELS)[number];

/** What of a message a laboratory may write for each channel; the rest is the program's. */
export const TEMPLATE_PARTS = {
  email: ['subject', 'text', 'html'],
  fax: ['subject', 'text', 'cover'],
  sms: ['text'],
  whatsapp: ['text'],
  webhook: ['text'],
} as const satisfies Record<DeliveryChannel, readonly string[]>;
export type TemplatePart = (typeof TEMPLATE_PARTS)[DeliveryChannel][number];

/** A text is read on a locked screen at night: what does not fit into this is heard on the telephone. Twilio's end is at 10. */
export const MAX_SEGMENTS = 4;

/** The recipient's language where one of ours is known for them, their house or the laboratory, in that order. */
export function chooseLanguage(wishes: readonly (string | null | undefined)[]): MessageLanguage {
  for (const wish of wishes) {
    const found = MESSAGE_LANGUAGES.find((language) => language === wish?.slice(0, 2).toLowerCase());
    if (found) return found;
  }
  return 'en';
}
