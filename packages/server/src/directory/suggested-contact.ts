import { normalAddress } from '@critical-callout/domain/directory';
import type { Actor } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { readCallingCode } from './contact-points.ts';
import { openTasks } from './tasks.ts';

export type SuggestedContact = {
  labId: number;
  billId: number;
  billNumber: string;
  actor: Actor;
  now: Date;
  name: string;
  phone: string;
  /** Who it is, who said so and for which order. */
  detail: string;
};

/** A caller needed somebody the directory does not know: one task for one number, however often they are added. */
export async function suggestContact(tx: Tx, suggested: SuggestedContact): Promise<void> {
  const { labId, billId, billNumber, actor, now, name, phone, detail } = suggested;
  const normal = normalAddress('phone', phone, await readCallingCode(tx, labId));
  const subject = `contact: ${name}, ${typeof normal === 'string' ? normal : phone}`;
  await openTasks(tx, labId, actor, now, [{ kind: 'suggested-contact', subject, detail, billId, billNumber }]);
}
