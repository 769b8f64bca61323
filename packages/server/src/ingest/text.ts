import { type Charset, type Decoded, decodeHl7, splitBatch } from '@critical-callout/domain/ingest';
import iconv from 'iconv-lite';

/** Bytes as text by MSH-18, the source's charset, or what the bytes allow. Node reads the two usual ones faster. */
export function decodeMessage(raw: Buffer, sourceCharset: string | null): Decoded {
  return decodeHl7(raw, { sourceCharset, decode: decodeBytes });
}

function decodeBytes(bytes: Uint8Array, charset: Charset): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes);
  if (charset === 'ascii' || charset === 'iso-8859-1') return buffer.toString('latin1');
  return charset === 'utf-8' ? buffer.toString('utf8') : iconv.decode(buffer, charset);
}

/** An answer goes back in the character set its message came in. */
export function encodeAnswer(text: string, charset: string | null): Buffer {
  return charset === null || charset === 'utf-8' || charset === 'iso-2022-jp'
    ? Buffer.from(text, 'utf8')
    : iconv.encode(text, charset);
}

const HEADER_IN_BLOCK = /[\r\n]\uFEFF?(?:MSH|BHS|FHS)[^A-Za-z0-9\s]/;

/**
 * The messages of a block, as the bytes they came in: one, or those of an FHS/BHS batch. Cut as Latin-1, which keeps every
 * byte; a header segment is ASCII in every set HL7 allows but the wide ones, which are not cut.
 */
export function splitBlock(raw: Buffer): { messages: Buffer[]; isBatch: boolean } {
  const skipped = raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf ? 3 : 0;
  const text = raw.toString('latin1', skipped);
  if (!HEADER_IN_BLOCK.test(text)) return { messages: [raw], isBatch: false };
  const { messages } = splitBatch(text);
  if (messages.length === 0) return { messages: [raw], isBatch: false };
  let cursor = 0;
  const cut = messages.map((message) => {
    const content = message.replace(/\r$/, '');
    const start = text.indexOf(content, cursor);
    cursor = start + content.length;
    // The last segment keeps the line end it came with.
    const lineEnd = /^(?:\r\n|\r|\n)/.exec(text.slice(cursor, cursor + 2))?.[0].length ?? 0;
    cursor += lineEnd;
    return raw.subarray(start + skipped, cursor + skipped);
  });
  return { messages: cut, isBatch: true };
}
