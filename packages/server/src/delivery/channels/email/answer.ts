import { lineText } from '@critical-callout/domain/delivery';
import type { DeliveryAnswer } from '../channel.ts';

/**
 * How far one SMTP session came. `ended`: the last byte of the message and the final dot were handed over, so from here
 * on silence does not mean that the server did not take it.
 */
export type SmtpPhase = 'connect' | 'login' | 'envelope' | 'data' | 'ended';

/** The part of the library's errors that is used. */
export type SmtpError = { message: string; code?: string; command?: string; response?: string; responseCode?: number };

const PHASE_WORDS: Record<SmtpPhase, string> = {
  connect: 'while connecting',
  login: 'while signing in',
  envelope: 'before the message was sent',
  data: 'while the message was being sent',
  ended: 'after the whole message was sent and before the server answered',
};

export function accepted(response: string): DeliveryAnswer {
  return { result: 'accepted', answer: lineText(response, 1000) };
}

/**
 * RFC 5321 section 4.2.1: 4yz is worth another try, 5yz is not; 503 complains about the session, not about the message.
 * Before MAIL FROM nothing was said about this message (a wrong password, no TLS, a greylisted greeting concern the whole
 * server and are mended by somebody meanwhile), so nothing said there ends it.
 */
export function explainFailure(error: SmtpError, phase: SmtpPhase): DeliveryAnswer {
  const answer = lineText(error.response ?? `${error.message} (${PHASE_WORDS[phase]})`, 1000);
  if (phase === 'connect' || phase === 'login') return { result: 'retry', answer };
  const { responseCode } = error;
  if (responseCode !== undefined) {
    return { result: responseCode >= 500 && responseCode < 600 && responseCode !== 503 ? 'gave-up' : 'retry', answer };
  }
  if (phase === 'ended') return { result: 'unknown', answer };
  // Refused on our side: an address or a size that this server cannot be given.
  if (error.command === 'API' || error.code === 'EMESSAGE') return { result: 'gave-up', answer };
  return { result: 'retry', answer };
}
