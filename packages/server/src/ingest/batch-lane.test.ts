import { expect, it } from 'vitest';
import { addToLane, createLane, endBatch, type LaneOptions, takeBatch } from './batch-lane.ts';
import type { Source } from './sources.ts';
import type { Work } from './work.ts';

const options: LaneOptions = { maxBatchMessages: 3, maxBatchBytes: 100, maxBatchesInFlight: 2 };
const source = { id: 7, labId: 1, code: 'lis' } as Source;

/** A message of these orders; its bytes are its name unless others are given. */
function work(name: string, orders: string[], size = 10): Work {
  const read = { controlId: name, orders: orders.map((billNumber) => ({ billNumber })) } as Work['read'];
  return {
    source,
    transport: 'mllp',
    peer: null,
    receivedAt: new Date(0),
    raw: Buffer.alloc(size),
    sha256: name,
    read,
    stored: null,
  };
}
function lane(...works: Work[]) {
  const made = createLane();
  for (const one of works) addToLane(made, one, () => undefined);
  return made;
}
const names = (batch: { work: Work }[]): (string | null)[] => batch.map((entry) => entry.work.read.controlId);

it('takes in order of arrival, up to the size of a batch, and two batches at a time', () => {
  const made = lane(...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => work(name, [name])));
  const first = takeBatch(made, options);
  expect([names(first), names(takeBatch(made, options)), names(takeBatch(made, options))]).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e', 'f'],
    [],
  ]);
  endBatch(made, first);
  expect(names(takeBatch(made, options))).toEqual(['g']);
});

it('takes a message larger than a batch by itself', () => {
  const made = lane(work('big', ['1'], 500), work('b', ['2']));
  expect([names(takeBatch(made, options)), names(takeBatch(made, options))]).toEqual([['big'], ['b']]);
});

it('never takes an order twice, and keeps its messages in order, also behind one that has to wait', () => {
  // second waits for the order X of first; third shares only Y with second, and must not overtake it.
  const made = lane(work('first', ['X']), work('second', ['X', 'Y']), work('third', ['Y']), work('other', ['Z']));
  const batch = takeBatch(made, options);
  expect(names(batch)).toEqual(['first', 'other']);
  expect(takeBatch(made, options)).toEqual([]);
  endBatch(made, batch);
  const next = takeBatch(made, options);
  expect(names(next)).toEqual(['second']);
  endBatch(made, next);
  expect(names(takeBatch(made, options))).toEqual(['third']);
});

it('never takes the same bytes twice', () => {
  const made = lane(work('same', []), work('same', []), work('same', []));
  const batch = takeBatch(made, options);
  expect([names(batch), names(takeBatch(made, options))]).toEqual([['same'], []]);
  endBatch(made, batch);
  expect(names(takeBatch(made, options))).toEqual(['same']);
});
