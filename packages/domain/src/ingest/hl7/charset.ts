import type { Problem } from '../../kernel/index.ts';

/** A character set as iconv-lite names it; `iso-2022-jp` is rewritten here to euc-jp, which iconv-lite has. */
export type Charset = string;

export type DecodeOptions = {
  /** The source's own setting, used where MSH-18 is empty. */
  sourceCharset?: string | null;
  /** Bytes → text in a character set named as iconv-lite does; never called with a name of no known set. */
  decode: (bytes: Uint8Array, charset: Charset) => string;
};

export type Decoded = { text: string; charset: Charset; problems: Problem[] };

/** HL7 table 0211, and what senders write instead. */
const names = new Map<string, Charset>([
  ['ASCII', 'ascii'],
  ['ISO IR6', 'ascii'],
  ['US-ASCII', 'ascii'],
  ['UNICODE', 'utf-8'],
  ['UNICODE UTF-8', 'utf-8'],
  ['UTF-8', 'utf-8'],
  ['UTF8', 'utf-8'],
  ['ISO IR192', 'utf-8'],
  ['UNICODE UTF-16', 'utf-16le'],
  ['UNICODE UTF-32', 'utf-32le'],
  ['ISO IR14', 'shift_jis'],
  ['SHIFT_JIS', 'shift_jis'],
  ['SHIFT JIS', 'shift_jis'],
  ['SJIS', 'shift_jis'],
  ['WINDOWS-31J', 'shift_jis'],
  ['ISO IR87', 'iso-2022-jp'],
  ['ISO IR159', 'iso-2022-jp'],
  ['ISO-2022-JP', 'iso-2022-jp'],
  ['EUC-JP', 'euc-jp'],
  ['GB 18030-2000', 'gb18030'],
  ['GB 18030', 'gb18030'],
  ['GB18030', 'gb18030'],
  ['GBK', 'gbk'],
  ['GB2312', 'gbk'],
  ['KS X 1001', 'euc-kr'],
  ['EUC-KR', 'euc-kr'],
  ['BIG-5', 'big5'],
  ['BIG5', 'big5'],
  ['TIS-620', 'tis620'],
  ['KOI8-R', 'koi8-r'],
]);

/** Null for a name we do not know. Accepts `8859/1` … `8859/16` in the usual spellings, and Windows code pages. */
export function charsetNamed(name: string): Charset | null {
  const upper = name.trim().toUpperCase();
  const known = names.get(upper);
  if (known) return known;
  const part = /^(?:ISO[ -]?)?8859[/-]?(\d{1,2})$/.exec(upper)?.[1] ?? /^LATIN-?([19])$/.exec(upper)?.[1]?.replace('9', '15');
  if (part !== undefined && Number(part) >= 1 && Number(part) <= 16 && Number(part) !== 12) return `iso-8859-${Number(part)}`;
  const page = /^(?:WINDOWS|CP|ANSI|WIN)[ -]?(125\d)$/.exec(upper)?.[1];
  return page === undefined ? null : `windows-${page}`;
}

const singleByte = /^(?:iso-8859-|windows-125|koi8-r$|tis620$)/;

/**
 * Which character set the bytes are in: a byte-order mark, else valid UTF-8 over a declared single-byte set, else MSH-18, else the source's, else UTF-8 where the bytes are
 * valid UTF-8, else ISO-8859-1. A problem says where the bytes contradict the declaration, or where it was a guess.
 */
export function charsetOf(bytes: Uint8Array, sourceCharset: string | null = null): { charset: Charset; problems: Problem[] } {
  const wide = wideCharset(bytes);
  if (wide) return { charset: wide, problems: [] };
  const problem = (code: string, message: string): Problem => ({ code: `ingest.${code}`, place: 'MSH-18', message });
  const declared = declaredCharsets(bytes);
  const written = declared.length > 0 ? declared : [sourceCharset ?? ''].filter((name) => name !== '');
  const wanted = written.map(charsetNamed).filter((name): name is Charset => name !== null);
  const isEscaped = bytes.includes(0x1b);
  // `ISO IR6~ISO IR87`: the first repetition is the default, the others come by escape sequences (ISO 2022).
  const charset = (isEscaped ? wanted.find((name) => name === 'iso-2022-jp') : undefined) ?? wanted[0];
  const isAscii = !bytes.some((byte) => byte > 0x7f);
  if (charset === 'iso-2022-jp' && isEscaped) return { charset, problems: [] };
  if (isAscii)
    return {
      charset: charset === undefined || charset === 'iso-2022-jp' || charset.startsWith('utf-') ? 'ascii' : charset,
      problems: [],
    };
  const isUtf8 = isValidUtf8(bytes);
  if (charset === 'utf-8') {
    if (isUtf8) return { charset, problems: [] };
    return {
      charset: 'iso-8859-1',
      problems: [problem('charset-mismatch', 'MSH-18 says UTF-8, the bytes are not; read as ISO-8859-1')],
    };
  }
  if (charset === 'iso-2022-jp') {
    // Bytes above 127 without escape sequences: Japanese systems that name ISO IR87 and send Shift-JIS.
    return {
      charset: 'shift_jis',
      problems: [problem('charset-mismatch', 'MSH-18 says ISO IR87, the bytes are not ISO 2022; read as Shift-JIS')],
    };
  }
  // Bytes of a single-byte set are valid UTF-8 as good as never; in a two-byte set that happens, so there MSH-18 is believed.
  const isContradicted = isUtf8 && charset !== undefined && singleByte.test(charset);
  if (charset !== undefined && charset !== 'ascii' && !charset.startsWith('utf-') && !isContradicted)
    return { charset, problems: [] };
  const guess = isUtf8 ? 'utf-8' : 'iso-8859-1';
  if (written.length > 0) {
    const message = `the character set '${(written[0] ?? '').slice(0, 20)}' cannot be the one of these bytes; read as ${guess.toUpperCase()}`;
    return { charset: guess, problems: [problem('charset-mismatch', message)] };
  }
  const problems = isUtf8
    ? []
    : [problem('charset-guessed', 'no character set is declared and the bytes are not UTF-8; read as ISO-8859-1')];
  return { charset: guess, problems };
}

