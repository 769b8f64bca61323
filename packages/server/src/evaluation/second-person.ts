import { limitsPolicySchema } from '@critical-callout/contract/limits';
import type { LabSession } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { readSetting } from '../platform/settings.ts';

type Written = { what: string; author: string; authorUserId: string | null };

/** Where the laboratory wants two persons, nobody approves what they wrote themselves; a name counts where no account is known. */
export async function refuseOwnApproval(tx: Tx, session: LabSession, written: readonly Written[]): Promise<void> {
  const policy = limitsPolicySchema.parse(await readSetting(tx, session.labId, 'limits_policy'));
  if (policy.second_person === 0) return;
  const own = written.find(({ author, authorUserId }) =>
    authorUserId === null ? author === session.userName : authorUserId === session.userId,
  );
  if (!own) return;
  const message = `${own.what} was written by ${own.author}; in this laboratory a second person approves.`;
  throw new Refused(refusal('limits.second-person', message, { author: own.author }), 403);
}

/** Approving in the step of saving is approving one's own. */
export const asWritten = (session: LabSession, what: string): Written => ({
  what,
  author: session.userName,
  authorUserId: session.userId,
});
