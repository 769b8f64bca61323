import { lineText } from '@critical-callout/domain/delivery';
import { z } from 'zod';
import type { Channel, DeliveryAnswer } from '../channel.ts';
import { judgeOutcome, parseJson } from '../http/answer.ts';
import { type PostOutcome, post, serviceUrl } from '../http/post.ts';
import { FAX_STATUS_PATH } from './callback.ts';
import { createFaxChannel } from './document.ts';

export type FaxApiOptions = { url: string; key: string; publicUrl: string; silenceMs?: number };

/**
 * Fax through an HTTP service; the shape is described in docs/fax-api.md. `reference` is the same at every try, so a service
 * that honours Idempotency-Key sends one fax however often it is asked.
 */
export function createFaxApi({ url: text, key, publicUrl, silenceMs }: FaxApiOptions): Channel {
  const url = serviceUrl('CALLOUT_FAX_API_URL', text);
  return createFaxChannel('HTTP fax service', new URL(publicUrl).hostname, async (message, { fileName, pdf, pages }, signal) => {
    const reference = message.messageId.slice(1, -1);
    const body = {
      reference,
      to: message.address,
      fileName,
      contentType: 'application/pdf',
      content: pdf.toString('base64'),
      pages,
      statusCallback: publicUrl + FAX_STATUS_PATH,
    };
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': reference };
    return readFaxAnswer(await post({ url, headers, body: Buffer.from(JSON.stringify(body)), signal, silenceMs }));
  });
}

const acceptedSchema = z.object({ id: z.string().regex(/^[A-Za-z0-9._:-]{1,200}$/) });
const problemSchema = z.object({ message: z.string() });

export function readFaxAnswer(outcome: PostOutcome): DeliveryAnswer {
  const judged = judgeOutcome(outcome, (status, body) => {
    const { data } = problemSchema.safeParse(parseJson(body));
    return data ? `${status} ${data.message}` : String(status);
  });
  if (judged.result !== 'accepted' || outcome.kind !== 'answer') return judged;
  const { data } = acceptedSchema.safeParse(parseJson(outcome.body));
  if (!data) return { result: 'accepted', answer: `${outcome.status} accepted, without an identifier` };
  return { result: 'accepted', answer: lineText(`${outcome.status} accepted as ${data.id}`, 1000), ref: data.id };
}
