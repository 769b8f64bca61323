import type { Accepted, IncomingBytes, Intake } from './intake.ts';
import { splitBlock } from './text.ts';
import type { MessageState } from './work.ts';

export type BlockAnswer = {
  /** Every message of the block is stored. */
  isStored: boolean;
  states: (MessageState | 'UNAVAILABLE')[];
  /** What to send, in order. A batch is answered by one batch of acknowledgements. */
  acks: Buffer[];
};

/** Messages of a batch given to the intake at a time: enough for full batches, little enough to hold in memory. */
const AT_A_TIME = 256;

/** Takes what came in one block or body: one message, or a batch of them, each answered for itself. */
export async function acceptBlock(intake: Intake, block: IncomingBytes): Promise<BlockAnswer> {
  const { messages, isBatch } = splitBlock(block.raw);
  const accepted: Accepted[] = [];
  for (let at = 0; at < messages.length; at += AT_A_TIME) {
    accepted.push(...(await Promise.all(messages.slice(at, at + AT_A_TIME).map((raw) => intake.accept({ ...block, raw })))));
  }
  const acks = accepted.flatMap((one) => one.acks);
  return {
    isStored: accepted.every((one) => one.isStored),
    states: accepted.map((one) => (one.isStored ? one.state : 'UNAVAILABLE')),
    acks:
      isBatch && acks.length > 0
        ? [Buffer.concat([Buffer.from('BHS|^~\\&\r'), ...acks, Buffer.from(`BTS|${acks.length}\r`)])]
        : acks,
  };
}
