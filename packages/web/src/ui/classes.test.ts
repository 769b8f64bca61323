import { globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, it } from 'vitest';

const SOURCES = new URL('../', import.meta.url).pathname;
const IMPORT = /import (\w+) from '(\.[^']+\.module\.css)'/g;

const namesIn = (text: string, name: RegExp): Set<string> => new Set([...text.matchAll(name)].map(([, one = '']) => one));

it('every class a screen names stands in its style sheet: one that does not styles nothing, and nobody is told', () => {
  const files = globSync('**/*.tsx', { cwd: SOURCES }).map((file) => resolve(SOURCES, file));
  const sheets = new Map<string, Set<string>>();
  const missing: string[] = [];
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const [, variable, path = ''] of text.matchAll(IMPORT)) {
      const sheet = resolve(dirname(file), path);
      const known = sheets.get(sheet) ?? namesIn(readFileSync(sheet, 'utf8'), /\.([A-Za-z_][\w-]*)/g);
      sheets.set(sheet, known);
      const used = namesIn(text.replaceAll(IMPORT, ''), new RegExp(`(?<![\\w/])${variable}\\.(\\w+)`, 'g'));
      missing.push(...[...used].filter((name) => !known.has(name)).map((name) => `${file.slice(SOURCES.length)} ${name}`));
    }
  }
  expect(sheets.size).toBeGreaterThan(10);
  expect(missing).toEqual([]);
});
