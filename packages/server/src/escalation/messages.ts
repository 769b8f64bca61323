import type { DeliveryChannel, QueueDeliveries } from '../callout/index.ts';
import { Refused } from '../platform/http.ts';
import type { QueueStepMessage } from './ports.ts';

/** Messages of steps over the delivery queue: the same rows, tries and states as a callout's own messages. */
export const queueStepMessagesOver =
  (queueDeliveries: QueueDeliveries): QueueStepMessage =>
  async (tx, { labId, billId, labReportIds, eventSeq, now, how, contact, escalation }) => {
    const channel: DeliveryChannel = how;
    try {
      const { missing } = await queueDeliveries(tx, {
        labId,
        billId,
        labReportIds,
        eventSeq,
        now,
        channels: [channel],
        // Only organizations have a system of their own, and its address is theirs alone to give.
        recipients: [how === 'webhook' ? 'organization' : 'others'],
        other: {
          name: contact.name,
          email: contact.email ?? '',
          faxNumber: contact.fax ?? '',
          contactNumber: contact.sms ?? contact.phone ?? '',
          party: contact.party ?? null,
        },
        comment: '',
        // Nobody asked for it: whoever calls back asks for the laboratory.
        performedByName: '',
        baseUrl: '',
        escalation,
      });
      return missing.length > 0 ? missing.map(({ reason }) => reason).join('; ') : null;
    } catch (error) {
      // A channel that the laboratory switched off refuses before it writes: the ladder goes on and says so.
      if (error instanceof Refused) return error.refusal.message;
      throw error;
    }
  };
