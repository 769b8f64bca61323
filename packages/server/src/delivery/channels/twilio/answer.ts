import { lineText } from '@critical-callout/domain/delivery';
import { z } from 'zod';
import type { DeliveryAnswer } from '../channel.ts';
import { judgeOutcome, parseJson } from '../http/answer.ts';
import type { PostOutcome } from '../http/post.ts';

const acceptedSchema = z.object({
  sid: z.string().regex(/^[A-Za-z0-9]{1,64}$/),
  status: z.string().optional(),
  num_segments: z.string().optional(),
});
const problemSchema = z.object({ code: z.number().optional(), message: z.string().optional() });

/** 403 is not among them: Twilio says with it that this recipient wants no messages (21610). */
const RETRIED = new Set([401, 404, 408, 425, 429]);
/** Error codes about the account, whatever the status: authentication, account not active, permission, rate. */
const RETRIED_CODES = new Set([20003, 20005, 20008, 20429]);

/** What one request became. Twilio knows no idempotency key: whatever may have been taken without an answer is `unknown`. */
export function readTwilioAnswer(outcome: PostOutcome): DeliveryAnswer {
  const judged = judgeOutcome(
    outcome,
    (status, body) => {
      const { code, message } = problemOf(body);
      return [status, code, message].filter((part) => part !== undefined).join(' ');
    },
    (status, body) => RETRIED.has(status) || RETRIED_CODES.has(problemOf(body).code ?? 0),
  );
  return judged.result === 'accepted' && outcome.kind === 'answer' ? readAccepted(outcome.status, outcome.body) : judged;
}

function problemOf(body: string): z.infer<typeof problemSchema> {
  return problemSchema.safeParse(parseJson(body)).data ?? {};
}

function readAccepted(status: number, body: string): DeliveryAnswer {
  const { data } = acceptedSchema.safeParse(parseJson(body));
  // Taken, and the rest of the answer was lost: its status callback names the message.
  if (!data) return { result: 'accepted', answer: `${status} accepted, without an identifier` };
  const segments = data.num_segments ? `, ${data.num_segments} segments` : '';
  return {
    result: 'accepted',
    answer: lineText(`${status} ${data.status ?? 'accepted'} as ${data.sid}${segments}`, 1000),
    ref: data.sid,
  };
}
