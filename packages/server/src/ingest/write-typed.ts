import { createHash } from 'node:crypto';
import { composeTypedResult, type TypedResult } from '@critical-callout/domain/ingest';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { ensureHandSource, findWrittenReport, type TypedFor, type WrittenReport } from './hand-queries.ts';
import type { Asking } from './inbox.ts';
import { INTAKE_CATEGORY } from './intake-events.ts';
import { readMessage } from './read-message.ts';
import { listSourcesById } from './sources.ts';
import type { IntakeDeps, Work } from './work.ts';
import { writeBatch } from './write-batch.ts';

type ToWrite = Omit<TypedResult, 'controlId' | 'at' | 'labName' | 'patient'> & { patient: TypedFor };

/** What was typed, as a message of the lab's own source, written as any message is. In the caller's transaction, opened `isByKey`. */
export async function writeTyped(tx: Tx, deps: IntakeDeps, { session }: Asking, typed: ToWrite): Promise<WrittenReport> {
  const { labId } = session;
  const { patient, order, status } = typed;
  const now = deps.clock.now();
  if (patient.identifier === null || patient.authority === '') {
    const message = `Patient ${patient.id} has no number that a result could name; tell it as part of the order it belongs to.`;
    throw new Refused(refusal('manual.patient-without-number', message, { patientId: patient.id }), 409);
  }
  const sourceId = await ensureHandSource(tx, labId);
  const [stored] = await listSourcesById(tx, labId, [sourceId]);
  if (!stored) throw new Error(`source ${sourceId} was just made and is not there`);
  const raw = Buffer.from(
    composeTypedResult({
      ...typed,
      controlId: `${order.number}-${status}`,
      at: now,
      labName: stored.code,
      patient: { identifier: patient.identifier, authority: patient.authority, type: patient.type, died: patient.died },
    }),
    'utf8',
  );
  const sha256 = createHash('sha256').update(raw).digest('hex');
  const read = readMessage({ raw, sha256, source: stored, now });
  if (read.state !== 'PROCESSED') throw new Error(`what was typed reads as ${read.state}: ${read.reason}`);
  const work: Work = {
    source: stored,
    transport: 'hand',
    peer: session.userName,
    receivedAt: now,
    raw,
    sha256,
    read,
    stored: null,
  };
  await writeBatch(tx, labId, now, [work], deps.ladder);
  const written = await findWrittenReport(tx, session, sourceId, order.number);
  if (written?.patientId !== patient.id) throw new Error(`order ${order.number} did not come to patient ${patient.id}`);
  return written;
}

/** One event about the order an entry made. */
export async function say(
  tx: Tx,
  { session }: Asking,
  at: Date,
  { billId, labReportId }: { billId: number; labReportId: number },
  event: { type: string; text: string; [key: string]: unknown },
): Promise<void> {
  await appendEvents(tx, session.labId, [
    { at, category: INTAKE_CATEGORY, actor: actorOf(session), bill_id: billId, lab_report_ids: [labReportId], ...event },
  ]);
}
