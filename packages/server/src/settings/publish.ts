import { randomUUID } from 'node:crypto';
import type { LabSession } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import type { SettingForm } from './forms.ts';
import { lockSetting, type Publication } from './service.ts';
import { refuseOutdated } from './version.ts';

export type Publish = {
  /** The version the change was made from; null: whatever holds now. */
  seen: number | null;
  value: Record<string, unknown>;
  comment: string;
  now: Date;
};

/** Everything a file changes, at once and as one publication, if each setting is still the one the review showed. */
export async function publishFile(
  tx: Tx,
  session: LabSession,
  changes: readonly { form: SettingForm; after: Record<string, unknown> }[],
  { comment, seen, now }: { comment: string | undefined; seen: Record<string, number>; now: Date },
): Promise<void> {
  if (comment === undefined)
    throw new Refused(refusal('settings.comment-missing', 'comment: say why it is changed', { field: 'comment' }));
  const publication = { id: randomUUID(), comment, now };
  // A setting the review did not show has changed meanwhile: 0 is the version of none.
  for (const { form, after } of changes)
    await putInForce(tx, session, form, { seen: seen[form.name] ?? 0, value: after, publication });
}

/** Puts a whole form in force, if it is still the one it was made from, and says why in the audit trail. */
export function publishForm(tx: Tx, session: LabSession, form: SettingForm, change: Publish): Promise<void> {
  const { seen, value, comment, now } = change;
  return putInForce(tx, session, form, { seen, value, publication: { id: randomUUID(), comment, now } });
}

async function putInForce(
  tx: Tx,
  session: LabSession,
  form: SettingForm,
  { seen, value: after, publication }: Pick<Publish, 'seen' | 'value'> & { publication: Publication },
): Promise<void> {
  await lockSetting(tx, session.labId, form.keys[0] ?? form.name);
  const before = await form.read(tx, session.labId);
  refuseOutdated(seen, form.name, before);
  await form.save(tx, session, { before, after, publication });
}
