import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type IntakeLab, messageOf, openIntakeLab } from '../../test/intake-lab.ts';
import { importFiles } from './import.ts';

let lab: IntakeLab;
let folder: string;
beforeEach(async () => {
  lab = await openIntakeLab();
  folder = mkdtempSync(join(tmpdir(), 'callout-import-'));
});
afterEach(async () => {
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const to = { lab: 'north', source: 'lis' };

it('imports single messages and batches, and says what was kept apart and what failed', async () => {
  const one = (id: string): string => messageOf({ controlId: id, order: id }).toString().replaceAll('\r', '\n');
  const many = Array.from({ length: 1200 }, (_, i) => one(`B${i}`)).join('');
  const files = [
    write('one.hl7', one('A1')),
    write('batch.hl7', `FHS|^~\\&|LIS\nBHS|^~\\&|LIS\n${many}BTS|1200\nFTS|1\n`),
    write('unreadable.hl7', 'OBX|1|NM|K||7|mmol/L||HH'),
    write('fhir.json', '{"resourceType":"Bundle"}'),
    join(folder, 'missing.hl7'),
  ];
  const report = await importFiles(lab.deps, files, to);
  expect(report).toMatchObject({ files: 5, messages: 1202, processed: 1201, ignored: 0, quarantined: 1, duplicates: 0 });
  expect(report.failed.map(({ reason }) => reason)).toEqual([
    'FHIR is not supported yet; only HL7 v2 messages and batches are',
    'cannot be read (ENOENT)',
  ]);
  expect(report.quarantine).toEqual([{ file: files[2], messageId: expect.any(Number), reason: 'MSH: no MSH segment found' }]);
  expect(await lab.rows('select count(*)::int as n from bills')).toEqual([{ n: 1202 }]);
  const again = await importFiles(lab.deps, files.slice(0, 2), to);
  expect(again).toMatchObject({ messages: 1201, processed: 1201, duplicates: 1201, quarantined: 0 });
});

it('names a lab or source that is not there', async () => {
  await expect(importFiles(lab.deps, [], { lab: 'south', source: 'lis' })).rejects.toThrow(
    'There is no lab "south". There are: north.',
  );
  await expect(importFiles(lab.deps, [], { lab: 'north', source: 'x' })).rejects.toThrow(
    'Lab "north" has no enabled source "x".',
  );
});
