import { expect, it } from 'vitest';
import { createEventReader } from './sse.ts';

const WIRE = 'retry: 2000\nid: 7\ndata: {"a":1}\n\n: still here\n\nid: 8\r\ndata: x\r\ndata: y\r\n\r\n';
const EVENTS = [
  { id: '7', data: '{"a":1}' },
  { id: '8', data: 'x\ny' },
];

it('reads the same events however the bytes are cut', () => {
  for (let size = 1; size <= WIRE.length; size += 1) {
    const read = createEventReader();
    const events: unknown[] = [];
    for (let at = 0; at < WIRE.length; at += size) events.push(...read(WIRE.slice(at, at + size)));
    expect(events).toEqual(EVENTS);
  }
});

it('comments are life and not events; an unfinished event waits for its end', () => {
  const read = createEventReader();
  expect(read(': still here\n\n')).toEqual([]);
  expect(read('data: half')).toEqual([]);
  expect(read(' of it\n\n')).toEqual([{ id: null, data: 'half of it' }]);
});
