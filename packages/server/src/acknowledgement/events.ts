import type { Actor, NewEvent } from '../audit/index.ts';
import { recipientActor } from '../callout/index.ts';
import type { LiveLink } from './link-queries.ts';

/** What recipients do with the links in their messages. The acknowledgement itself is a callout action, category 648. */
export const ACKNOWLEDGEMENT_CATEGORY = 644;

export type LinkDeed =
  | 'opened'
  | 'code-sent'
  | 'proof-failed'
  | 'locked'
  | 'proven'
  | 'viewed'
  | 'mismatch'
  | 'refused'
  | 'link-withdrawn';

/** One line about a link: ids, the recipient as the laboratory knows them, and nothing anybody typed to prove themselves. */
export function linkEvent(
  link: Pick<LiveLink, 'billId' | 'labReportIds' | 'deliveryId' | 'channel' | 'recipientKind' | 'recipientName'>,
  deed: LinkDeed,
  text: string,
  at: Date,
  more: { actor?: Actor; [key: string]: unknown } = {},
): NewEvent {
  const { actor = recipientActor(link.recipientName), ...data } = more;
  return {
    at,
    category: ACKNOWLEDGEMENT_CATEGORY,
    type: `acknowledgement-${deed}`,
    text,
    actor,
    bill_id: link.billId,
    lab_report_ids: link.labReportIds,
    delivery_id: link.deliveryId,
    message_channel: link.channel,
    recipient_kind: link.recipientKind,
    recipient_name: link.recipientName,
    ...data,
  };
}
