import { normalAddress } from '@critical-callout/domain/directory';
import type { Actor } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { readCallingCode } from './contact-points.ts';
import { openTasks } from './tasks.ts';

export type WrongNumber = {
  labId: number;
  billId: number;
  billNumber: string;
  actor: Actor;
  now: Date;
  /** Who was asked for, and the number that did not lead there; either may be empty. */
  name: string;
  contact: string;
};

/** A number led to somebody else: somebody must put the directory right. One task for one number, however often it is dialled. */
export async function reportWrongNumber(tx: Tx, wrong: WrongNumber): Promise<void> {
  const { labId, billId, billNumber, actor, now, name, contact } = wrong;
  const normal = contact === '' ? '' : normalAddress('phone', contact, await readCallingCode(tx, labId));
  const dialled = typeof normal === 'string' ? normal : contact;
  const subject = dialled === '' ? `who: ${name || billNumber}` : `number: ${dialled}`;
  const detail = `${contact || 'The number'} did not reach ${name || 'the person asked for'}.`;
  await openTasks(tx, labId, actor, now, [{ kind: 'wrong-number', subject, detail, billId, billNumber }]);
}
