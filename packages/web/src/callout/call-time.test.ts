import { expect, it } from 'vitest';
import { readCallTime, readNextTry } from './call-time.ts';

const NOW = Date.parse('2026-11-23T14:25:30Z');
const at = (iso: string): number => Date.parse(iso);

it.each([
  ['', { state: 'now' }],
  ['14:25', { state: 'now' }],
  ['14:26', { state: 'now' }],
  ['14:22', { state: 'earlier', at: at('2026-11-23T14:22:00Z'), needsReason: false }],
  ['1405', { state: 'earlier', at: at('2026-11-23T14:05:00Z'), needsReason: true }],
  ['9.30', { state: 'earlier', at: at('2026-11-23T09:30:00Z'), needsReason: true }],
  ['14:40', { state: 'future' }],
  ['23:50', { state: 'future' }],
  ['25:00', { state: 'unreadable' }],
  ['14:6', { state: 'unreadable' }],
  ['soon', { state: 'unreadable' }],
])('at 14:25 "%s" means %j', (typed, meaning) => expect(readCallTime(typed, NOW, 'UTC')).toEqual(meaning));

it('ten to midnight typed at ten past is yesterday’s', () => {
  expect(readCallTime('23:50', at('2026-11-23T00:10:00Z'), 'UTC')).toEqual({
    state: 'earlier',
    at: at('2026-11-22T23:50:00Z'),
    needsReason: true,
  });
});

it('the laboratory’s clock counts, not the computer’s', () => {
  expect(readCallTime('19:50', NOW, 'Asia/Kolkata')).toEqual({
    state: 'earlier',
    at: at('2026-11-23T14:20:00Z'),
    needsReason: true,
  });
});

it.each([
  ['14:40', at('2026-11-23T14:40:00Z')],
  ['1440', at('2026-11-23T14:40:00Z')],
  ['00:10', at('2026-11-24T00:10:00Z')],
  ['14:25', at('2026-11-24T14:25:00Z')],
  ['soon', null],
  ['', null],
])('the next try at %j', (typed, expected) => expect(readNextTry(typed, NOW, 'UTC')).toBe(expected));
