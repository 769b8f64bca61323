import { emailAddressProblem } from '@critical-callout/domain/delivery';
import type { Channel } from '../channel.ts';
import { createEmailChannel, type EmailOptions } from '../email/index.ts';
import { createFaxChannel } from './document.ts';

/**
 * Fax through a gateway that takes mail: the letter goes as an attachment to `442079460000@domain`, over the same SMTP rules
 * as every mail. Gateways print what the mail says besides, so it says no more than the cover.
 */
export function createMailFax(options: EmailOptions & { domain: string }): Channel {
  const problem = emailAddressProblem(`442079460000@${options.domain}`);
  if (problem) throw new Error(`CALLOUT_FAX_MAIL_DOMAIN is not usable: ${problem}`);
  const email = createEmailChannel(options);
  return createFaxChannel('fax gateway by e-mail', email.messageIdHost, (message, { fileName, pdf }, signal) =>
    email.deliver(
      {
        ...message,
        address: `${message.address.slice(1)}@${options.domain}`,
        recipientName: '',
        subject: 'Fax',
        text: '',
        html: '',
        attachment: { fileName, contentType: 'application/pdf', content: pdf },
      },
      signal,
    ),
  );
}
