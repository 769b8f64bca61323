import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bytesOf } from './bytes.ts';
import { ownMessages } from './source/index.ts';

// Writes every message of `source/` as the bytes a system would send, and index.json. Run: node make.ts && npx biome check --write .
const folder = fileURLToPath(new URL('.', import.meta.url));

for (const name of readdirSync(folder)) {
  if (name.endsWith('.hl7')) rmSync(folder + name);
}
for (const message of ownMessages) writeFileSync(folder + message.file, bytesOf(message));

const files = ownMessages.map(({ file, exercises, charset = 'utf-8', end = '\r', expect }) => ({
  file,
  exercises,
  charset,
  lineEnd: { '\r': 'CR', '\n': 'LF', '\r\n': 'CRLF' }[end],
  outcome: expect.outcome,
  messages: expect.messages ?? 1,
  reports: expect.reports,
  results: expect.results,
  criticalByFlag: expect.criticalByFlag ?? [],
  criticalByStarterLimits: expect.criticalByStarterLimits ?? [],
  problems: expect.problems ?? [],
}));
const about =
  'HL7 v2 messages of our own; every person in them is invented. Written by make.ts from source/. criticalByFlag: parameter codes of ' +
  'results (in quarantined files: of OBX) that carry HH, LL or AA. criticalByStarterLimits: parameter codes beyond the starter limits. ' +
  'The seq-* files are one potassium through its life, in order.';
writeFileSync(`${folder}index.json`, `${JSON.stringify({ about, count: files.length, files }, null, 2)}\n`);
process.stdout.write(`${files.length} messages written\n`);
