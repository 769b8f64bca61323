import { lineText } from '@critical-callout/domain/delivery';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { OutgoingMessage } from '../channel.ts';

const MESSAGE_ID = /^<[A-Za-z0-9.-]{1,128}@[A-Za-z0-9.-]{1,253}>$/;

/**
 * The message as bytes. Names and subject come from other people's systems: they are put on one line without control
 * characters here, whatever was stored, and the library encodes them; so no value can begin a header of its own.
 */
export async function composeMail(message: OutgoingMessage, fromAddress: string): Promise<Buffer> {
  if (!MESSAGE_ID.test(message.messageId)) throw new Error('the Message-ID has a form that is not allowed');
  const composer = new MailComposer({
    from: { name: lineText(message.senderName, 100), address: fromAddress },
    to: { name: lineText(message.recipientName, 100), address: message.address },
    subject: lineText(message.subject, 300),
    text: message.text,
    ...(message.html !== '' && { html: message.html }),
    ...(message.attachment && { attachments: [attachmentOf(message.attachment)] }),
    messageId: message.messageId,
    date: message.queuedAt,
    // RFC 3834: no out-of-office answer to a machine. RFC 2156: marked urgent, because it is.
    headers: { 'Auto-Submitted': 'auto-generated', Importance: 'high' },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** Names of files are headers, too, and paths on somebody's machine: letters, digits, dots and dashes. */
function attachmentOf({ fileName, contentType, content }: NonNullable<OutgoingMessage['attachment']>) {
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/.test(fileName))
    throw new Error('the file name of an attachment has a form that is not allowed');
  return { filename: fileName, contentType, content };
}
