import { expect, it } from 'vitest';
import { RAIL, SETTINGS } from './navigation.ts';

it('no place stands in a rail twice', () => {
  for (const entries of [RAIL, SETTINGS]) {
    const places = entries.map(({ to }) => to);
    expect(new Set(places).size).toBe(places.length);
  }
  for (const { to } of SETTINGS) expect(to).toMatch(/^\/(settings\/|setup$)/);
});
