import iconv from 'iconv-lite';
import type { OwnMessage } from './source/own-message.ts';

/** The bytes of a message as its system would send them. */
export function bytesOf({ text, charset = 'utf-8', end = '\r', finish }: OwnMessage): Buffer {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.trim());
  const joined = `${lines.join(end)}${end}`;
  const bytes = charset === 'iso-2022-jp' ? iso2022(joined) : iconv.encode(joined, charset);
  return finish ? finish(bytes) : bytes;
}

// iconv-lite has no ISO-2022-JP: kanji are EUC-JP bytes without the high bit, between two escape sequences (RFC 1468).
function iso2022(text: string): Buffer {
  const parts = text.split(/([^\0-\x7f]+)/).map((part, index) => {
    if (index % 2 === 0) return Buffer.from(part, 'ascii');
    const kanji = iconv.encode(part, 'euc-jp').map((byte) => byte & 0x7f);
    return Buffer.concat([Buffer.from('\x1b$B', 'ascii'), kanji, Buffer.from('\x1b(B', 'ascii')]);
  });
  return Buffer.concat(parts);
}
