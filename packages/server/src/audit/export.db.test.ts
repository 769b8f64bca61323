import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../../test/database.ts';
import { appendEvents, exportEvents, SYSTEM_ACTOR, verifyEvents } from './index.ts';

const AT = new Date('2026-03-01T10:00:00Z');

it('writes a chain that a reader can recompute from the file alone', async () => {
  const { db, drop } = await createTestDatabase();
  try {
    const labId = await db.inSystem(async (tx) => {
      const lab = await tx
        .insertInto('labs')
        .values({ code: 'north', name: 'North', created_at: AT })
        .returning('id')
        .executeTakeFirstOrThrow();
      return lab.id;
    });
    // More than a page, and characters that JSON writers like to change on the way.
    const events = Array.from({ length: 1_203 }, (_, index) => ({
      at: AT,
      category: 648,
      type: 'callout-done',
      text: `Callout done ${index} "é\u2028\\ µmol/L"`,
      actor: SYSTEM_ACTOR,
      ratio: 1.5e-7,
    }));
    await db.inLab(labId, (tx) => appendEvents(tx, labId, events));

    let previous = createHash('sha256').update(`lab ${labId}`).digest('hex');
    let count = 0;
    for await (const line of exportEvents(db, labId)) {
      const { seq, payload, prev_hash, hash } = JSON.parse(line) as {
        seq: number;
        payload: string;
        prev_hash: string;
        hash: string;
      };
      count += 1;
      expect(seq).toBe(count);
      expect(prev_hash).toBe(previous);
      expect(createHash('sha256').update(Buffer.from(prev_hash, 'hex')).update(`${seq} ${payload}`).digest('hex')).toBe(hash);
      previous = hash;
    }
    expect(count).toBe(events.length);
    expect((await verifyEvents(db, labId)).head).toEqual({ seq: count, hash: previous });
  } finally {
    await drop();
  }
});
