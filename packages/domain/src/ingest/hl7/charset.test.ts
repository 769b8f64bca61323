import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { charsetNamed, charsetOf, decodeHl7, eucFromIso2022, isValidUtf8 } from './charset.ts';

const decode = (bytes: Uint8Array, charset: string) => iconv.decode(Buffer.from(bytes), charset);
const message = (charset: string, name: string) =>
  `MSH|^~\\&|L|L|||20260101||ORU^R01|1|P|2.5||||||${charset}\rPID|1||7||${name}\r`;
const read = (bytes: Uint8Array, sourceCharset: string | null = null) => decodeHl7(bytes, { sourceCharset, decode });

// Property tests need room on a busy machine.
describe('character sets', { timeout: 60_000 }, () => {
  it.each([
    ['8859/1', 'iso-8859-1', 'Müller^Jörg'],
    ['8859/15', 'iso-8859-15', 'Œuvré^Šárka €'],
    ['8859/2', 'iso-8859-2', 'Dvořák^Žofie'],
    ['8859/5', 'iso-8859-5', 'Иванова^Анна'],
    ['8859/7', 'iso-8859-7', 'Παπαδοπούλου'],
    ['UNICODE UTF-8', 'utf-8', '山田^花子'],
    ['ISO IR14', 'shift_jis', 'ﾔﾏﾀﾞ^ソ表'],
    ['GB 18030-2000', 'gb18030', '王^小明'],
    ['KS X 1001', 'euc-kr', '김^철수'],
    ['BIG-5', 'big5', '陳^大文'],
    ['WINDOWS-1252', 'windows-1252', 'Łódź'.slice(1)],
  ])('MSH-18 %s', (declared, charset, name) => {
    const decoded = read(iconv.encode(message(declared, name), charset));
    expect(decoded).toEqual({ text: message(declared, decode(iconv.encode(name, charset), charset)), charset, problems: [] });
  });

  it('reads ISO 2022 kanji, half-width katakana and the return to ASCII', () => {
    const kanji = (text: string) => [
      0x1b,
      0x24,
      0x42,
      ...iconv.encode(text, 'euc-jp').map((byte) => byte & 0x7f),
      0x1b,
      0x28,
      0x42,
    ];
    const head = Buffer.from('MSH|^~\\&|L|L|||20260101||ORU^R01|1|P|2.5||||||ISO IR6~ISO IR87\rPID|1||7||');
    const bytes = Uint8Array.from([...head, ...kanji('山田'), 0x5e, ...kanji('太郎'), 0x0d]);
    expect(read(bytes)).toMatchObject({ charset: 'iso-2022-jp', problems: [] });
    expect(read(bytes).text).toContain('PID|1||7||山田^太郎\r');
    expect([...eucFromIso2022(Uint8Array.from([0x1b, 0x28, 0x49, 0x31, 0x0d, 0x31]))]).toEqual([0x8e, 0xb1, 0x0d, 0x31]);
  });

  it('guesses UTF-8 where it is valid, else ISO-8859-1 and says so', () => {
    expect(read(iconv.encode(message('', 'Müller'), 'utf-8'))).toMatchObject({ charset: 'utf-8', problems: [] });
    const guessed = read(iconv.encode(message('', 'Müller'), 'iso-8859-1'));
    expect(guessed.text).toContain('Müller');
    expect(guessed.problems.map(({ code }) => code)).toEqual(['ingest.charset-guessed']);
  });

  it('takes the setting of the source where MSH-18 is empty', () => {
    expect(read(iconv.encode(message('', 'Ş'), 'iso-8859-9'), '8859/9')).toMatchObject({ charset: 'iso-8859-9', problems: [] });
  });

  it.each([
    ['UNICODE UTF-8', 'iso-8859-1', 'iso-8859-1'],
    ['ASCII', 'utf-8', 'utf-8'],
    ['8859/1', 'utf-8', 'utf-8'],
    ['8859/15', 'utf-8', 'utf-8'],
    ['WINDOWS-1252', 'utf-8', 'utf-8'],
    ['ISO IR87', 'shift_jis', 'shift_jis'],
    ['MARTIAN', 'iso-8859-1', 'iso-8859-1'],
  ])('%s over bytes of %s is read as %s with a problem', (declared, actual, charset) => {
    const name = actual === 'shift_jis' ? '山田' : 'Müller';
    const decoded = read(iconv.encode(message(declared, name), actual));
    expect(decoded.charset).toBe(charset);
    expect(decoded.text).toContain(name);
    expect(decoded.problems.map(({ code }) => code)).toEqual(['ingest.charset-mismatch']);
  });

  it('reads wide encodings and removes a byte-order mark', () => {
    const text = message('', 'Müller');
    expect(read(iconv.encode(text, 'utf-16le')).text).toBe(text);
    expect(read(iconv.encode(text, 'utf-16be', { addBOM: true })).text).toBe(text);
    expect(read(iconv.encode(`\uFEFF${text}`, 'utf-8')).text).toBe(text);
  });

  it('knows the names of table 0211 and none that it cannot decode', () => {
    expect(charsetNamed('8859/12')).toBeNull();
    expect(charsetNamed('ISO-8859-4')).toBe('iso-8859-4');
    expect(charsetNamed('CNS 11643-1992')).toBeNull();
    for (const name of ['8859/16', 'UNICODE UTF-16', 'TIS-620', 'GBK', 'EUC-JP', 'KOI8-R'])
      expect(iconv.encodingExists(charsetNamed(name) ?? '?')).toBe(true);
  });

  it('agrees with the platform on what valid UTF-8 is', () => {
    const strict = new TextDecoder('utf-8', { fatal: true });
    const isValid = (bytes: Uint8Array): boolean => {
      try {
        strict.decode(bytes);
        return true;
      } catch {
        return false;
      }
    };
    const some = fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.string({ unit: 'binary' }).map((text) => Uint8Array.from(Buffer.from(text))),
    );
    fc.assert(
      fc.property(some, (bytes) => void expect(isValidUtf8(bytes)).toBe(isValid(bytes))),
      { numRuns: 1000 },
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void expect(charsetNamed(charsetOf(bytes).charset)).not.toBe('')));
  });
});
