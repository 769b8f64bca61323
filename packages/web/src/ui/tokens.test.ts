/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const css = readFileSync(`${import.meta.dirname}/tokens.css`, 'utf8');

/** WCAG 2.2 relative luminance and contrast. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const themes = new Map(
  [...css.matchAll(/:root\[data-theme=["'](\w+)["']\] \{([^}]*)\}/g)].map(([, name = '', body = '']) => [
    name,
    new Map([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, token = '', hex = '']) => [token, hex])),
  ]),
);

/** Words on what they stand on: 4.5 (1.4.3). Marks share these colours, so 3 (1.4.11) holds with them. */
const TEXT: [string, string[]][] = [
  ['text', ['bg', 'surface', 'selected', 'neutral-bg', 'critical-bg', 'amber-bg', 'violet-bg', 'blue-bg']],
  ['muted', ['bg', 'surface', 'selected', 'neutral-bg']],
  ['accent', ['bg', 'surface', 'selected', 'critical-bg', 'amber-bg', 'done-bg', 'violet-bg']],
  ['on-accent', ['accent', 'accent-hover']],
  ['on-critical', ['critical']],
  ['critical', ['bg', 'surface', 'selected', 'critical-bg', 'neutral-bg']],
  ['amber', ['bg', 'surface', 'selected', 'amber-bg']],
  ['blue', ['bg', 'surface', 'selected', 'blue-bg']],
  ['done', ['bg', 'surface', 'selected', 'done-bg', 'neutral-bg']],
  ['violet', ['bg', 'surface', 'selected', 'violet-bg', 'neutral-bg']],
  ['neutral', ['bg', 'surface', 'selected', 'neutral-bg']],
];
/** Borders of fields and the focus ring: 3 (1.4.11, 2.4.13). */
const EDGES: [string, string[]][] = [
  ['border', ['bg', 'surface']],
  ['focus', ['bg', 'surface', 'selected']],
];

it.each(['light', 'dark', 'contrast'])('%s: every word and mark stands out from what it stands on', (name) => {
  const colours = themes.get(name) ?? new Map<string, string>();
  const weak = (pairs: [string, string[]][], least: number): string[] =>
    pairs.flatMap(([front, backs]) =>
      backs.flatMap((back) => {
        const ratio = contrast(colours.get(front) ?? '#808080', colours.get(back) ?? '#808080');
        return ratio >= least ? [] : [`${front} on ${back}: ${ratio.toFixed(2)}, at least ${least}`];
      }),
    );
  expect([...weak(TEXT, 4.5), ...weak(EDGES, 3)]).toEqual([]);
});

it('all themes define the same roles', () => {
  const [light, ...others] = ['light', 'dark', 'contrast'].map((name) => [...(themes.get(name)?.keys() ?? [])].sort());
  expect(light?.length).toBeGreaterThan(20);
  for (const other of others) expect(other).toEqual(light);
});