/** Bytes → text, without byte-order mark. Never throws unless `decode` does. */
export function decodeHl7(bytes: Uint8Array, { sourceCharset = null, decode }: DecodeOptions): Decoded {
  const { charset, problems } = charsetOf(bytes, sourceCharset);
  const text = charset === 'iso-2022-jp' ? decode(eucFromIso2022(bytes), 'euc-jp') : decode(bytes, charset);
  return { text: text.replace(/^\uFEFF/, ''), charset, problems };
}

function wideCharset(bytes: Uint8Array): Charset | null {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? 'utf-32le' : 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0 && second === 0 && third === 0xfe && fourth === 0xff) return 'utf-32be';
  // `MSH` or a batch header in two bytes each, without a mark.
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'utf-16le';
  if (first === 0 && second !== 0 && third === 0 && fourth !== 0) return 'utf-16be';
  return null;
}

const headerLimit = 4096;

/** MSH-18 of the first MSH, each repetition, read as ASCII: every set we know but the wide ones keeps the header in ASCII. */
function declaredCharsets(bytes: Uint8Array): string[] {
  let ascii = '';
  for (const byte of bytes.subarray(0, headerLimit)) ascii += byte < 0x80 ? String.fromCharCode(byte) : '?';
  const start = ascii.search(/MSH[^A-Za-z0-9\s]/);
  if (start < 0) return [];
  const line = ascii.slice(start).split(/[\r\n]/, 1)[0] ?? '';
  const fields = line.split(line.charAt(3));
  const repetition = fields[1]?.charAt(1) || '~';
  return (fields[17] ?? '')
    .split(repetition)
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== '""');
}

/** RFC 3629, without overlong forms and surrogates. */
export function isValidUtf8(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      at++;
      continue;
    }
    const more = lead >= 0xc2 && lead <= 0xdf ? 1 : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
    if (more === 0) return false;
    const second = bytes[at + 1] ?? 0;
    const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    if (second < lowest || second > highest) return false;
    for (let next = 2; next <= more; next++) {
      const byte = bytes[at + next] ?? 0;
      if (byte < 0x80 || byte > 0xbf) return false;
    }
    at += more + 1;
  }
  return true;
}

type Iso2022Set = 'ascii' | 'katakana' | 'kanji' | 'supplement';

// ISO 2022 escape sequences of the JIS sets (RFC 1468, ISO-IR 6, 14, 13, 42, 87, 159), as text after ESC.
const designations: [string, Iso2022Set][] = [
  ['(B', 'ascii'],
  ['(J', 'ascii'],
  ['(I', 'katakana'],
  [')I', 'katakana'],
  ['$B', 'kanji'],
  ['$@', 'kanji'],
  ['$(D', 'supplement'],
];

/** ISO-2022-JP bytes as EUC-JP: the same tables, marked by the high bit instead of by escape sequences. */
export function eucFromIso2022(bytes: Uint8Array): Uint8Array {
  const euc: number[] = [];
  let set: Iso2022Set = 'ascii';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x1b) {
      const rest = String.fromCharCode(...bytes.subarray(at + 1, at + 4));
      const designation = designations.find(([sequence]) => rest.startsWith(sequence));
      if (designation) {
        set = designation[1];
        at += designation[0].length;
      }
      continue;
    }
    // A line end returns to ASCII (RFC 1468), so one lost escape sequence does not spoil the rest of the message.
    if (byte === 0x0d || byte === 0x0a) set = 'ascii';
    if (set === 'ascii' || byte < 0x21 || byte > 0x7e) euc.push(byte);
    else if (set === 'katakana') euc.push(0x8e, byte | 0x80);
    else {
      if (set === 'supplement') euc.push(0x8f);
      euc.push(byte | 0x80, (bytes[++at] ?? 0x21) | 0x80);
    }
  }
  return Uint8Array.from(euc);
}
