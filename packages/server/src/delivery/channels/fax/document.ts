import { createHash } from 'node:crypto';
import { e164, isE164, lineText } from '@critical-callout/domain/delivery';
import { renderLetter } from '../../templates/render.ts';
import type { Addressee, Channel, DeliveryAnswer, OutgoingMessage } from '../channel.ts';
import { writeLetter } from './letter.ts';

export type FaxDocument = { fileName: string; pdf: Buffer; pages: number };

/** How a finished letter leaves: by a mail gateway or an HTTP service. */
export type FaxCarrier = (message: OutgoingMessage, document: FaxDocument, signal: AbortSignal) => Promise<DeliveryAnswer>;

export function createFaxChannel(carrier: string, messageIdHost: string, carry: FaxCarrier): Channel {
  return {
    name: 'fax',
    carrier,
    messageIdHost,
    recipient: faxRecipient,
    contentOf: ({ fax_content }) => fax_content,
    render: renderLetter,
    deliver: async (message, signal) => {
      if (!isE164(message.address)) return { result: 'gave-up', answer: 'not sent: the number is not in the form +441234567890' };
      return carry(message, { fileName: fileNameOf(message), ...(await writeLetter(message)) }, signal);
    },
  };
}

function faxRecipient({ who, contact, callingCode }: Addressee): { name: string; address: string } | string {
  const number = e164('fax', contact.fax ?? '', callingCode);
  return 'problem' in number ? `${who}: ${number.problem}` : { name: lineText(contact.name), address: number.number };
}

/** File names are shown in lists and kept in logs: nothing of the patient, the order or the recipient is in it. */
export function fileNameOf({ messageId, queuedAt }: Pick<OutgoingMessage, 'messageId' | 'queuedAt'>): string {
  const mark = createHash('sha256').update(messageId).digest('hex').slice(0, 12);
  return `critical-result-${queuedAt.toISOString().slice(0, 10)}-${mark}.pdf`;
}
