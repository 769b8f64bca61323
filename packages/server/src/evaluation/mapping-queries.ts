import type { Mapping, MappingFields, Mappings } from '@critical-callout/contract/mappings';
import type { CodeMapping } from '@critical-callout/domain/evaluation';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

const MAX_MAPPINGS = 2_000;
/** The newest results, whose codes and units are looked at for what nothing speaks of. */
export const LOOKED_AT = 20_000;
const MAX_UNREAD = 200;

export type MappingRow = Omit<Mapping, 'changedAt'> & { changedAt: Date };

const columns = sql`m.id, m.mapping_key as key, m.version, m.source_id as "sourceId", (select s.code from sources s where s.lab_id = m.lab_id and s.id = m.source_id) as source,
  m.from_code as "fromCode", m.from_system as "fromSystem", m.from_unit as "fromUnit", m.to_code as "toCode", m.to_system as "toSystem", m.to_unit as "toUnit",
  m.is_active as "isActive", m.reason, m.changed_by as "changedBy", m.changed_at as "changedAt"`;

/** The newest version of each, ended ones included. */
export async function listMappings(tx: Tx, labId: number): Promise<MappingRow[]> {
  const { rows } = await sql<MappingRow>`
    select distinct on (m.mapping_key) ${columns} from code_mappings m where m.lab_id = ${labId}
    order by m.mapping_key, m.version desc limit ${MAX_MAPPINGS}`.execute(tx);
  return rows;
}

/** Those that count now, for the rules. */
export async function listActiveMappings(tx: Tx, labId: number): Promise<CodeMapping[]> {
  return (await listMappings(tx, labId)).filter(({ isActive }) => isActive);
}

export async function listMappingVersions(tx: Tx, labId: number, key: string): Promise<MappingRow[]> {
  const { rows } = await sql<MappingRow>`
    select ${columns} from code_mappings m where m.lab_id = ${labId} and m.mapping_key = ${key}::uuid order by m.version desc limit 200`.execute(
    tx,
  );
  return rows;
}

type NewVersion = MappingFields & {
  key: string | null;
  version: number;
  isActive: boolean;
  reason: string;
  changedBy: string;
  now: Date;
};

export async function insertMapping(tx: Tx, labId: number, row: NewVersion): Promise<MappingRow> {
  const { rows } = await sql<{ id: number; key: string }>`
    insert into code_mappings (lab_id, mapping_key, version, source_id, from_code, from_system, from_unit, to_code, to_system, to_unit, is_active,
      reason, changed_by, changed_at)
    values (${labId}, coalesce(${row.key}::uuid, gen_random_uuid()), ${row.version}, ${row.sourceId}, ${row.fromCode}, ${row.fromSystem}, ${row.fromUnit},
      ${row.toCode}, ${row.toSystem}, ${row.toUnit}, ${row.isActive}, ${row.reason}, ${row.changedBy}, ${row.now})
    returning id, mapping_key as key`.execute(tx);
  const [saved] = await listMappingVersions(tx, labId, rows[0]?.key ?? '');
  return saved as MappingRow;
}

export async function isSourceOf(tx: Tx, labId: number, sourceId: number): Promise<boolean> {
  const { rows } = await sql`select from sources where lab_id = ${labId} and id = ${sourceId}`.execute(tx);
  return rows.length > 0;
}

/** Codes and units among the newest results that no rule speaks of, or that a rule could not judge. */
export async function listUnread(tx: Tx, labId: number): Promise<Mappings['unread']> {
  type Row = Omit<Mappings['unread'][number], 'lastAt'> & { lastAt: Date };
  const { rows } = await sql<Row>`
    with recent as (
      select r.parameter_code, r.code_system, r.parameter_name, r.unit, r.verdict, r.limit_id, r.sender_verdict, r.received_at, r.message_id
      from results r where r.lab_id = ${labId} and r.superseded_at is null and r.status not in ('D', 'W', 'X')
      order by r.id desc limit ${LOOKED_AT}),
    spoken as (
      select distinct parameter_code as code from limits where lab_id = ${labId}
      union select distinct parameter_code from list_options where lab_id = ${labId}),
    mapped as (
      select * from (select distinct on (mapping_key) source_id, from_code, to_code, is_active from code_mappings where lab_id = ${labId}
        order by mapping_key, version desc) newest where is_active and to_code is not null)
    select m.source_id as "sourceId", s.code as source, r.parameter_code as code, r.code_system as "codeSystem", max(r.parameter_name) as name, r.unit,
      case when r.verdict = 'cannot-say' then 'cannot-say' else 'no-rule' end as why, count(*) as count,
      count(*) filter (where r.sender_verdict in ('critical', 'abnormal')) as flagged, max(r.received_at) as "lastAt"
    from recent r join inbound_messages m on m.lab_id = ${labId} and m.id = r.message_id and m.state = 'PROCESSED'
    join sources s on s.lab_id = m.lab_id and s.id = m.source_id
    where r.verdict = 'cannot-say' or (r.limit_id is null and not exists (select from spoken where spoken.code = r.parameter_code)
      and not exists (select from mapped where upper(mapped.from_code) = upper(r.parameter_code) and coalesce(mapped.source_id, m.source_id) = m.source_id))
    group by m.source_id, s.code, r.parameter_code, r.code_system, r.unit, 7
    order by 7, 9 desc, 8 desc limit ${MAX_UNREAD}`.execute(tx);
  return rows.map((row) => ({ ...row, lastAt: row.lastAt.toISOString() }));
}

export async function listTargets(tx: Tx, labId: number): Promise<Mappings['targets']> {
  const { rows } = await sql<Mappings['targets'][number]>`
    select code, "codeSystem", max(name) as name, coalesce(array_agg(distinct unit) filter (where unit is not null), '{}') as units
    from (select parameter_code as code, code_system as "codeSystem", parameter_name as name, unit from limits where lab_id = ${labId}
      union all select parameter_code, code_system, parameter_name, null from list_options where lab_id = ${labId}) spoken
    group by code, "codeSystem" order by 3, 1 limit 5000`.execute(tx);
  return rows;
}
