import type { OrderContacts } from '@critical-callout/contract/order-contacts';
import { expect, it } from 'vitest';
import { ladderOf } from './ladder.ts';
import { AT, records } from './records.fixture.ts';

const [doctor] = records().contacts;
if (!doctor) throw new Error('the fixture names no contact');
const ward = { ...doctor, party: { kind: 'ward', id: 7 } as const, name: 'Ward 7B', phone: '555-0170' };
const silent = { ...doctor, party: { kind: 'doctor', id: 9 } as const, name: 'Dr Silent', phone: null };
const said = { by: 'M. Osei', at: AT };
const nothing: OrderContacts = { skipped: [], added: [], talks: [] };
const nextOf = (order: OrderContacts | undefined): string | undefined =>
  ladderOf([silent, doctor, ward], order).find(({ isNext }) => isNext)?.contact.name;

it('the first with a number who was not passed over is called next', () => {
  expect(nextOf(undefined)).toBe('Dr Ada Finch');
  expect(nextOf(nothing)).toBe('Dr Ada Finch');
  const skipDoctor = { party: null, name: 'Dr Ada Finch', reason: 'in theatre', ...said };
  expect(nextOf({ ...nothing, skipped: [skipDoctor] })).toBe('Ward 7B');
  const skipWard = { party: { kind: 'ward', id: 7 } as const, name: 'Ward 7B, as it was called', reason: 'moved', ...said };
  expect(nextOf({ ...nothing, skipped: [skipDoctor, skipWard] })).toBeUndefined();
});

it('who the last call was sent on to comes first and is called next, until they are passed over', () => {
  const later = { ...said, at: '2026-11-23T10:30:00.000Z' };
  const hill = { id: 1, name: 'Dr Hill', phone: '555-0177', role: '', note: '', sentBy: 'Kelly Park', ...said };
  const moss = { ...hill, id: 2, name: 'Dr Moss', phone: '555-0178', ...later };
  const order = { ...nothing, added: [hill, moss] };
  expect(ladderOf([doctor, ward], order).map(({ contact }) => contact.name)).toEqual([
    'Dr Moss',
    'Dr Hill',
    'Dr Ada Finch',
    'Ward 7B',
  ]);
  expect(nextOf(order)).toBe('Dr Moss');
  const skip = { party: null, name: 'Dr Moss', reason: 'in theatre', ...later };
  expect(nextOf({ ...order, skipped: [skip] })).toBe('Dr Hill');
  const again = { ...moss, id: 3, at: '2026-11-23T10:40:00.000Z' };
  expect(nextOf({ ...order, added: [hill, moss, again], skipped: [skip] })).toBe('Dr Moss');
  expect(nextOf({ ...order, added: [{ ...hill, sentBy: null }] })).toBe('Dr Ada Finch');
});

it('who was added comes last, once, and counts like the others', () => {
  const hill = { id: 1, name: 'Dr Hill', phone: '555-0177', role: 'registrar', note: '', sentBy: null, ...said };
  const order = {
    ...nothing,
    added: [hill, { ...hill, id: 2, note: 'again' }],
    talks: [
      { name: 'Dr Hill', tried: 2, reached: 1, lastAt: AT, lastReachedAt: AT },
      { name: 'Ward 7B', tried: 0, reached: 0, lastAt: null, lastReachedAt: null },
    ],
  };
  const ladder = ladderOf([doctor, ward], order);
  expect(ladder.map(({ contact }) => contact.name)).toEqual(['Dr Ada Finch', 'Ward 7B', 'Dr Hill']);
  expect(ladder[2]).toMatchObject({
    added: { id: 2 },
    talk: { reached: 1 },
    contact: { phone: '555-0177', reason: 'registrar' },
  });
  expect(ladder[1]?.talk).toBeNull();
});
