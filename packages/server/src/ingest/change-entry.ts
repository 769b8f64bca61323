import type { ManualResultState } from '@critical-callout/contract/manual';
import { refusal } from '@critical-callout/domain/kernel';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { type Entry, FLAGS, lockEntry, markChecked, markWithdrawn, NO_PLACE } from './hand-queries.ts';
import type { Asking } from './inbox.ts';
import type { IntakeDeps } from './work.ts';
import { say, writeTyped } from './write-typed.ts';

/** A second person has compared what was entered with the paper, or asked again. */
export function checkEntry(deps: IntakeDeps, asking: Asking, id: number): Promise<ManualResultState> {
  const { session } = asking;
  const now = deps.clock.now();
  return deps.db.inLab(session.labId, async (tx) => {
    const entry = await getEntry(tx, asking, id);
    if (entry.enteredBy === session.userId) {
      const message = `Entry ${id} was made by ${entry.enteredByName}; the check is for somebody else.`;
      throw new Refused(refusal('manual.same-person', message, { id, enteredBy: entry.enteredByName }), 403);
    }
    if (entry.withdrawnAt) throw ended(entry, 'was taken back');
    if (entry.checkedAt) throw ended(entry, `was checked by ${entry.checkedByName}`);
    await markChecked(tx, session, id, now);
    await say(tx, asking, now, entry, {
      type: 'manual-result-checked',
      text: `Result entered by hand checked by - ${session.userName}, Test - ${entry.parameter.name}, Entered by - ${entry.enteredByName}`,
      manual_result_id: id,
    });
    return { id, billId: entry.billId, checkedAt: now.toISOString(), checkedBy: session.userName, withdrawnAt: null };
  });
}

/** It was wrong. It is taken back as a laboratory takes back a result posted wrongly, so whoever was told is told again. */
export function withdrawEntry(deps: IntakeDeps, asking: Asking, id: number, reason: string): Promise<ManualResultState> {
  const { session } = asking;
  const now = deps.clock.now();
  return deps.db.inLab(
    session.labId,
    async (tx) => {
      const entry = await getEntry(tx, asking, id);
      if (entry.withdrawnAt) throw ended(entry, 'was taken back');
      await markWithdrawn(tx, session, id, { reason, now });
      const { patient, parameter, value, unit, severity, collectedAt, resultedAt, billNumber } = entry;
      await writeTyped(tx, deps, asking, {
        patient,
        order: { ...NO_PLACE, number: billNumber },
        departmentCode: null,
        specimen: null,
        parameter,
        value,
        unit: unit || null,
        referenceRange: null,
        flag: FLAGS[severity],
        status: 'W',
        collectedAt,
        resultedAt,
        note: `Entered by hand and taken back by ${session.userName}: ${reason}`,
      });
      await say(tx, asking, now, entry, {
        type: 'manual-result-withdrawn',
        text: `Result entered by hand taken back by - ${session.userName}, Test - ${parameter.name}, Reason - ${reason}`,
        manual_result_id: id,
        reason,
      });
      const checkedAt = entry.checkedAt?.toISOString() ?? null;
      return { id, billId: entry.billId, checkedAt, checkedBy: entry.checkedByName, withdrawnAt: now.toISOString() };
    },
    { isByKey: true },
  );
}

async function getEntry(tx: Tx, { session }: Asking, id: number): Promise<Entry> {
  const entry = await lockEntry(tx, session, id);
  if (!entry) throw new Refused(refusal('manual.not-found', `There is no entry ${id}.`), 404);
  return entry;
}

function ended({ id }: Entry, how: string): Refused {
  return new Refused(refusal('manual.ended', `Entry ${id} ${how} already.`, { id }), 409);
}
