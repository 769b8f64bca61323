import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeAnswer, splitBlock } from './text.ts';

const one = (id: string, end = '\r'): string => [`MSH|^~\\&|LIS|N|||20260302||ORU^R01|${id}|P|2.5`, 'PID|1||4711', ''].join(end);
const texts = (raw: Buffer): string[] => splitBlock(raw).messages.map((message) => message.toString('utf8'));

describe('splitBlock', () => {
  it('leaves a single message as it is, byte for byte', () => {
    const raw = Buffer.from(`\ufeff${one('A', '\n')}\n\n`);
    expect(splitBlock(raw)).toEqual({ messages: [raw], isBatch: false });
  });

  it.each(['\r', '\n', '\r\n'])('cuts a batch with line end %j without touching its messages', (end) => {
    const raw = Buffer.from(`FHS|^~\\&|LIS${end}BHS|^~\\&|LIS${end}${one('Ä', end)}${one('B', end)}BTS|2${end}FTS|1${end}`);
    expect(texts(raw)).toEqual([one('Ä', end), one('B', end)]);
  });

  it('cuts messages behind a byte-order mark', () => {
    expect(texts(Buffer.from(`\ufeff${one('A')}${one('B')}`))).toEqual([one('A'), one('B')]);
  });

  it('gives a batch without messages back whole', () => {
    const raw = Buffer.from('BHS|^~\\&|LIS\rBHS|^~\\&|LIS\rBTS|0\r');
    expect(splitBlock(raw).messages).toEqual([raw]);
  });
});

describe('charsets', () => {
  it.each([
    ['8859/1', 'iso-8859-1', 'Müller'],
    ['8859/15', 'iso-8859-15', 'Œuvre €'],
    ['UNICODE UTF-8', 'utf-8', 'Žižek 山田'],
    ['ISO IR14', 'shift_jis', '山田'],
    ['GB 18030-2000', 'gb18030', '王芳'],
    ['BIG-5', 'big5', '陳美'],
    ['KS X 1001', 'euc-kr', '김민'],
    ['8859/5', 'iso-8859-5', 'Иванова'],
  ])('reads %s and answers in it', (declared, charset, name) => {
    const text = `MSH|^~\\&|LIS|N|||20260302||ORU^R01|1|P|2.5||||||${declared}\rPID|1||1||${name}\r`;
    const decoded = decodeMessage(iconv.encode(text, charset), null);
    expect(decoded).toMatchObject({ text, charset, problems: [] });
    expect(encodeAnswer(name, decoded.charset).equals(iconv.encode(name, charset))).toBe(true);
  });
});
