import type { AuditVerification } from '@critical-callout/contract/audit';
import type { KeptText, Status, TypedText, WorkstationNote } from '@critical-callout/contract/workplace';
import { type LabSession, sessionMay } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents, listVerifications } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import {
  deleteOldTexts,
  deleteTypedText,
  findTypedText,
  isBillVisible,
  listSilentFeeds,
  putTypedText,
  readWork,
} from './queries.ts';

const WORKPLACE_CATEGORY = 649;
/** Longer than a weekend: who typed on Friday evening finds it on Monday. */
const KEPT_DAYS = 4;
const DAY_MS = 86_400_000;

async function refuseUnseen(tx: Tx, session: LabSession, billId: number): Promise<void> {
  if (!(await isBillVisible(tx, session, billId)))
    throw new Refused(refusal('workplace.bill-unknown', `order ${billId} is unknown here`), 404);
}

export async function readTypedText(tx: Tx, session: LabSession, billId: number): Promise<KeptText> {
  await refuseUnseen(tx, session, billId);
  return { kept: await findTypedText(tx, session, billId) };
}

export async function keepTypedText(tx: Tx, session: LabSession, billId: number, text: TypedText, now: Date): Promise<KeptText> {
  await refuseUnseen(tx, session, billId);
  await putTypedText(tx, session, billId, text, now);
  await deleteOldTexts(tx, session.labId, new Date(now.getTime() - KEPT_DAYS * DAY_MS));
  return { kept: { ...text, updatedAt: now.toISOString() } };
}

export async function dropTypedText(tx: Tx, session: LabSession, billId: number): Promise<KeptText> {
  await refuseUnseen(tx, session, billId);
  await deleteTypedText(tx, session, billId);
  return { kept: null };
}

export async function readStatus(tx: Tx, session: LabSession, now: Date): Promise<Status> {
  return {
    feeds: await listSilentFeeds(tx, session.labId),
    work: sessionMay(session, 'worklist.read') ? await readWork(tx, session, now) : null,
    auditFailure: failureOf((await listVerifications(tx, session.labId, 1))[0]),
    serverTime: now.toISOString(),
  };
}

function failureOf(newest: AuditVerification | undefined): Status['auditFailure'] {
  return newest?.broken ? { at: newest.at, ...newest.broken } : null;
}

/** Months later it can be asked whether the alarm of that night could have been heard. */
export async function noteWorkstation(tx: Tx, session: LabSession, note: WorkstationNote, now: Date): Promise<{ at: string }> {
  const actor = actorOf(session);
  const text =
    note.what === 'shift-started'
      ? `Shift started at a workstation, sound ${note.isSoundHeard ? 'heard' : 'NOT heard'}, notices ${note.hasNotices ? 'on' : 'off'} by - ${actor.name}`
      : `Alarm silenced for ${note.seconds} s by - ${actor.name}`;
  const { what, ...facts } = note;
  await appendEvents(tx, session.labId, [{ at: now, category: WORKPLACE_CATEGORY, type: what, text, actor, ...facts }]);
  return { at: now.toISOString() };
}
