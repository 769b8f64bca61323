import type { Duplicates } from '@critical-callout/contract/directory';
import { findDuplicates, type ListedParty } from '@critical-callout/domain/directory';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { readCallingCode } from './contact-points.ts';
import { dialledOf } from './facts.ts';

const MAX_PARTIES = 20_000;

/** Entries of the directory that may be the same twice, for somebody to look at. */
export async function readDuplicates(tx: Tx, labId: number): Promise<Duplicates> {
  const { rows } = await sql<Omit<ListedParty, 'points'> & { points: Parameters<typeof dialledOf>[0][] }>`
    select p.kind, p.id, p.code, p.name, p.is_active as "isActive",
      coalesce((select jsonb_agg(jsonb_build_object('id', r.contact_point_id, 'channel', r.channel, 'value', r.value, 'dialled', r.dialled))
        from reachable_addresses r where r.lab_id = ${labId} and r.owner_kind = p.kind and r.owner_id = p.id), '[]') as points
    from (select 'doctor' as kind, id, code, name, is_active from doctors where lab_id = ${labId}
      union all select 'organization', id, code, name, is_active from organizations where lab_id = ${labId}
      union all select 'ward', id, code, name, is_active from wards where lab_id = ${labId}
      union all select 'person', id, code, name, is_active from persons where lab_id = ${labId}) p
    order by p.name, p.kind, p.id limit ${MAX_PARTIES}`.execute(tx);
  const callingCode = await readCallingCode(tx, labId);
  const parties = rows.map((row) => ({ ...row, points: row.points.map((point) => dialledOf(point, callingCode)) }));
  return {
    items: findDuplicates(parties).map(({ parties: found, ...one }) => ({
      ...one,
      parties: found.map(({ kind, id, code, name, isActive }) => ({ kind, id, code, name, isActive })),
    })),
  };
}
