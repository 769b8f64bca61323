import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

/** What a browser fetches before sign-in and worklist work: the entry, what it imports at once, and their styles. */
const BUDGET_BYTES = 285_000;

type Chunk = { file: string; isEntry?: boolean; imports?: string[]; css?: string[] };

export function checkFirstLoad(dist: URL): { report: string; isWithin: boolean } {
  const manifest: Record<string, Chunk> = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
  const files = new Set<string>();
  const visit = (key: string): void => {
    const chunk = manifest[key];
    if (!chunk || files.has(chunk.file)) return;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    chunk.imports?.forEach(visit);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) visit(key);
  const sizes = [...files].map((file) => ({ file, bytes: gzipSync(readFileSync(new URL(file, dist))).length }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const lines = sizes.map(({ file, bytes }) => `  ${kilobytes(bytes)}  ${file}`);
  const verdict = `first load ${kilobytes(total)} gzip of at most ${kilobytes(BUDGET_BYTES)}`;
  return { report: [verdict, ...lines].join('\n'), isWithin: total <= BUDGET_BYTES };
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { report, isWithin } = checkFirstLoad(new URL('dist/', import.meta.url));
  process.stdout.write(`${report}\n`);
  process.exitCode = isWithin ? 0 : 1;
}
