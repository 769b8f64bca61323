import { refusal } from '@critical-callout/domain/kernel';
import { Refused } from '../platform/http.ts';

/** Where a page ended: name and key of its last row. */
export function encodeCursor(name: string, key: string): string {
  return Buffer.from(JSON.stringify([name, key])).toString('base64url');
}

export function decodeCursor(cursor: string | undefined): { name: string; key: string } | null {
  if (cursor === undefined) return null;
  try {
    const [name, key] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof name === 'string' && typeof key === 'string') return { name, key };
  } catch {
    // falls through: whatever it is, it is no cursor of ours
  }
  throw new Refused(refusal('limits.cursor', 'The cursor is not one that a page of this list gave.', { field: 'cursor' }), 400);
}
