import type { Me } from '@critical-callout/contract/auth';
import { labProfileSchema, STRIPES } from '@critical-callout/contract/lab';
import { type LabSession, sessionPermissions } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { identify } from './identify.ts';
import { chooseLab, listLabsOf } from './queries.ts';
import type { Account } from './session.ts';

/** Idle minutes shown for an API key, which has no idle end of its own. */
const NO_IDLE_END = 0;

export async function loadMe({ db }: Deps, session: LabSession, account: Account | null): Promise<Me> {
  return db.inSystem(async (tx) => {
    const [lab] = (
      await sql<LabRow & { user_name: string; user_user_name: string }>`
        select l.id, l.code, l.name, l.zone, l.is_practice as "isPractice", u.name as user_name, u.username as user_user_name,
          (select s.value from lab_settings s where s.lab_id = l.id and s.key = 'lab_profile') as profile
        from labs l, users u where l.id = ${session.labId} and u.id = ${session.userId}`.execute(tx)
    ).rows;
    if (!lab) throw new Error(`lab ${session.labId} or user ${session.userId} is gone`);
    const { user_name, user_user_name, ...place } = lab;
    const labs = account ? await listLabsOf(tx, session.userId) : [place];
    return {
      userId: session.userId,
      userName: user_user_name,
      name: user_name,
      role: session.role,
      permissions: sessionPermissions(session),
      lab: describeLab(place),
      labs: labs.map(({ id, code, name }) => ({ id, code, name })),
      departments: await listDepartments(tx, session),
      idleMinutes: account?.idleMinutes ?? NO_IDLE_END,
      sessionEndsAt: account?.endsAt.toISOString() ?? null,
    };
  });
}

type LabRow = Pick<Me['lab'], 'id' | 'code' | 'name' | 'zone' | 'isPractice'> & { profile: unknown };

function describeLab({ profile, ...lab }: LabRow): Me['lab'] {
  const { stripe, identifiers, switchboard, screen_language: screenLanguage } = labProfileSchema.parse(profile ?? {});
  return { ...lab, stripe: stripe ?? STRIPES[lab.id % STRIPES.length] ?? 'blue', identifiers, switchboard, screenLanguage };
}

async function listDepartments(tx: Tx, session: LabSession): Promise<{ id: number; name: string }[]> {
  if (session.kind === 'doctor' && session.docType === 2) return [];
  const ids = session.kind === 'support' ? null : session.departmentIds;
  const found = await sql<{ id: number; name: string }>`select id, name from departments
    where lab_id = ${session.labId} and (${ids}::bigint[] is null or id = any(${ids}::bigint[])) order by name, id limit 500`.execute(
    tx,
  );
  return found.rows;
}

type Chosen = { labId: number; departmentIds?: number[]; reason?: string; actingForUserId?: string };

/** Moves the session to another lab of the account. Departments and the support reason hold until the next choice. */
export async function takeLab(deps: Deps, request: FastifyRequest, chosen: Chosen): Promise<Me> {
  const { account } = request;
  if (!account)
    throw new Refused(refusal('auth.key-of-one-lab', 'An API key belongs to one lab and cannot choose another.'), 403);
  await deps.db.inSystem(async (tx) => {
    const { rows } = await sql<{ kind: string; unknown_department: number | null; knows_other: boolean }>`
      select m.kind,
        (select min(asked) from unnest(${chosen.departmentIds ?? []}::bigint[]) asked where not exists
          (select from departments d where d.lab_id = m.lab_id and d.id = asked)) as unknown_department,
        exists (select from memberships o where o.lab_id = m.lab_id and o.user_id = ${chosen.actingForUserId ?? null} and o.is_active) as knows_other
      from memberships m where m.user_id = ${account.userId} and m.lab_id = ${chosen.labId} and m.is_active`.execute(tx);
    const [membership] = rows;
    if (!membership)
      throw new Refused(
        refusal('auth.unknown-lab', `Lab ${chosen.labId} is not one of this account's labs.`, { field: 'labId' }),
        404,
      );
    if (membership.unknown_department !== null) {
      throw new Refused(
        refusal('auth.unknown-department', `Department ${membership.unknown_department} is not a department of the lab.`, {
          field: 'departmentIds',
        }),
      );
    }
    refuseSupportWithout(membership, chosen);
    await chooseLab(tx, account.sessionId, {
      labId: chosen.labId,
      departmentIds: chosen.departmentIds ?? null,
      reason: chosen.reason ?? null,
      actingForUserId: chosen.actingForUserId ?? null,
    });
  });
  const identity = await identify(deps, request);
  if (!identity?.session) throw new Refused(refusal('auth.signed-out', 'The session ended meanwhile. Sign in again.'), 401);
  return loadMe(deps, identity.session, identity.account);
}

function refuseSupportWithout(membership: { kind: string; knows_other: boolean }, chosen: Chosen): void {
  if (membership.kind === 'support' && !chosen.reason) {
    throw new Refused(
      refusal('auth.reason-missing', 'A support session gives its reason: 10 to 500 characters.', { field: 'reason' }),
      403,
    );
  }
  if (chosen.actingForUserId === undefined) return;
  if (membership.kind !== 'support') {
    throw new Refused(
      refusal('auth.not-support', 'Only a support session acts for somebody else.', { field: 'actingForUserId' }),
    );
  }
  if (!membership.knows_other) {
    throw new Refused(
      refusal('auth.unknown-user', `User ${chosen.actingForUserId} is not an active user of the lab.`, {
        field: 'actingForUserId',
      }),
    );
  }
}
