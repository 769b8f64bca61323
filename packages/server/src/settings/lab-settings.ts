import { signInPolicySchema } from '@critical-callout/contract/auth';
import {
  type AuditHeads,
  auditHeadsSchema,
  type LabSettings,
  labProfileSchema,
  type SaveLabSettings,
} from '@critical-callout/contract/lab';
import type { LabSession } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { readSetting } from '../platform/settings.ts';
import { type LabFacts, readAbout } from './about.ts';
import { type Publication, saveSetting, whyOf } from './service.ts';

/** What the form shows and what it was built from; the fields alone decide whether somebody changed them meanwhile. */
export async function readLabSettings(tx: Tx, labId: number, config: Deps['config']): Promise<LabSettings> {
  const { code, isPractice, seenIdentifierTypes, about } = await readAbout(tx, labId, config);
  return { ...(await readLabFields(tx, labId)), code, isPractice, seenIdentifierTypes, about };
}

export async function readLabFields(tx: Tx, labId: number): Promise<SaveLabSettings> {
  const { rows } = await sql<Pick<LabFacts, 'name' | 'zone'>>`select name, zone from labs where id = ${labId}`.execute(tx);
  const [lab] = rows;
  if (!lab) throw new Error(`lab ${labId} is gone`);
  const profile = labProfileSchema.parse(await readSetting(tx, labId, 'lab_profile'));
  const policy = signInPolicySchema.parse(await readSetting(tx, labId, 'sign_in_policy'));
  const { emails } = await readHeads(tx, labId);
  return { ...lab, ...profile, ...policy, audit_head_emails: emails };
}

const readHeads = async (tx: Tx, labId: number): Promise<AuditHeads> =>
  auditHeadsSchema.parse(await readSetting(tx, labId, 'audit_heads'));

/** Only what differs is written, each with an event that says what it was and what it is. */
export async function saveLabSettings(
  tx: Tx,
  session: LabSession,
  { before, after, ...publication }: { before: SaveLabSettings; after: SaveLabSettings } & Publication,
): Promise<void> {
  const { labId } = session;
  const actor = actorOf(session);
  if (before.name !== after.name || before.zone !== after.zone) await rename(tx, session, { before, after, ...publication });
  const parts = [
    ['lab_profile', profileOf],
    ['sign_in_policy', ({ idle_minutes, session_hours }: SaveLabSettings) => ({ idle_minutes, session_hours })],
    ['audit_heads', ({ audit_head_emails: emails }: SaveLabSettings) => ({ emails })],
  ] as const;
  for (const [key, of] of parts) {
    const value = of(after);
    if (JSON.stringify(value) !== JSON.stringify(of(before))) await saveSetting(tx, { labId, key, value, actor, ...publication });
  }
}

function profileOf({ stripe, identifiers, switchboard, login_notice, screen_language }: SaveLabSettings) {
  return { stripe, identifiers, switchboard, login_notice, screen_language };
}

async function rename(
  tx: Tx,
  session: LabSession,
  { before, after, id, comment, now }: { before: SaveLabSettings; after: SaveLabSettings } & Publication,
): Promise<void> {
  const { name, zone } = after;
  await sql`update labs set name = ${name}, zone = ${zone}, rules_version = rules_version + 1 where id = ${session.labId}`.execute(
    tx,
  );
  await appendEvents(tx, session.labId, [
    {
      at: now,
      category: 620,
      type: 'lab-changed',
      text: `Laboratory changed by - ${session.userName}, name ${name}, zone ${zone}${whyOf(comment)}`,
      publication: id,
      comment,
      actor: actorOf(session),
      before: { name: before.name, zone: before.zone },
      after: { name, zone },
    },
  ]);
}
