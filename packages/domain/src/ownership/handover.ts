import { type Refusal, refusal } from '../kernel/index.ts';
import type { Person } from './owner.ts';

/**
 * waiting: offered, nobody has it yet. accepted: the receiver has it. gone: nothing was left to hand over when its turn
 * came, because the order was closed or somebody else took it over.
 */
export const HANDOVER_ITEM_STATES = ['waiting', 'accepted', 'gone'] as const;
export type HandoverItemState = (typeof HANDOVER_ITEM_STATES)[number];
export const HANDOVER_STATES = ['offered', 'accepted', 'withdrawn'] as const;

/** `to` null: the next shift, whoever comes. An empty one is a record that nothing was open. */
export type HandoverState = {
  state: (typeof HANDOVER_STATES)[number];
  from: Person;
  to: Person | null;
  /** Not accepted by then: the supervisors are told, once. */
  dueAt: Date;
  isAlarmed: boolean;
  items: readonly { billId: number; state: HandoverItemState }[];
};

export type HandoverCommand =
  /** Without `billIds`: all that wait. `gone`: those of them that nobody can take any more. */
  | { type: 'accept'; by: Person; maySupervise: boolean; billIds?: readonly number[]; gone: readonly number[] }
  | { type: 'withdraw'; by: Person; maySupervise: boolean; reason: string }
  | { type: 'look' };

export type HandoverEvent =
  | { type: 'item-accepted'; billId: number; by: Person }
  | { type: 'item-gone'; billId: number }
  | { type: 'handover-accepted'; by: Person }
  | { type: 'handover-withdrawn'; by: Person; reason: string }
  | { type: 'handover-not-accepted' };

type Decided = { events: HandoverEvent[] } | Refusal;

export function decideHandover(handover: HandoverState, command: HandoverCommand, now: Date): Decided {
  if (command.type === 'look') {
    const isLate = handover.state === 'offered' && !handover.isAlarmed && handover.dueAt <= now;
    return { events: isLate ? [{ type: 'handover-not-accepted' }] : [] };
  }
  if (handover.state !== 'offered') {
    return refusal('ownership.handover-over', `the hand-over is ${handover.state} already`, { state: handover.state });
  }
  return command.type === 'accept' ? accept(handover, command) : withdraw(handover, command);
}

function accept(handover: HandoverState, command: Extract<HandoverCommand, { type: 'accept' }>): Decided {
  const { by, maySupervise, billIds, gone } = command;
  const { from, to, items } = handover;
  if (by.userId === from.userId)
    return refusal('ownership.own-handover', 'whoever hands over cannot accept it; withdraw it instead');
  if (to && to.userId !== by.userId && !maySupervise) {
    return refusal('ownership.handover-not-yours', `the hand-over is for ${to.name}`, { to: to.name });
  }
  const waiting = items.filter(({ state }) => state === 'waiting').map(({ billId }) => billId);
  const unknown = (billIds ?? []).filter((billId) => !waiting.includes(billId));
  if (unknown.length > 0) {
    return refusal('ownership.handover-items', `orders ${unknown.join(', ')} do not wait in this hand-over`, {
      field: 'billIds',
      billIds: unknown,
    });
  }
  const taken = [...new Set(billIds ?? waiting)];
  const events = taken.map(
    (billId): HandoverEvent => (gone.includes(billId) ? { type: 'item-gone', billId } : { type: 'item-accepted', billId, by }),
  );
  const isAll = waiting.every((billId) => taken.includes(billId));
  return { events: isAll ? [...events, { type: 'handover-accepted', by }] : events };
}

function withdraw(
  handover: HandoverState,
  { by, maySupervise, reason }: Extract<HandoverCommand, { type: 'withdraw' }>,
): Decided {
  if (by.userId !== handover.from.userId && !maySupervise) {
    return refusal('ownership.handover-not-yours', `the hand-over is of ${handover.from.name}`, { from: handover.from.name });
  }
  return { events: [{ type: 'handover-withdrawn', by, reason }] };
}

export function evolveHandover(handover: HandoverState, event: HandoverEvent): HandoverState {
  const itemsWith = (billId: number, state: HandoverItemState): HandoverState['items'] =>
    handover.items.map((item) => (item.billId === billId ? { ...item, state } : item));
  switch (event.type) {
    case 'item-accepted':
      return { ...handover, items: itemsWith(event.billId, 'accepted') };
    case 'item-gone':
      return { ...handover, items: itemsWith(event.billId, 'gone') };
    case 'handover-accepted':
      return { ...handover, state: 'accepted' };
    case 'handover-withdrawn':
      return { ...handover, state: 'withdrawn' };
    case 'handover-not-accepted':
      return { ...handover, isAlarmed: true };
  }
}
