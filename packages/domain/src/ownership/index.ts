export {
  decideHandover,
  evolveHandover,
  HANDOVER_ITEM_STATES,
  HANDOVER_STATES,
  type HandoverCommand,
  type HandoverEvent,
  type HandoverItemState,
  type HandoverState,
} from './handover.ts';
export {
  CLAIM_LEASE_SECONDS,
  type Claim,
  decideOwner,
  evolveOwner,
  liveClaim,
  NOBODY,
  type OwnerCommand,
  type OwnerEvent,
  type OwnerState,
  ownerOf,
  type Person,
} from './owner.ts';
