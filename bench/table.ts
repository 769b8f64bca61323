import { readFileSync, writeFileSync } from 'node:fs';
import type { Measurement } from './figure.ts';

const README = new URL('README.md', import.meta.url);
const BEGIN = '<!-- table: written by npm run bench -->';
const END = '<!-- end of table -->';
const HEAD = '| | figure | goal | measured | met | machine | date | command |\n|---|---|---|---|---|---|---|---|';

/** Replaces the lines of the figures measured now and keeps the others, each with the machine and day it was taken on. */
export function writeTable(
  measured: readonly { file: string; measurements: readonly Measurement[] }[],
  run: { machine: string; date: string },
): void {
  const text = readFileSync(README, 'utf8');
  const from = text.indexOf(BEGIN);
  const to = text.indexOf(END);
  if (from < 0 || to < from) throw new Error(`bench/README.md lacks the lines "${BEGIN}" and "${END}"`);
  const fresh = measured.flatMap(({ file, measurements }) =>
    measurements.map((line) => ({
      id: line.id,
      row: `| ${[line.id, line.figure, line.goal, line.measured, line.isMet ? 'yes' : '**no**', run.machine, run.date, `\`npm run bench -- ${file.split('-')[0]}\``].map(cell).join(' | ')} |`,
    })),
  );
  const freshIds = new Set(fresh.map(({ id }) => id));
  const kept = text
    .slice(from + BEGIN.length, to)
    .split('\n')
    .flatMap((row) => {
      const id = /^\|\s*(P\d+)\s*\|/.exec(row)?.[1];
      return id && !freshIds.has(id) ? [{ id, row }] : [];
    });
  const rows = [...kept, ...fresh].sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1))).map(({ row }) => row);
  writeFileSync(README, `${text.slice(0, from)}${BEGIN}\n${HEAD}\n${rows.join('\n')}\n${text.slice(to)}`);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
