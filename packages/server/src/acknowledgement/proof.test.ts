import { describe, expect, it } from 'vitest';
import type { LiveLink } from './link-queries.ts';
import { isProven, possibleProofs, readBirthDate, settingsOf } from './proof.ts';
import { codeOf, linkKey } from './tokens.ts';

const KEY = linkKey('a secret of forty characters for tests..');
const NOW = new Date('2026-11-23T10:00:00Z');
const MESSAGE = { labId: 1, deliveryId: 9, messageId: '<callout.a.b@lab.example>' };
const LINK = {
  labId: 1,
  codeDeliveryId: MESSAGE.deliveryId,
  codeMessageId: MESSAGE.messageId,
  codeExpiresAt: new Date('2026-11-23T10:05:00Z'),
} as LiveLink;
const FACTS = { born: '1945-07-14', accessionNumber: 'ACC-1001', billNumber: 'B 77' };

describe('isProven', () => {
  it('takes the code of the latest message, with spaces or without, until it is over', () => {
    const code = codeOf(KEY, MESSAGE);
    const isTaken = (typed: string, link = LINK, now = NOW) => isProven(KEY, link, { proof: 'code', code: typed }, FACTS, now);
    expect(isTaken(code)).toBe(true);
    expect(isTaken(`${code.slice(0, 3)} ${code.slice(3)}`)).toBe(true);
    expect(isTaken(String((Number(code) + 1) % 1_000_000).padStart(6, '0'))).toBe(false);
    expect(isTaken('')).toBe(false);
    expect(isTaken(code, LINK, new Date('2026-11-23T10:05:00Z'))).toBe(false);
    expect(isTaken(code, { ...LINK, codeDeliveryId: null, codeMessageId: null, codeExpiresAt: null })).toBe(false);
  });

  it.each([
    ['1945-07-14', 'ACC-1001', true],
    ['1945-07-14', 'acc 1001', true],
    ['1945-07-14', 'b77', true],
    ['1945-07-15', 'ACC-1001', false],
    ['1945-07-14', 'ACC-1002', false],
    ['1945-07-14', '', false],
    ['', 'ACC-1001', false],
  ])('born %s with number %s: %s', (born, number, expected) => {
    expect(isProven(KEY, LINK, { proof: 'facts', born, number }, FACTS, NOW)).toBe(expected);
  });

  it('nobody proves what is not known of the patient', () => {
    const offered = { proof: 'facts', born: '', number: '' } as const;
    expect(isProven(KEY, LINK, offered, { born: null, accessionNumber: null, billNumber: '-' }, NOW)).toBe(false);
  });
});

it('offers what the laboratory allows and this order and recipient have', () => {
  const settings = (proof: string) => settingsOf({ settings: { proof } });
  expect(possibleProofs(settings('either'), FACTS, 1)).toEqual(['code', 'facts']);
  expect(possibleProofs(settings('either'), FACTS, 0)).toEqual(['facts']);
  expect(possibleProofs(settings('either'), { ...FACTS, born: null }, 0)).toEqual([]);
  expect(possibleProofs(settings('code'), FACTS, 0)).toEqual([]);
  expect(possibleProofs(settings('facts'), FACTS, 3)).toEqual(['facts']);
});

it.each([
  ['14', '7', '1945', '1945-07-14'],
  ['14', 'July', '1945', '1945-07-14'],
  ['14', ' jul ', '1945', '1945-07-14'],
  ['14', 'März', '1945', '1945-03-14'],
  ['14', 'août', '1945', '1945-08-14'],
  ['14', 'juin', '1945', '1945-06-14'],
  ['14', 'dic', '1945', '1945-12-14'],
  ['31', '2', '1945', null],
  ['0', '2', '1945', null],
  ['14', 'xyz', '1945', null],
  ['14', '7', '45', null],
  ['', '', '', null],
])('reads %s %s %s as %s', (day, month, year, expected) => {
  expect(readBirthDate(day, month, year)).toBe(expected);
});
