import type { Database } from '../platform/db.ts';

export type LabName = { id: number; code: string };

/** The labs a command works on: the one named by its code, or all. An unknown code names those there are. */
export async function listLabs(db: Database, code?: string): Promise<LabName[]> {
  const labs = await db.inSystem((tx) => tx.selectFrom('labs').select(['id', 'code']).orderBy('code').execute());
  if (code === undefined) return labs;
  const found = labs.filter((lab) => lab.code === code);
  if (found.length === 0) {
    throw new Error(
      `There is no lab "${code}". ${labs.length === 0 ? 'There is none yet; init makes one.' : `There are: ${labs.map((lab) => lab.code).join(', ')}.`}`,
    );
  }
  return found;
}
