import { type EnterManualResult, type ManualResultEntered, manualEntrySettingsSchema } from '@critical-callout/contract/manual';
import { refusal } from '@critical-callout/domain/kernel';
import { recordAccess } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { readSetting } from '../platform/settings.ts';
import {
  FLAGS,
  findDepartmentCode,
  findPlace,
  findSameEntry,
  insertEntry,
  lockVisiblePatient,
  NO_PLACE,
  type Place,
  placeEntry,
} from './hand-queries.ts';
import type { Asking } from './inbox.ts';
import type { IntakeDeps } from './work.ts';
import { say, writeTyped } from './write-typed.ts';

const DAY_MS = 86_400_000;
/** Older than this it is history, and a call about it would frighten a ward for nothing. */
const MAX_AGE_DAYS = 31;
/** Two clocks are never quite alike. */
const AHEAD_MS = 60_000;

/**
 * A critical result that was read out by telephone or came on paper. What was typed becomes a message of the lab's own
 * source and is stored, judged and opened by the same rooms as any other; everything commits or nothing does.
 */
export function enterResult(
  deps: IntakeDeps,
  asking: Asking,
  patientId: number,
  typed: EnterManualResult,
): Promise<ManualResultEntered> {
  const { session, requestId, address } = asking;
  const { labId } = session;
  const now = deps.clock.now();
  refuseOddTimes(typed, now);
  return deps.db.inLab(
    labId,
    async (tx) => {
      const patient = await lockVisiblePatient(tx, session, patientId);
      if (!patient) throw new Refused(refusal('search.patient-unknown', `patient ${patientId} is unknown here`), 404);
      const place = await placeOf(tx, asking, patient.id, typed);
      const departmentCode = await departmentOf(tx, labId, typed.departmentId);
      const same = await findSameEntry(tx, labId, patient.id, typed);
      if (same) throw alreadyThere(typed, same);
      const { second_person } = manualEntrySettingsSchema.parse(await readSetting(tx, labId, 'manual_entry'));
      const id = await insertEntry(tx, session, { patientId, typed, isCheckNeeded: second_person === 1, now });
      const { parameter, value, unit, referenceRange, severity, resultedAt, collectedAt, specimen } = typed;
      const written = await writeTyped(tx, deps, asking, {
        patient,
        order: { ...place, number: `H-${String(id).padStart(6, '0')}` },
        departmentCode,
        specimen: specimen || null,
        parameter: { code: parameter.code ?? parameter.name, system: parameter.codeSystem, name: parameter.name },
        value,
        unit: unit || null,
        referenceRange: referenceRange || null,
        flag: FLAGS[severity],
        status: 'F',
        collectedAt: collectedAt === null ? null : new Date(collectedAt),
        resultedAt: new Date(resultedAt),
        note: noteOf(typed),
      });
      if (!written.isVisible) throw outOfScope(typed);
      await placeEntry(tx, labId, id, written);
      await recordAccess(tx, session, { action: 'manual-result.enter', billIds: [written.billId], at: now, requestId, address });
      await say(tx, asking, now, written, {
        type: 'result-entered-by-hand',
        text: `Result entered by hand by - ${session.userName}, Test - ${parameter.name}, By ${typed.receivedThrough} from - ${typed.receivedFrom}, Verified there by - ${typed.verifiedBy}`,
        manual_result_id: id,
      });
      const { billId, billNumber, labReportId, criticalValues } = written;
      return { id, billId, billNumber, labReportId, criticalValues, isCheckNeeded: second_person === 1 };
    },
    { isByKey: true },
  );
}

function refuseOddTimes({ resultedAt, collectedAt }: EnterManualResult, now: Date): void {
  const refuse = (field: string, value: string, message: string): never => {
    throw new Refused(refusal('manual.odd-time', message, { field, value }));
  };
  for (const [field, value] of [
    ['resultedAt', resultedAt],
    ['collectedAt', collectedAt],
  ] as const) {
    if (value === null) continue;
    const ageMs = now.getTime() - Date.parse(value);
    if (ageMs < -AHEAD_MS) refuse(field, value, `${field} ${value} lies in the future; now is ${now.toISOString()}.`);
    if (ageMs > MAX_AGE_DAYS * DAY_MS) refuse(field, value, `${field} ${value} is more than ${MAX_AGE_DAYS} days ago.`);
  }
  if (collectedAt !== null && Date.parse(collectedAt) > Date.parse(resultedAt))
    refuse('collectedAt', collectedAt, `collectedAt ${collectedAt} is after resultedAt ${resultedAt}.`);
}

async function placeOf(tx: Tx, { session }: Asking, patientId: number, { likeBillId, ward }: EnterManualResult): Promise<Place> {
  if (likeBillId === null) return { ...NO_PLACE, ward: ward || null };
  const place = await findPlace(tx, session, likeBillId, patientId);
  if (place) return ward === '' ? place : { ...place, ward, room: null, bed: null };
  const message = `likeBillId ${likeBillId} is no order of patient ${patientId} that you see.`;
  throw new Refused(refusal('manual.order-unknown', message, { field: 'likeBillId', value: likeBillId }));
}

async function departmentOf(tx: Tx, labId: number, departmentId: number | null): Promise<string | null> {
  if (departmentId === null) return null;
  const code = await findDepartmentCode(tx, labId, departmentId);
  if (code !== undefined) return code;
  const message = `departmentId ${departmentId} is no department of this laboratory.`;
  throw new Refused(refusal('manual.department-unknown', message, { field: 'departmentId', value: departmentId }));
}

/** What stands under the value wherever it is shown. */
function noteOf({ receivedThrough, receivedFrom, verifiedBy, limit, comment }: EnterManualResult): string {
  const parts = [`Entered by hand: by ${receivedThrough} from ${receivedFrom}, verified there by ${verifiedBy}.`];
  if (limit) parts.push(`Limit there: ${limit}.`);
  if (comment) parts.push(comment);
  return parts.join(' ').replaceAll(/\s+/g, ' ');
}

function alreadyThere(
  { value, unit, parameter }: EnterManualResult,
  { id, billNumber }: { id: number; billNumber: string | null },
): Refused {
  const message = `${parameter.name} ${value} ${unit} of that time was entered already, as order ${billNumber ?? id}. Take that entry back if it was wrong.`;
  return new Refused(refusal('manual.entered-already', message, { field: 'value', value, id, billNumber }), 409);
}

/** It would stand open where whoever typed it cannot see it. */
function outOfScope({ departmentId }: EnterManualResult): Refused {
  const message =
    'You would not see this order yourself. Choose one of your departments, or the order whose doctor it belongs to.';
  return new Refused(refusal('manual.out-of-scope', message, { field: 'departmentId', value: departmentId }), 403);
}
