export {
  CONTACT_CHANNELS,
  CONTACT_PURPOSES,
  type ContactChannel,
  type ContactPurpose,
  normalAddress,
} from './address.ts';
export { type Duplicate, findDuplicates, type ListedParty } from './duplicates.ts';
export {
  type DutyOverride,
  type DutyShift,
  type DutySpan,
  dutyAt,
  dutySpans,
  PARTY_KINDS,
  type PartyKind,
  type PartyRef,
  type Rota,
} from './duty.ts';
export { formatHours, type HoursWindow, isWithinHours, parseHours, type WeeklyHours } from './hours.ts';
export { matchShift, type NamedParty, nameKey, type ShiftNames, shownName } from './names.ts';
export {
  type ContactPoint,
  type Delegation,
  type DirectoryFacts,
  hasNoContact,
  type Party,
  RECEIVES,
  type Receives,
  type Recipient,
  resolveNamed,
  resolveRecipients,
  type Schedule,
} from './resolve.ts';
export { instantAt, isZone, type WallTime, wallAt } from './zone.ts';
