import type { RelatedOrders } from '@critical-callout/contract/worklist';
import { expect, it } from 'vitest';
import { touchesRelated } from './related.ts';

const item = (billId: number) => ({ billId }) as RelatedOrders['samePatient'][number];
const shown: RelatedOrders = {
  samePatient: [item(2)],
  sameRecipient: [{ kind: 'ward', name: '7B', items: [item(3)] }],
  serverTime: '2026-11-25T10:00:00.000Z',
};
const isKnown = (billId: number): boolean => billId < 100;

it.each([
  ['the order itself', [1], true],
  ['another order of the patient', [2], true],
  ['an order of the same ward', [3], true],
  ['an order that is new', [100], true],
  ['a known order of somebody else', [4], false],
  ['several of somebody else', [4, 5, 6], false],
  ['an event about no order', [], false],
])('%s: %j', (_what, changed, isTouched) => expect(touchesRelated(1, shown, new Set(changed), isKnown)).toBe(isTouched));

it('until the first answer it is the order itself that counts', () => {
  expect(touchesRelated(1, undefined, new Set([1]), isKnown)).toBe(true);
  expect(touchesRelated(1, undefined, new Set([2]), isKnown)).toBe(false);
});
