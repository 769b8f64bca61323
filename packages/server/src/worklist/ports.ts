import type { Contact } from '@critical-callout/contract/order-contacts';
import type { Tx } from '../platform/db.ts';

/** Whom to tell of each order at this moment. The worklist enters no other room: the application hands the directory's in. */
export type ResolveContacts = (
  tx: Tx,
  labId: number,
  billIds: readonly number[],
  now: Date,
) => Promise<ReadonlyMap<number, { contacts: Contact[]; hasNoContact: boolean }>>;
