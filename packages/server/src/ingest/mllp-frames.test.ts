import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameReader, type FrameRead } from './mllp-frames.ts';

const VT = '\u000b';
const FS = '\u001c';
const limits = { maxFrameBytes: 200, maxGarbageBytes: 32 };

/** Everything a reader makes of the chunks, frames as text. */
function read(chunks: (string | Buffer)[], options = limits): string[] {
  const reader = createFrameReader(options);
  const seen: string[] = [];
  const note = (frame: FrameRead | null): boolean => {
    if (frame) seen.push(frame.kind === 'frame' ? frame.bytes.toString('latin1') : `!${frame.kind}`);
    return frame?.kind === 'frame';
  };
  for (const chunk of chunks) {
    reader.push(Buffer.from(chunk as string, 'latin1'));
    while (note(reader.next()));
  }
  return seen;
}

describe('MLLP frames', () => {
  const stream = `${VT}MSH|one\rPID${FS}\r${VT}MSH|two\u0000\r${FS}\r`;
  const messages = ['MSH|one\rPID', 'MSH|two\u0000\r'];

  it('reads two frames in one chunk and keeps NUL', () => expect(read([stream])).toEqual(messages));

  it('reads the same frames split at every byte', () => {
    for (let cut = 0; cut <= stream.length; cut += 1) expect(read([stream.slice(0, cut), stream.slice(cut)])).toEqual(messages);
    expect(read([...stream])).toEqual(messages);
  });

  it.each([
    ['garbage before and between frames', `xx${VT}MSH|a${FS}\r\r\nyy${VT}MSH|b${FS}\r`, ['MSH|a', 'MSH|b']],
    ['a doubled start', `${VT}${VT}MSH|a${FS}\r`, ['MSH|a']],
    ['a doubled end', `${VT}MSH|a${FS}\r${FS}\r${VT}MSH|b${FS}\r`, ['MSH|a', 'MSH|b']],
    ['a doubled separator', `${VT}MSH|a${FS}${FS}\r${VT}MSH|b${FS}\r`, ['MSH|a', 'MSH|b']],
    ['a separator without CR before the next start', `${VT}MSH|a${FS}${VT}MSH|b${FS}\r`, ['MSH|a', 'MSH|b']],
    ['a separator followed by LF', `${VT}MSH|a${FS}\n${VT}MSH|b${FS}\n`, ['MSH|a', 'MSH|b']],
    ['a message whose end was lost', `${VT}MSH|lost\rPID${VT}MSH|b${FS}\r`, ['MSH|b']],
    ['a message without a start', `MSH|a${FS}\r${VT}MSH|b${FS}\r`, ['MSH|b']],
    ['a vertical tab typed into a note', `${VT}MSH|a\rNTE|1||line${VT}line${FS}\r`, [`MSH|a\rNTE|1||line${VT}line`]],
    ['a separator inside the content', `${VT}MSH|a\rED${FS}more\r${FS}\r`, [`MSH|a\rED${FS}more\r`]],
    ['a start behind a byte order mark', `${VT}MSH|lost${VT}\u00ef\u00bb\u00bfMSH|b${FS}\r`, ['\u00ef\u00bb\u00bfMSH|b']],
    ['an empty block', `${VT}${FS}\r`, ['']],
  ])('reads %s', (_, bytes, expected) => {
    expect(read([bytes])).toEqual(expected);
    expect(read([...bytes])).toEqual(expected);
  });

  it('says how much was lost before a second start', () => {
    const reader = createFrameReader(limits);
    reader.push(Buffer.from(`${VT}MSH|lost${VT}MSH|b${FS}\r`));
    expect(reader.next()).toMatchObject({ kind: 'frame', discardedBytes: 8 });
  });

  it('waits at a separator without CR, and ends there when told to', () => {
    const reader = createFrameReader(limits);
    reader.push(Buffer.from(`${VT}MSH|a${FS}`));
    expect(reader.next()).toBeNull();
    expect(reader.isAtSeparator()).toBe(true);
    expect(reader.endAtSeparator()).toMatchObject({ kind: 'frame', bytes: Buffer.from('MSH|a') });
    expect(reader.isInside()).toBe(false);
    expect(reader.endAtSeparator()).toBeNull();
  });

  it('stops at a frame over the limit, with its start for the answer', () => {
    const reader = createFrameReader({ ...limits, maxFrameBytes: 8 });
    reader.push(Buffer.from(`${VT}MSH|1234`));
    expect(reader.next()).toBeNull();
    reader.push(Buffer.from('5'));
    expect(reader.next()).toEqual({ kind: 'too-large', head: Buffer.from('MSH|12345') });
  });

  it('stops after more than the allowed bytes between frames', () => {
    expect(read(['x'.repeat(32)])).toEqual([]);
    expect(read(['x'.repeat(32), 'y'])).toEqual(['!garbage']);
    expect(read(['x'.repeat(33)])).toEqual(['!garbage']);
  });

  it('gives every frame back whatever the content and the cuts', () => {
    const content = fc
      .uint8Array({ minLength: 1, maxLength: 60 })
      .map((bytes) => Buffer.concat([Buffer.from('MSH|'), Buffer.from(bytes.map((b) => (b === 0x1c || b === 0x0b ? 0x20 : b)))]));
    fc.assert(
      fc.property(fc.array(content, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 30 }), (contents, cuts) => {
        const bytes = Buffer.concat(contents.flatMap((body) => [Buffer.from(VT), body, Buffer.from(`${FS}\r`)]));
        const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
        const chunks = [...places, bytes.length].map((place, i) => bytes.subarray(i === 0 ? 0 : places[i - 1], place));
        expect(read(chunks)).toEqual(contents.map((body) => body.toString('latin1')));
      }),
    );
  });

  it('reads a frame of 5 MiB cut into small pieces in linear time', () => {
    const max = 5 * 1024 * 1024;
    const body = Buffer.alloc(max, 'A');
    const bytes = Buffer.concat([Buffer.from(VT), body, Buffer.from(`${FS}\r`)]);
    const reader = createFrameReader({ maxFrameBytes: max, maxGarbageBytes: 0 });
    let frames = 0;
    for (let at = 0; at < bytes.length; at += 512) {
      reader.push(bytes.subarray(at, at + 512));
      if (reader.next()?.kind === 'frame') frames += 1;
    }
    expect(frames).toBe(1);
  });
});
