import type { MessagePurpose } from '@critical-callout/domain/delivery';

type OfPurpose = Record<MessagePurpose, string>;

/**
 * Everything the built-in messages say in one language. Where a text has `{{ names }}` it is a piece of a template. What
 * goes into a short message keeps to the GSM alphabet where the language can: one letter outside it halves the room.
 */
export type Words = {
  /** Before the colon of a subject. */
  subject: OfPurpose;
  /** The first line of a mail or a letter. */
  title: OfPurpose;
  /** The first words of a short message. */
  shortTitle: OfPurpose;
  /** Why this message comes, after the title. */
  why: Omit<OfPurpose, 'first'>;
  order: string;
  accession: string;
  patient: string;
  comment: string;
  reference: string;
  before: string;
  unclear: string;
  corrected: string;
  shortUnclear: string;
  shortCorrected: string;
  more: string;
  andMore: string;
  /** `call` and `toHear` follow each other in one sentence. */
  call: string;
  toHear: string;
  shortCall: string;
  telephone: string;
  askFor: string;
  /** Before the link; the telephone then follows with `orCall` in place of `call`. */
  openPage: string;
  orCall: string;
  shortOpen: string;
  shortOrCall: string;
  practice: { subject: string; word: string; text: string; short: string };
  test: { subject: string; word: string; text: string; short: string };
  /** What stands in brackets beside a value. */
  marks: Record<ValueMark, string>;
  noResult: string;
  fax: {
    urgent: string;
    to: string;
    fax: string;
    from: string;
    date: string;
    about: string;
    pages: string;
    pagesIncluded: (pages: number) => string;
    page: (page: number, pages: number) => string;
    notPrintable: string;
    confidential: string;
  };
};

export const VALUE_MARKS = [
  'critical-low',
  'critical-high',
  'critical-change',
  'critical',
  'cannot-say',
  'corrected',
  'withdrawn',
] as const;
export type ValueMark = (typeof VALUE_MARKS)[number];
