import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEscapes, encodeEscapes } from './escapes.ts';

describe('escape sequences', { timeout: 60_000 }, () => {
  it.each([
    ['Diagnostics \\T\\ Such', 'Diagnostics & Such'],
    ['\\F\\\\S\\\\R\\\\E\\\\T\\', '|^~\\&'],
    ['\\E\\T\\E\\', '\\T\\'],
    ['first\\.br\\second', 'first\nsecond'],
    ['a\\.sp2\\b\\.in+4\\c', 'a\n\nbc'],
    ['a\\.sk3\\b', 'a   b'],
    ['\\H\\Critical\\N\\ value', 'Critical value'],
    ['5 \\X c2b5\\g', '5 \\X c2b5\\g'],
    ['5 \\XC2B5\\g', '5 µg'],
    ['5 \\XB5\\g', '5 µg'],
    ['line\\X0D0A\\next', 'line\nnext'],
    ['nul\\X00\\', 'nul'],
    ['\\P\\', '#'],
    ['C:\\temp\\T\\x', 'C:\\temp&x'],
    ['lone \\ backslash', 'lone \\ backslash'],
    ['\\Zlocal\\', '\\Zlocal\\'],
    ['\\C2842\\text\\M244242\\', 'text'],
    ['', ''],
  ])('%j is read as %j', (written, meant) => {
    expect(decodeEscapes(written)).toBe(meant);
  });

  it('decodes exactly what was encoded, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const plain = text.replace(/[\p{Cc}]/gu, ' ');
        expect(decodeEscapes(encodeEscapes(plain))).toBe(plain);
      }),
    );
  });

  it('never lets text start a field, component or segment', () => {
    fc.assert(fc.property(fc.string(), (text) => void expect(encodeEscapes(text)).not.toMatch(/[|^~&\r\n]/)));
  });
});
