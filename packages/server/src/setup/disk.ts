import { statfs } from 'node:fs/promises';

export type DiskSpace = { freeBytes: number; totalBytes: number };

/** The disk the data folder lies on, or where there is none (the database is elsewhere) the program; null: it cannot be asked. */
export async function readDisk(folder: string): Promise<DiskSpace | null> {
  for (const path of [folder, '.']) {
    const found = await statfs(path).catch(() => null);
    if (found && found.blocks > 0) return { freeBytes: found.bavail * found.bsize, totalBytes: found.blocks * found.bsize };
  }
  return null;
}
