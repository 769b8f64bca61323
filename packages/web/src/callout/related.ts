import type { RelatedOrders } from '@critical-callout/contract/worklist';

/**
 * Whether events about these orders may change what else one call would serve: the order itself, one of those shown, or
 * one that was not on the list yet, which may be of the same patient or ward. Everything else happens to somebody else,
 * and each question leaves a line in the access log.
 */
export function touchesRelated(
  billId: number,
  shown: RelatedOrders | undefined,
  changed: ReadonlySet<number>,
  isKnown: (billId: number) => boolean,
): boolean {
  const items = shown ? [...shown.samePatient, ...shown.sameRecipient.flatMap((group) => group.items)] : [];
  const concerned = new Set([billId, ...items.map((item) => item.billId)]);
  return [...changed].some((id) => concerned.has(id) || !isKnown(id));
}
