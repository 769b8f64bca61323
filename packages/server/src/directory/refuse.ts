import { refusal } from '@critical-callout/domain/kernel';
import { Refused } from '../platform/http.ts';

export const notFound = (what: string, id: number): Refused =>
  new Refused(refusal('directory.not-found', `There is no ${what} ${id}.`, { id }), 404);

/** SQLSTATE of what the database refused. */
const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Two of one code, or one address twice: the database knows, whoever else is writing at the same moment. */
export async function refuseTwice<T>(field: string, message: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (codeOf(error) === '23505') throw new Refused(refusal('directory.twice', message, { field }), 409);
    throw error;
  }
}

/** A page ended at this row. */
export function encodeCursor(...place: (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

export function decodeCursor(cursor: string | undefined): { name: string; id: number } | null {
  if (cursor === undefined) return null;
  try {
    const [name, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof name === 'string' && typeof id === 'number' && Number.isSafeInteger(id)) return { name, id };
  } catch {
    // falls through: whatever it is, it is no cursor of ours
  }
  throw new Refused(
    refusal('directory.cursor', 'The cursor is not one that a page of this list gave.', { field: 'cursor' }),
    400,
  );
}

export function pageOf<T extends { id: number }>(
  rows: readonly T[],
  limit: number,
  nameOf: (row: T) => string = () => '',
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(nameOf(last), last.id) : null };
}
