import { z } from 'zod';
import { canBeMapped, conflictOf, type KeySettings, type OwnKeys, SHORTCUT_NAMES, type ShortcutName } from './shortcuts.ts';

/** Keys as a file: to take them to another laboratory, or to give them to a colleague. Says nothing about anybody. */
const keyFileSchema = z.object({
  kind: z.literal('critical-callout-keys'),
  version: z.literal(1),
  hasSingleKeys: z.boolean(),
  ownKeys: z.record(z.string().max(40), z.array(z.string().min(1).max(40)).max(9)),
});

export function writeKeyFile({ hasSingleKeys, ownKeys }: KeySettings): string {
  const file: z.input<typeof keyFileSchema> = {
    kind: 'critical-callout-keys',
    version: 1,
    hasSingleKeys,
    ownKeys: Object.fromEntries(Object.entries(ownKeys).map(([name, keys]) => [name, [...keys]])),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

export type ReadKeys = KeySettings & {
  /** Lines of the file that were left out: unknown here, belonging to the browser, or taken by another line. */
  leftOut: string[];
};

/** What a file of keys means here; null: it is no such file. A line that cannot be is left out, the others count. */
export function readKeyFile(text: string): ReadKeys | null {
  const file = keyFileSchema.safeParse(parseJson(text));
  if (!file.success) return null;
  const { hasSingleKeys } = file.data;
  const ownKeys: OwnKeys = {};
  const leftOut: string[] = [];
  const entries = Object.entries(file.data.ownKeys);
  // What is switched off frees its key for the lines after it.
  for (const [name, keys] of entries.toSorted(([, a], [, b]) => a.length - b.length)) {
    const known = SHORTCUT_NAMES.find((one) => one === name);
    const isTaken = (own: ShortcutName): boolean => keys.some((key) => conflictOf(own, key, { hasSingleKeys, ownKeys }) !== null);
    if (!known || (keys.length > 0 && (!canBeMapped(known) || isTaken(known)))) leftOut.push(name);
    else ownKeys[known] = keys;
  }
  return { hasSingleKeys, ownKeys, leftOut };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
