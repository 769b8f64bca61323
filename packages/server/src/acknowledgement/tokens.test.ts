import { expect, test } from 'vitest';
import { codeOf, hashToken, linkKey, TOKEN_FORM, TOKEN_PLACE, tokenOf } from './tokens.ts';

const KEY = linkKey('a secret of forty characters for tests..');
const MESSAGE = { labId: 1, deliveryId: 7, messageId: '<callout.1.2@lab.example>' };

test('a token is 256 bits, the same for the same message and another for any other', () => {
  const token = tokenOf(KEY, MESSAGE);
  expect(token).toMatch(TOKEN_FORM);
  expect(tokenOf(KEY, { ...MESSAGE })).toBe(token);
  const others = [
    tokenOf(KEY, { ...MESSAGE, labId: 2 }),
    tokenOf(KEY, { ...MESSAGE, deliveryId: 8 }),
    tokenOf(KEY, { ...MESSAGE, messageId: '<callout.1.3@lab.example>' }),
    tokenOf(linkKey('another secret of forty characters......'), MESSAGE),
  ];
  expect(new Set([token, ...others]).size).toBe(5);
  expect(hashToken(token).length).toBe(32);
});

test('the place has the length and the form of a token, and is none', () => {
  expect(TOKEN_PLACE).toMatch(TOKEN_FORM);
  expect(tokenOf(KEY, MESSAGE)).not.toBe(TOKEN_PLACE);
});

test('a code is six digits and says nothing of the token', () => {
  const codes = Array.from({ length: 500 }, (_, deliveryId) => codeOf(KEY, { ...MESSAGE, deliveryId }));
  for (const code of codes) expect(code).toMatch(/^\d{6}$/);
  expect(new Set(codes).size).toBeGreaterThan(490);
  expect(tokenOf(KEY, MESSAGE)).not.toContain(codeOf(KEY, MESSAGE));
});
