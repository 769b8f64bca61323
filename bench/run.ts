// npm run bench                 all figures, and their lines in bench/README.md
// npm run bench -- p3           one figure (or several), by the beginning of its file name
// npm run bench -- --smoke      short, judges nothing, writes nothing: every figure must print a number
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Measure, Measurement } from './figure.ts';
import { writeTable } from './table.ts';

const RESULT = '@result ';
/** A figure that hangs must not hold up the others; the longest takes some minutes. */
const TIMEOUT_MS = 15 * 60_000;

const args = process.argv.slice(2);
const isSmoke = args.includes('--smoke');
const isOne = args.includes('--in-this-process');
const names = args.filter((arg) => !arg.startsWith('--'));
const folder = fileURLToPath(new URL('.', import.meta.url));

if (isOne && names[0]) {
  const { measure } = (await import(`./${names[0]}`)) as { measure: Measure };
  const measurements = await measure({ isSmoke, say: (text) => console.log(`  ${text}`) });
  console.log(`${RESULT}${JSON.stringify(measurements)}`);
  // A figure that left a connection or a process behind must not keep this one alive.
  process.exit(0);
}

const all = readdirSync(folder)
  .filter((name) => /^p\d+-.*\.ts$/.test(name))
  .sort((a, b) => numberOf(a) - numberOf(b));
const chosen =
  names.length === 0
    ? all
    : all.filter((file) =>
        names.some((name) => file === name || file.startsWith(`${name.replace(/\.ts$/, '')}-`) || file === `${name}.ts`),
      );
if (chosen.length === 0) {
  console.error(`bench: no figure is called ${names.join(', ')}; there are ${all.join(', ')}`);
  process.exit(1);
}

// Read before anything of ours runs: what others were doing on this machine meanwhile.
const foreignLoad = loadavg()[0] ?? 0;

const measured: { file: string; measurements: Measurement[] }[] = [];
const failed: string[] = [];
for (const file of chosen) {
  console.log(`\n${file}`);
  const measurements = await runApart(file);
  if (!measurements || measurements.length === 0) failed.push(file);
  else measured.push({ file, measurements });
}

console.log('');
for (const { measurements } of measured) {
  for (const { id, figure, goal, measured: value, isMet } of measurements) {
    console.log(`${id.padEnd(4)} ${isSmoke ? '' : isMet ? 'met      ' : 'NOT MET  '}${figure}: ${value} (goal: ${goal})`);
  }
}
if (!isSmoke && measured.length > 0) {
  writeTable(measured, { machine: machine(), date: new Date().toISOString().slice(0, 10) });
  console.log('\nbench/README.md has the new lines.');
}
for (const file of failed) console.error(`bench: ${file} gave no number`);
// A goal that is missed is written down, not hidden; only a figure that cannot be taken fails the run.
process.exit(failed.length > 0 ? 1 : 0);

function runApart(file: string): Promise<Measurement[] | null> {
  return new Promise((resolve) => {
    const more = isSmoke ? ['--smoke'] : [];
    const child = spawn(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url), file, '--in-this-process', ...more], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const timeout = setTimeout(() => {
      console.error(`bench: ${file} took longer than ${TIMEOUT_MS / 60_000} minutes and was stopped`);
      child.kill('SIGKILL');
    }, TIMEOUT_MS);
    let result: Measurement[] | null = null;
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith(RESULT)) result = JSON.parse(line.slice(RESULT.length)) as Measurement[];
        else console.log(line);
      }
    });
    child.on('close', (code) => {
      clearTimeout(timeout);
      resolve(code === 0 ? result : null);
    });
  });
}

function numberOf(file: string): number {
  return Number(/^p(\d+)/.exec(file)?.[1] ?? 0);
}

function machine(): string {
  const [cpu] = cpus();
  const busy = foreignLoad > cpus().length / 2 ? `, busy with other work (load ${foreignLoad.toFixed(1)})` : '';
  return `${cpus().length} × ${cpu?.model.trim() || process.arch}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.versions.node}${busy}`;
}
