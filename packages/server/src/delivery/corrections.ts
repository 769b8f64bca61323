import { mailSettingsSchema } from '@critical-callout/contract/deliveries';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import type { Channels } from './channels/channel.ts';
import {
  findMailSettings,
  listChanges,
  listLabsWithNews,
  lockWatch,
  lockWrittenTo,
  moveWatch,
  type WrittenTo,
} from './correction-queries.ts';
import { channelWords, DELIVERY_CATEGORY, deliveryEvent } from './event.ts';
import { insertLink } from './link-queries.ts';
import type { Links } from './links.ts';
import { cancelDelivery } from './queries.ts';
import { addressOne } from './queue.ts';

export type CorrectionPorts = { channels: Channels; links?: Links; publicUrl: string };
type CorrectorDeps = Pick<Deps, 'db' | 'clock'>;

const LABS_AT_ONCE = 50;

/**
 * Whoever was written to about a result that changed is written to again, over the same way, about what it is now. Read from
 * the events and not from the callout room, so that whoever corrects (a message, an import, a person) is covered. People
 * told by telephone stay with the reopened callout.
 */
export function createCorrector({ db, clock }: CorrectorDeps, ports: CorrectionPorts): () => Promise<number> {
  return async () => {
    let queued = 0;
    for (const labId of await db.inSystem((tx) => listLabsWithNews(tx, LABS_AT_ONCE))) {
      queued += await db.inLab(labId, (tx) => correctLab(tx, ports, labId, clock.now()));
    }
    return queued;
  };
}

async function correctLab(tx: Tx, ports: CorrectionPorts, labId: number, now: Date): Promise<number> {
  const from = await lockWatch(tx, labId);
  if (from === null) return 0; // another process is at it
  const { changes, lastSeq } = await listChanges(tx, labId, from);
  await moveWatch(tx, labId, lastSeq);
  if (changes.length === 0) return 0;
  const { send_corrections: isOn } = mailSettingsSchema.parse((await findMailSettings(tx, labId)) ?? {});
  if (isOn === 0) return 0;
  let queued = 0;
  for (const written of await lockWrittenTo(tx, labId, changes)) {
    if (await correctOne(tx, ports, labId, written, now)) queued += 1;
  }
  return queued;
}

/** What was not sent yet is replaced: nobody is told a value that is known to be wrong. */
async function correctOne(tx: Tx, ports: CorrectionPorts, labId: number, written: WrittenTo, now: Date): Promise<boolean> {
  const { channel, recipient_kind: kind, recipient_name: name, address, bill_id: billId } = written;
  const none = { email: null, sms: null, whatsapp: null, fax: null, webhook: null };
  const contact = { name, isActive: true, language: written.language, ...none, [channel]: address };
  const queue = await addressOne(tx, ports, { labId, billId, channel, kind, contact, party: null });
  const to = `${channelWords(channel)} to ${name} (${kind})`;
  const order = { bill_id: billId, lab_report_ids: written.report_ids };
  const base = { at: now, category: DELIVERY_CATEGORY, actor: SYSTEM_ACTOR, ...order, delivery_id: written.id };
  if (typeof queue === 'string') {
    await appendEvents(tx, labId, [
      { ...base, type: 'correction-not-sent', text: `Correction cannot be sent - ${to} - ${queue}`, reason: queue },
    ]);
    return false;
  }
  const text = `Correction - ${to} - a result they were written about has changed`;
  const eventSeq = await appendEvents(tx, labId, [{ ...base, type: 'correction-queued', text }]);
  const id = await queue({
    labReportIds: written.report_ids,
    eventSeq,
    now,
    comment: '',
    isCorrection: true,
    performedByName: written.actor_name ?? SYSTEM_ACTOR.name,
    baseUrl: ports.publicUrl,
  });
  await insertLink(tx, labId, { from: written.id, to: id, how: 'correction' });
  if (written.is_unsent) {
    const reason = 'not sent any more: the result changed, a correction is sent instead';
    await cancelDelivery(tx, labId, written.id, reason, now);
    await appendEvents(tx, labId, [deliveryEvent('cancelled', written, { at: now, actor: SYSTEM_ACTOR, reason })]);
  }
  return true;
}
