import { createHash } from 'node:crypto';
import { refusal } from '@critical-callout/domain/kernel';
import { Refused } from '../platform/http.ts';

/** A number that stands for this content, for an ETag: 48 bits of its hash, so that it needs no column. */
export const versionOf = (value: unknown): number =>
  Number.parseInt(createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12), 16);

/** Whoever says what they saw (If-Match) is told when somebody else has changed it meanwhile. Without it the last one wins. */
export function refuseOutdated(seen: number | null, key: string, current: unknown): void {
  if (seen === null || seen === versionOf(current)) return;
  throw new Refused(
    refusal(
      'settings.changed-meanwhile',
      `Somebody else changed ${key} while you had it open. Read it again and repeat your change.`,
      {
        key,
      },
    ),
    409,
  );
}
