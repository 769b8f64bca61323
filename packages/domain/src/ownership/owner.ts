import { type Refusal, refusal } from '../kernel/index.ts';

/** A claim counts this long after it was last renewed; the open panel renews it several times in between. */
export const CLAIM_LEASE_SECONDS = 120;

export type Person = { userId: string; name: string };
export type Claim = Person & { claimedAt: Date; leaseUntil: Date };

/**
 * Who has an open order. A claim is short and says "I am on it now"; an assignment lasts until somebody ends it. A queue
 * (a department) says where it belongs, and is nobody. None of them touches the deadline.
 */
export type OwnerState = { assignedTo: Person | null; queueId: number | null; claim: Claim | null };

export const NOBODY: OwnerState = { assignedTo: null, queueId: null, claim: null };

export type OwnerCommand =
  | { type: 'claim'; by: Person }
  /** The panel is still open. */
  | { type: 'renew'; by: Person }
  | { type: 'release'; by: Person }
  | { type: 'assign'; by: Person; to: Person | null; queueId: number | null; maySupervise: boolean }
  | { type: 'take-over'; by: Person; reason: string }
  /** `from` gives it to `to`, who accepted it by name. */
  | { type: 'hand-over'; from: Person; to: Person };

export type OwnerEvent =
  | { type: 'order-claimed'; by: Person; at: Date; leaseUntil: Date }
  /** Not written to the audit trail: nothing changed but the end of the lease. */
  | { type: 'claim-renewed'; leaseUntil: Date }
  | { type: 'order-released'; by: Person }
  | { type: 'order-assigned'; by: Person; to: Person | null; queueId: number | null; from: Person | null }
  | { type: 'order-taken-over'; by: Person; from: Person | null; reason: string; at: Date; leaseUntil: Date }
  | { type: 'order-handed-over'; from: Person; to: Person };

/** The claim that counts at this moment. */
export function liveClaim({ claim }: OwnerState, now: Date): Claim | null {
  return claim && claim.leaseUntil > now ? claim : null;
}

/** Who has the order at this moment: whoever is on it, else the person it is assigned to; null: nobody. */
export function ownerOf(state: OwnerState, now: Date): Person | null {
  return liveClaim(state, now) ?? state.assignedTo;
}

const isSame = (one: Person | null, other: Person | null): boolean => one?.userId === other?.userId;

type Decided = { events: OwnerEvent[] } | Refusal;

/** What a command means for the ownership of an open order. Nothing here ever stops somebody from recording a call. */
export function decideOwner(state: OwnerState, command: OwnerCommand, now: Date): Decided {
  const leaseUntil = new Date(now.getTime() + CLAIM_LEASE_SECONDS * 1000);
  switch (command.type) {
    case 'claim': {
      const held = heldByAnother(state, command.by, now);
      if (held) return held;
      if (isSame(liveClaim(state, now), command.by)) return { events: [{ type: 'claim-renewed', leaseUntil }] };
      return { events: [{ type: 'order-claimed', by: command.by, at: now, leaseUntil }] };
    }
    case 'renew':
      // Also a lease that ran out, as long as nobody took the order meanwhile: the laptop slept, the person is here.
      return { events: isSame(state.claim, command.by) ? [{ type: 'claim-renewed', leaseUntil }] : [] };
    case 'release':
      return release(state, command.by, now);
    case 'assign':
      return assign(state, command, now);
    case 'take-over': {
      const { by, reason } = command;
      const owner = ownerOf(state, now);
      const from = isSame(owner, by) ? null : owner;
      if (isSame(liveClaim(state, now), by)) return { events: [{ type: 'claim-renewed', leaseUntil }] };
      return { events: [{ type: 'order-taken-over', by, from, reason, at: now, leaseUntil }] };
    }
    case 'hand-over': {
      const { from, to } = command;
      const owner = ownerOf(state, now);
      if (owner && !isSame(owner, from) && !isSame(owner, to))
        return refusal('ownership.taken-over', `${owner.name} has the order meanwhile`, {
          by: owner.name,
          byUserId: owner.userId,
        });
      return { events: [{ type: 'order-handed-over', from, to }] };
    }
  }
}

function heldByAnother(state: OwnerState, by: Person, now: Date): Refusal | null {
  const claim = liveClaim(state, now);
  if (claim && !isSame(claim, by)) {
    return refusal('ownership.claimed', `${claim.name} has claimed the order; take it over with a reason`, {
      by: claim.name,
      byUserId: claim.userId,
      since: claim.claimedAt.toISOString(),
      until: claim.leaseUntil.toISOString(),
    });
  }
  const { assignedTo } = state;
  if (claim || !assignedTo || isSame(assignedTo, by)) return null;
  return refusal('ownership.assigned', `the order is assigned to ${assignedTo.name}; take it over with a reason`, {
    by: assignedTo.name,
    byUserId: assignedTo.userId,
  });
}

function release(state: OwnerState, by: Person, now: Date): Decided {
  if (isSame(state.claim, by) || isSame(state.assignedTo, by)) return { events: [{ type: 'order-released', by }] };
  const owner = ownerOf(state, now);
  if (!owner) return { events: [] };
  return refusal('ownership.not-yours', `${owner.name} has the order; only they release it`, {
    by: owner.name,
    byUserId: owner.userId,
  });
}

function assign(state: OwnerState, command: Extract<OwnerCommand, { type: 'assign' }>, now: Date): Decided {
  const { by, to, queueId, maySupervise } = command;
  const held = maySupervise ? null : heldByAnother(state, by, now);
  if (held) return held;
  const claim = liveClaim(state, now);
  const isUnchanged = isSame(state.assignedTo, to) && state.queueId === queueId && (!claim || isSame(claim, to));
  return { events: isUnchanged ? [] : [{ type: 'order-assigned', by, to, queueId, from: ownerOf(state, now) }] };
}

export function evolveOwner(state: OwnerState, event: OwnerEvent): OwnerState {
  switch (event.type) {
    case 'order-claimed':
      return { ...state, claim: { ...event.by, claimedAt: event.at, leaseUntil: event.leaseUntil } };
    case 'claim-renewed':
      return { ...state, claim: state.claim && { ...state.claim, leaseUntil: event.leaseUntil } };
    case 'order-released':
      return {
        ...state,
        assignedTo: isSame(state.assignedTo, event.by) ? null : state.assignedTo,
        claim: isSame(state.claim, event.by) ? null : state.claim,
      };
    case 'order-assigned':
      return { assignedTo: event.to, queueId: event.queueId, claim: isSame(state.claim, event.to) ? state.claim : null };
    case 'order-taken-over':
      return {
        ...state,
        assignedTo: state.assignedTo && event.by,
        claim: { ...event.by, claimedAt: event.at, leaseUntil: event.leaseUntil },
      };
    case 'order-handed-over':
      return { ...state, assignedTo: event.to, claim: isSame(state.claim, event.to) ? state.claim : null };
  }
}
