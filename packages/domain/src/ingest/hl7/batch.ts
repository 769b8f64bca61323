import type { Problem } from '../../kernel/index.ts';

export type Batch = {
  /** Each message, from its MSH on. */
  messages: string[];
  isBatch: boolean;
  problems: Problem[];
};

/**
 * Cuts FHS/BHS batches, and files of several messages, at each MSH. Text without any MSH comes back as one message, so
 * that nothing received is lost between here and quarantine.
 */
export function splitBatch(text: string): Batch {
  // Blanks, a byte-order mark or the start of a frame before the first segment say nothing.
  const content = text.trimStart();
  const marks = [...content.matchAll(/(?:^|[\r\n\x0b\x1c])\uFEFF?(?=(MSH|FHS|BHS|BTS|FTS)(.))/g)]
    .filter((mark) => !/[A-Za-z0-9\s]/.test(mark[2] ?? ''))
    .map((mark) => ({ at: mark.index + mark[0].length, name: mark[1] ?? '' }));
  const messages: string[] = [];
  const problems: Problem[] = [];
  let inBatch = 0;
  marks.forEach(({ at, name }, index) => {
    const end = marks[index + 1]?.at ?? content.length;
    if (name === 'MSH') {
      messages.push(`${content.slice(at, end).trimEnd()}\r`);
      inBatch++;
    } else if (name === 'BHS') {
      inBatch = 0;
    } else if (name === 'BTS') {
      const declared = /^BTS.(\d+)/.exec(content.slice(at, end))?.[1];
      if (declared !== undefined && Number(declared) !== inBatch) {
        const message = `BTS-1 announces ${Number(declared)} messages; the batch holds ${inBatch}`;
        problems.push({ code: 'ingest.batch-count', place: 'BTS-1', message });
      }
      inBatch = 0;
    }
  });
  const isBatch = marks.some(({ name }) => name !== 'MSH');
  if (messages.length === 0 && !isBatch) messages.push(content);
  if (messages.length === 0) problems.push({ code: 'ingest.empty-batch', place: 'BHS', message: 'the batch holds no message' });
  // Text before the first message belongs to nothing; it stays with the first message so that its problem is reported there.
  const first = marks[0];
  if (first && first.name === 'MSH' && messages[0] !== undefined) messages[0] = content.slice(0, first.at) + messages[0];
  return { messages, isBatch, problems };
}
