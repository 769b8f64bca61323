export { assignOrder, takeOverOrder } from './api.ts';
export { AssignDialog, ReasonDialog } from './lazy-dialogs.tsx';
export { carryOut, claim, holderOf, release } from './owner-actions.ts';
export { CallsTo, ClaimingMark, OwnerMarks } from './owner-marks.tsx';
export { OwnershipStrip } from './ownership-strip.tsx';
export { PersonSelect, useAssignees } from './person-select.tsx';
export { type Called, endCall, forgetCall, isCalled, startCall, useCallAbout } from './running-call.ts';
export { useWhoHas, type WhoHas } from './use-presence.ts';
export { useTakenOver } from './use-taken-over.ts';
