import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Migration = { number: number; name: string; text: string; checksum: string };

export const MIGRATIONS_FOLDER = join(import.meta.dirname, '../../../migrations');

/** The files NNNN_room_what.sql in the order of their numbers, each number once. */
export function readMigrations(folder = MIGRATIONS_FOLDER): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return names.map((name, index) => {
    const number = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1] ?? 0);
    if (number < 1)
      throw new Error(`${join(folder, name)}: expected a name like 0001_room_what.sql (four digits, lower case, underscores)`);
    if (names[index - 1]?.startsWith(name.slice(0, 5)))
      throw new Error(`${join(folder, name)}: ${names[index - 1]} has the same number`);
    // A checkout on Windows may write CR LF; the content is the same.
    const text = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
    return { number, name, text, checksum: createHash('sha256').update(text).digest('hex') };
  });
}
