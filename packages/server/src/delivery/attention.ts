import type { DeliveryDetail, FollowDelivery } from '@critical-callout/contract/deliveries';
import type { LabSession } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { DeliveryChannel } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import type { Channels, Contact } from './channels/channel.ts';
import { findMailedBill } from './compose-queries.ts';
import { channelWords, DELIVERY_CATEGORY, deliveryEvent } from './event.ts';
import { insertLink } from './link-queries.ts';
import type { Links } from './links.ts';
import { type DeliveryRow, insertHandling } from './queries.ts';
import { addressOne } from './queue.ts';
import { detail, getDelivery } from './service.ts';

type ServiceDeps = Pick<Deps, 'db' | 'clock' | 'config'>;

/** Somebody looked at a message that failed, is unknown or waits, and says what was done. It leaves the list of attention. */
export function markHandled(
  { db, clock }: Pick<ServiceDeps, 'db' | 'clock'>,
  session: LabSession,
  id: number,
  reason: string,
): Promise<DeliveryDetail> {
  return db.inLab(session.labId, async (tx) => {
    const now = clock.now();
    const row = await getDelivery(tx, session, id);
    if (['accepted', 'delivered', 'cancelled'].includes(row.state)) {
      const message = `delivery ${id} is ${row.state}; only what failed, is unknown or waits is handled`;
      throw new Refused(refusal('delivery.nothing-to-handle', message, { state: row.state }), 409);
    }
    await insertHandling(tx, session.labId, id, { now, byName: session.userName, reason });
    await appendEvents(tx, session.labId, [deliveryEvent('handled', row, { at: now, actor: actorOf(session), reason })]);
    return detail(tx, session, id, now);
  });
}

/** A person sends another message because of this one: over another channel, or a new one over the same. Written as things are now. */
export function follow(
  { db, clock, config }: ServiceDeps,
  { channels, links }: { channels: Channels; links: Links },
  session: LabSession,
  id: number,
  asked: FollowDelivery,
): Promise<{ deliveryId: number }> {
  return db.inLab(session.labId, async (tx) => {
    const now = clock.now();
    const row = await getDelivery(tx, session, id);
    if (row.bill_id === null || row.is_test || !row.all_seen) {
      const message = `delivery ${id} is about no order of which you may see every report`;
      throw new Refused(refusal('delivery.not-followed', message), 409);
    }
    const channel = asked.channel ?? row.channel;
    const contact = await contactOf(tx, session.labId, { ...row, bill_id: row.bill_id }, channel, asked.address);
    const one = { labId: session.labId, billId: row.bill_id, channel, kind: row.recipient_kind, contact, party: null };
    const queue = await addressOne(tx, { channels, links }, one);
    if (typeof queue === 'string') throw new Refused(refusal('delivery.no-address', queue, { field: 'address' }));
    const how = channel === row.channel ? 'new-notice' : 'other-channel';
    const to = `${channelWords(channel)} to ${row.recipient_name} (${row.recipient_kind})`;
    const [actor, reason] = [actorOf(session), row.reason];
    const text = `${how === 'new-notice' ? 'Sent as a new notice' : 'Sent over another channel'} by - ${session.userName} - ${to} - after ${channelWords(row.channel)} was ${row.state}`;
    const order = { bill_id: row.bill_id, lab_report_ids: row.lab_report_ids };
    const event = {
      at: now,
      category: DELIVERY_CATEGORY,
      type: `delivery-${how}`,
      text,
      actor,
      ...order,
      delivery_id: id,
      channel,
      reason,
    };
    const eventSeq = await appendEvents(tx, session.labId, [event]);
    const deliveryId = await queue({
      labReportIds: row.lab_report_ids,
      eventSeq,
      now,
      comment: '',
      performedByName: session.userName,
      baseUrl: config.publicUrl,
    });
    await insertLink(tx, session.labId, { from: id, to: deliveryId, how });
    return { deliveryId };
  });
}

/** The address typed; else the one of the directory; else, over the same channel, the same one. */
async function contactOf(
  tx: Tx,
  labId: number,
  row: DeliveryRow & { bill_id: number },
  channel: DeliveryChannel,
  typed: string | undefined,
): Promise<Contact> {
  const bill = await findMailedBill(tx, labId, row.bill_id);
  const known =
    row.recipient_kind === 'organization' ? bill?.organization : row.recipient_kind === 'referral' ? bill?.doctor : null;
  const none = { email: null, sms: null, whatsapp: null, fax: null, webhook: null };
  const base = known ?? { name: row.recipient_name, isActive: true, language: row.template_language, ...none };
  const address = typed ?? known?.[channel] ?? (channel === row.channel ? row.address : null);
  return { ...base, name: row.recipient_name, [channel]: address };
}
