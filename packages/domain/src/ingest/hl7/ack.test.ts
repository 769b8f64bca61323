import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AckCode, ackCodesFor, ackPlan, buildAck, errorLocation } from './ack.ts';
import { readHl7Header } from './read.ts';

const now = new Date('2026-03-04T05:06:07.890Z');
const answer = (msh: string, code: AckCode, more: object = {}) =>
  buildAck({ header: readHl7Header(msh), code, now, ackControlId: 'CC1', ...more }).split('\r');

describe('acknowledgement', { timeout: 60_000 }, () => {
  it('swaps the parties, echoes control id, processing id, version and charset', () => {
    const msh = 'MSH|^~\\&|LIS^1.2.3^ISO|LAB|CALLOUT|HOSP|20260304||ORU^R01^ORU_R01|M-1|T|2.5.1||||||UNICODE UTF-8';
    expect(answer(msh, 'AA')).toEqual([
      'MSH|^~\\&|CALLOUT|HOSP|LIS^1.2.3^ISO|LAB|20260304050607+0000||ACK^R01^ACK|CC1|T|2.5.1||||||UNICODE UTF-8',
      'MSA|AA|M-1',
      '',
    ]);
  });

  it('names segment, sequence and field in ERR from 2.5 on', () => {
    const lines = answer('MSH|^~\\&|A|B|C|D|2026||ORU^R01|7|P|2.6', 'AE', {
      text: 'OBX-5 is empty',
      location: errorLocation('OBR[2].OBX[3]-5'),
      errorCode: 101,
    });
    expect(lines[1]).toBe('MSA|AE|7|OBX-5 is empty');
    expect(lines[2]).toBe('ERR||OBX^3^5|101^Required field missing^HL70357|E||||OBX-5 is empty');
  });

  it('writes ERR as one field before 2.5, and the message type the version knows', () => {
    const of = (version: string) =>
      answer(`MSH|^~\\&|A|B|C|D|2026||ORU^R01|7|P|${version}`, 'AE', { location: errorLocation('PID-3') });
    expect(of('2.3')[2]).toBe('ERR|PID^1^3^102&Data type error&HL70357');
    expect(of('2.3')[0]).toContain('|ACK^R01|');
    expect(of('2.1')[0]).toContain('|ACK|');
    expect(of('2.4')[0]).toContain('|ACK^R01^ACK|');
  });

  it('answers in the delimiters of the sender', () => {
    const lines = answer('MSH#*~!@#A#B#C#D#2026##ORU*R01#7#P#2.5', 'AR', { text: 'a#b*c' });
    expect(lines[0]).toMatch(/^MSH#\*~!@#C#D#A#B#/);
    expect(lines[1]).toBe('MSA#AR#7#a!F!b!S!c');
  });

  it('has an empty MSA-2 where there is no header to echo', () => {
    const lines = buildAck({ header: null, code: 'AR', text: 'no MSH segment found', now, ackControlId: 'CC1' }).split('\r');
    expect(lines[0]).toBe('MSH|^~\\&|||||20260304050607+0000||ACK|CC1|P|2.5.1');
    expect(lines[1]).toBe('MSA|AR||no MSH segment found');
    expect(lines[2]).toContain('207^Application internal error');
  });

  it.each([
    ['by-message', '', '', [null, 'AA']],
    ['by-message', 'AL', 'NE', ['CA', null]],
    ['original', 'AL', 'AL', [null, 'AA']],
    ['enhanced', '', '', ['CA', null]],
    ['enhanced', '', 'AL', ['CA', 'AA']],
    ['enhanced', 'NE', 'AL', [null, 'AA']],
  ] as const)('mode %s, MSH-15 "%s" and MSH-16 "%s" are answered %j', (mode, accept, application, [commit, code]) => {
    const header = readHl7Header(`MSH|^~\\&|A|B|C|D|2026||ORU^R01|7|P|2.5.1|||${accept}|${application}`);
    const fate = { commit: 'accept', application: 'accept' } as const;
    expect(ackCodesFor(ackPlan(header, mode), fate)).toEqual({ commit, application: code });
  });

  it('is three segments at most, whatever the message and the text hold', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (id, type, text) => {
        const ack = buildAck({
          header: readHl7Header(`MSH|^~\\&|A|B|C|D|2026||${type}|${id}|P|2.5`),
          code: 'AE',
          text,
          now,
          ackControlId: id,
        });
        const segments = ack.split('\r');
        expect(segments.map((segment) => segment.slice(0, 3))).toEqual(['MSH', 'MSA', 'ERR', '']);
        expect(ack).not.toMatch(/[\n\x0b\x1c]/);
        expect(segments[1]?.split('|').length).toBeLessThanOrEqual(4);
      }),
    );
  });
});

describe('which answers a sender wants', () => {
  const plan = (accept: string, application: string) =>
    ackPlan(readHl7Header(`MSH|^~\\&|A|B|C|D|2026||ORU^R01|7|P|2.5|||${accept}|${application}`));
  const stored = { commit: 'accept', application: 'accept' } as const;
  const failed = { commit: 'accept', application: 'error' } as const;
  const refused = { commit: 'reject', application: 'reject' } as const;

  it.each([
    ['', '', stored, null, 'AA'],
    ['', '', failed, null, 'AE'],
    ['""', '', stored, null, 'AA'],
    ['AL', 'AL', stored, 'CA', 'AA'],
    ['AL', 'NE', failed, 'CA', null],
    ['NE', 'AL', failed, null, 'AE'],
    ['NE', 'NE', refused, null, null],
    ['ER', 'ER', stored, null, null],
    ['ER', 'ER', refused, 'CR', 'AR'],
    ['SU', 'SU', stored, 'CA', 'AA'],
    ['SU', 'SU', refused, null, null],
    ['AL', '', failed, 'CA', null],
    ['??', 'ER', failed, 'CA', 'AE'],
  ] as const)('MSH-15 %s, MSH-16 %s', (accept, application, fate, commit, content) => {
    expect(ackCodesFor(plan(accept, application), fate)).toEqual({ commit, application: content });
  });

  it('takes a message without header as original mode', () => {
    expect(ackPlan(null)).toEqual({ mode: 'original' });
  });

  it('reads the place of a problem', () => {
    expect(errorLocation('MSH-9')).toEqual({ segment: 'MSH', sequence: 1, field: 9 });
    expect(errorLocation('OBR[2]')).toEqual({ segment: 'OBR', sequence: 2 });
    expect(errorLocation('')).toBeNull();
  });
});
