import type { ListOptionVersion } from '@critical-callout/domain/evaluation';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

export type StoredOption = ListOptionVersion & {
  author: string;
  authorUserId: string | null;
  approvedBy: string | null;
  approvedAt: Date | null;
  reason: string;
  createdAt: Date;
};

export type NewOption = Omit<StoredOption, 'id' | 'isApproved' | 'createdAt'>;

const EVALUATED = sql`id, option_key as "optionKey", version, parameter_code as "parameterCode", code_system as "codeSystem",
  parameter_name as "parameterName", option, match, is_critical as "isCritical", is_active as "isActive", approved_at is not null as "isApproved"`;
const STORED = sql`${EVALUATED}, author, author_user_id as "authorUserId", approved_by as "approvedBy", approved_at as "approvedAt", reason, created_at as "createdAt"`;

/** Every version of every list option of the lab. */
export async function listOptionVersions(tx: Tx, labId: number): Promise<ListOptionVersion[]> {
  return (await sql<ListOptionVersion>`select ${EVALUATED} from list_options where lab_id = ${labId}`.execute(tx)).rows;
}

export type OptionFilter = {
  q: string;
  isApproved: boolean | null;
  isActive: boolean | null;
  after: { name: string; key: string } | null;
  limit: number;
};

export async function pageLatestOptions(
  tx: Tx,
  labId: number,
  { q, isApproved, isActive, after, limit }: OptionFilter,
): Promise<StoredOption[]> {
  const { rows } = await sql<StoredOption>`
    select * from (select distinct on (option_key) ${STORED} from list_options where lab_id = ${labId} order by option_key, version desc) latest
    where (${q} = '' or position(lower(${q}) in lower("parameterName" || ' ' || "parameterCode" || ' ' || option)) > 0)
      and (${isApproved}::boolean is null or "isApproved" = ${isApproved})
      and (${isActive}::boolean is null or "isActive" = ${isActive})
      and (${after?.name ?? null}::text is null or ("parameterName", "optionKey") > (${after?.name ?? ''}, ${after?.key ?? ''}))
    order by "parameterName", "optionKey" limit ${limit}`.execute(tx);
  return rows;
}

/** The latest versions of the options of these keys. */
export async function findLatestOptions(tx: Tx, labId: number, keys: readonly string[]): Promise<StoredOption[]> {
  const { rows } = await sql<StoredOption>`
    select distinct on (option_key) ${STORED} from list_options where lab_id = ${labId} and option_key = any(${keys}::text[])
    order by option_key, version desc`.execute(tx);
  return rows;
}

/** Every version of the option that holds this one, newest first. */
export async function listOptionHistory(tx: Tx, labId: number, id: number): Promise<StoredOption[]> {
  const { rows } = await sql<StoredOption>`
    select ${STORED} from list_options where lab_id = ${labId}
      and option_key = (select option_key from list_options where lab_id = ${labId} and id = ${id})
    order by version desc`.execute(tx);
  return rows;
}

export async function findOptions(tx: Tx, labId: number, ids: readonly number[]): Promise<StoredOption[]> {
  return (
    await sql<StoredOption>`select ${STORED} from list_options where lab_id = ${labId} and id = any(${ids}::bigint[])`.execute(tx)
  ).rows;
}

export async function insertOptions(
  tx: Tx,
  labId: number,
  rows: readonly NewOption[],
  now: Date,
): Promise<{ id: number; optionKey: string; version: number }[]> {
  const { rows: inserted } = await sql<{ id: number; optionKey: string; version: number }>`
    insert into list_options (lab_id, option_key, version, parameter_code, code_system, parameter_name, option, match, is_critical, is_active,
      author, author_user_id, approved_by, approved_at, reason, created_at)
    select ${labId}, r."optionKey", r.version, r."parameterCode", r."codeSystem", r."parameterName", r.option, r.match, r."isCritical", r."isActive",
      r.author, r."authorUserId", r."approvedBy", r."approvedAt", r.reason, ${now}
    from json_to_recordset(${JSON.stringify(rows)}::json) as r ("optionKey" text, version integer, "parameterCode" text, "codeSystem" text,
      "parameterName" text, option text, match text, "isCritical" smallint, "isActive" boolean, author text, "authorUserId" text, "approvedBy" text,
      "approvedAt" timestamptz, reason text)
    returning id, option_key as "optionKey", version`.execute(tx);
  return inserted;
}
