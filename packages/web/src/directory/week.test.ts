import { describe, expect, it } from 'vitest';
import { mondayOf, shiftDay, weekOf } from './week.ts';

const ZONE = 'Europe/Berlin';
const finch = { kind: 'doctor' as const, id: 1, name: 'Dr Ada Finch', canBeReached: true };

describe('a week of duty', () => {
  it('begins on Monday by the laboratory’s clock', () => {
    expect(mondayOf(Date.parse('2026-10-25T22:30:00Z'), ZONE)).toBe('2026-10-19');
    expect(mondayOf(Date.parse('2026-10-25T23:30:00Z'), ZONE)).toBe('2026-10-26');
    expect(shiftDay('2026-12-28', 7)).toBe('2027-01-04');
  });

  it('has a day of 25 hours when the clocks go back, and no hole between its days', () => {
    const spans = [
      { from: '2026-10-18T22:00:00.000Z', to: '2026-10-24T18:00:00.000Z', onDuty: finch },
      { from: '2026-10-24T18:00:00.000Z', to: '2026-10-25T23:00:00.000Z', onDuty: null },
    ];
    const gaps = [{ from: '2026-10-24T18:00:00.000Z', to: '2026-10-25T23:00:00.000Z', reason: 'nobody' as const }];
    const days = weekOf({ spans, gaps }, '2026-10-19', ZONE);
    expect(days.map(({ hours }) => hours)).toEqual([24, 24, 24, 24, 24, 24, 25]);
    expect(days.map(({ pieces }) => pieces.map(({ name, gap }) => `${name} ${gap}`))).toEqual([
      ...Array.from({ length: 5 }, () => ['Dr Ada Finch null']),
      ['Dr Ada Finch null', 'null nobody'],
      ['null nobody'],
    ]);
    for (const [index, day] of days.entries()) expect(day.to).toBe(days[index + 1]?.from ?? day.to);
  });
});
