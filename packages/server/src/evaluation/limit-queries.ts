import type { LimitVersion } from '@critical-callout/domain/evaluation';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

/** A stored limit version: what evaluation needs, and who wrote and approved it why. */
export type StoredLimit = LimitVersion & {
  author: string;
  /** null: written at the command line. */
  authorUserId: string | null;
  approvedBy: string | null;
  approvedAt: Date | null;
  reason: string;
  sources: string[];
  createdAt: Date;
};

export type NewLimit = Omit<StoredLimit, 'id' | 'isApproved' | 'createdAt'>;

// valid_from is -infinity in the table ("since ever"), which no Date can say.
const EVALUATED = sql`id, limit_key as "limitKey", version, parameter_code as "parameterCode", code_system as "codeSystem",
  parameter_name as "parameterName", unit, tier, sex, age_from_days as "ageFromDays", age_to_days as "ageToDays",
  patient_class as "patientClass", location, specimen, department, lower_bound as "lowerBound", upper_bound as "upperBound",
  critical_lower as "criticalLower", critical_upper as "criticalUpper", second_lower as "secondLower", second_upper as "secondUpper",
  critical_lower_inclusive as "isCriticalLowerInclusive", critical_upper_inclusive as "isCriticalUpperInclusive",
  case when delta_by is not null then jsonb_build_object('by', delta_by::text, 'in', delta_in, 'hours', delta_hours, 'direction', delta_direction) end as delta,
  molar_mass as "molarMass", valence, is_active as "isActive", nullif(valid_from, '-infinity') as "validFrom",
  approved_at is not null as "isApproved"`;
const STORED = sql`${EVALUATED}, author, author_user_id as "authorUserId", approved_by as "approvedBy", approved_at as "approvedAt", reason, sources, created_at as "createdAt"`;

/** Every version of every limit of the lab. */
export async function listLimitVersions(tx: Tx, labId: number): Promise<LimitVersion[]> {
  return (await sql<LimitVersion>`select ${EVALUATED} from limits where lab_id = ${labId}`.execute(tx)).rows;
}

/** The latest version of each limit, of one parameter or of all. */
export async function listLatestLimits(tx: Tx, labId: number, parameterCode: string | null = null): Promise<StoredLimit[]> {
  const { rows } = await sql<StoredLimit>`
    select distinct on (limit_key) ${STORED} from limits
    where lab_id = ${labId} and (${parameterCode}::text is null or parameter_code = ${parameterCode})
    order by limit_key, version desc`.execute(tx);
  return rows;
}

export type LimitFilter = {
  /** Of the code or the name, a part; empty: all. */
  q: string;
  tier: string | null;
  isApproved: boolean | null;
  isActive: boolean | null;
  after: { name: string; key: string } | null;
  limit: number;
};

/** A page of latest versions, by name and key. */
export async function pageLatestLimits(tx: Tx, labId: number, filter: LimitFilter): Promise<StoredLimit[]> {
  const { q, tier, isApproved, isActive, after, limit } = filter;
  const { rows } = await sql<StoredLimit>`
    select * from (select distinct on (limit_key) ${STORED} from limits where lab_id = ${labId} order by limit_key, version desc) latest
    where (${q} = '' or position(lower(${q}) in lower("parameterName" || ' ' || "parameterCode")) > 0)
      and (${tier}::text is null or tier = ${tier})
      and (${isApproved}::boolean is null or "isApproved" = ${isApproved})
      and (${isActive}::boolean is null or "isActive" = ${isActive})
      and (${after?.name ?? null}::text is null or ("parameterName", "limitKey") > (${after?.name ?? ''}, ${after?.key ?? ''}))
    order by "parameterName", "limitKey" limit ${limit}`.execute(tx);
  return rows;
}

/** How many limits and options wait for the laboratory's approval. */
export async function countUnapproved(tx: Tx, labId: number): Promise<{ limits: number; options: number }> {
  const { rows } = await sql<{ limits: number; options: number }>`
    select (select count(*) from (select distinct on (limit_key) approved_at from limits where lab_id = ${labId}
              order by limit_key, version desc) l where approved_at is null)::integer as limits,
           (select count(*) from (select distinct on (option_key) approved_at from list_options where lab_id = ${labId}
              order by option_key, version desc) o where approved_at is null)::integer as options`.execute(tx);
  return rows[0] ?? { limits: 0, options: 0 };
}

/** The limits that hold these versions, each with all its versions, newest first. */
export async function listHistories(tx: Tx, labId: number, ids: readonly number[]): Promise<StoredLimit[]> {
  const { rows } = await sql<StoredLimit>`
    select ${STORED} from limits where lab_id = ${labId}
      and limit_key in (select limit_key from limits where lab_id = ${labId} and id = any(${ids}::bigint[]))
    order by limit_key, version desc`.execute(tx);
  return rows;
}

/** Inserts versions; a version that exists already is a unique violation (somebody else saved first). */
export async function insertLimits(
  tx: Tx,
  labId: number,
  rows: readonly NewLimit[],
  now: Date,
): Promise<{ id: number; limitKey: string; version: number }[]> {
  const { rows: inserted } = await sql<{ id: number; limitKey: string; version: number }>`
    insert into limits (lab_id, limit_key, version, parameter_code, code_system, parameter_name, unit, tier, sex, age_from_days, age_to_days,
      patient_class, location, lower_bound, upper_bound, critical_lower, critical_upper, second_lower, second_upper, critical_lower_inclusive, critical_upper_inclusive,
      specimen, department, delta_by, delta_in, delta_hours, delta_direction, molar_mass, valence, is_active, valid_from, author, author_user_id, approved_by, approved_at, reason, sources, created_at)
    select ${labId}, r."limitKey", r.version, r."parameterCode", r."codeSystem", r."parameterName", r.unit, r.tier, r.sex, r."ageFromDays", r."ageToDays",
      r."patientClass", r.location, r."lowerBound", r."upperBound", r."criticalLower", r."criticalUpper", r."secondLower", r."secondUpper",
      r."isCriticalLowerInclusive", r."isCriticalUpperInclusive", r.specimen, r.department, (r.delta->>'by')::numeric, r.delta->>'in', (r.delta->>'hours')::integer, r.delta->>'direction',
      r."molarMass", r.valence, r."isActive", coalesce(r."validFrom", '-infinity'),
      r.author, r."authorUserId", r."approvedBy", r."approvedAt", r.reason, r.sources, ${now}
    from json_to_recordset(${JSON.stringify(rows)}::json) as r ("limitKey" text, version integer, "parameterCode" text, "codeSystem" text,
      "parameterName" text, unit text, tier text, sex text, "ageFromDays" integer, "ageToDays" integer, "patientClass" text, location text,
      "lowerBound" numeric, "upperBound" numeric, "criticalLower" numeric, "criticalUpper" numeric, "secondLower" numeric, "secondUpper" numeric, "isCriticalLowerInclusive" boolean,
      "isCriticalUpperInclusive" boolean, specimen text, department text, delta jsonb, "molarMass" numeric, valence smallint, "isActive" boolean, "validFrom" timestamptz, author text, "authorUserId" text,
      "approvedBy" text, "approvedAt" timestamptz, reason text, sources text[])
    returning id, limit_key as "limitKey", version`.execute(tx);
  return inserted;
}
