import { createHash, timingSafeEqual } from 'node:crypto';
import { type AcknowledgementSettings, acknowledgementSettingsSchema } from '@critical-callout/contract/acknowledgement';
import type { LiveLink } from './link-queries.ts';
import { codeOf, type LinkKey } from './tokens.ts';
import type { PatientFacts, Proof } from './visit-queries.ts';

/** What somebody typed to prove that they are the recipient. `born` is `YYYY-MM-DD`. */
export type Offered = { proof: 'code'; code: string } | { proof: 'facts'; born: string; number: string };

export function settingsOf(link: Pick<LiveLink, 'settings'>): AcknowledgementSettings {
  return acknowledgementSettingsSchema.parse(link.settings ?? {});
}

/** The ways of the laboratory's policy that this order and this recipient have. */
export function possibleProofs({ proof }: AcknowledgementSettings, facts: PatientFacts, codeWays: number): Proof[] {
  const allowed: Proof[] = proof === 'either' ? ['code', 'facts'] : [proof];
  return allowed.filter((one) => (one === 'code' ? codeWays > 0 : facts.born !== null));
}

/** Every part is compared, whatever the first one said: an answer takes as long when it is right as when it is wrong. */
export function isProven(key: LinkKey, link: LiveLink, offered: Offered, facts: PatientFacts, now: Date): boolean {
  if (offered.proof === 'code') {
    const { labId, codeDeliveryId, codeMessageId, codeExpiresAt } = link;
    if (codeDeliveryId === null || codeMessageId === null || codeExpiresAt === null || codeExpiresAt <= now) return false;
    const code = codeOf(key, { labId, deliveryId: codeDeliveryId, messageId: codeMessageId });
    return isSame(code, offered.code.replace(/\D/g, ''));
  }
  const isBorn = facts.born !== null && isSame(facts.born, offered.born);
  const number = fold(offered.number);
  const matches = [facts.accessionNumber ?? '', facts.billNumber].map((one) => fold(one) !== '' && isSame(fold(one), number));
  return isBorn && matches.includes(true);
}

/** People leave out spaces, hyphens and capitals when they copy a number. */
const fold = (number: string): string => number.toLowerCase().replace(/[\s\-_/.]/g, '');

/** In the same time wherever the first difference is, and however long the texts are. */
function isSame(expected: string, given: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}

/** How the month's name begins in the languages of the pages, without accents. */
const MONTHS = [
  /^(jan|ene)/,
  /^(feb|fev)/,
  /^mar/,
  /^(apr|abr|avr)/,
  /^(may|mai)/,
  /^(jun|juin)/,
  /^(jul|juil)/,
  /^(aug|ago|aou)/,
  /^sep/,
  /^(oct|okt)/,
  /^nov/,
  /^(dec|dez|dic)/,
];

/** Day, month and year as typed, to `YYYY-MM-DD`; the month as a number or by its name. null: not a date. */
export function readBirthDate(day: string, month: string, year: string): string | null {
  const typed = month.trim().toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '');
  const monthNumber = /^\d{1,2}$/.test(typed) ? Number(typed) : MONTHS.findIndex((name) => name.test(typed)) + 1;
  if (!/^\d{1,2}$/.test(day.trim()) || !/^\d{4}$/.test(year.trim()) || monthNumber < 1) return null;
  const date = new Date(Date.UTC(Number(year), monthNumber - 1, Number(day)));
  const isThere = date.getUTCMonth() === monthNumber - 1 && date.getUTCDate() === Number(day);
  return isThere ? date.toISOString().slice(0, 10) : null;
}
