import type { signInNoticesSchema } from '@critical-callout/contract/lab';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { PROGRAM_VERSION } from '../platform/version.ts';

const MAX_NOTICES = 10;

/** What the laboratories say to whoever stands before the sign-in. Nothing else is told to a stranger but the version. */
export async function readNotices({ db }: Pick<Deps, 'db'>): Promise<z.infer<typeof signInNoticesSchema>> {
  const { rows: notices } = await db.inSystem((tx) =>
    sql<{ lab: string; text: string }>`
      select l.name as lab, s.value->>'login_notice' as text from lab_settings s join labs l on l.id = s.lab_id
      where s.key = 'lab_profile' and coalesce(s.value->>'login_notice', '') <> '' order by l.name, l.id limit ${MAX_NOTICES}`.execute(
      tx,
    ),
  );
  return { version: PROGRAM_VERSION, notices };
}
