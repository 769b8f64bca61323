import type { RepeatRule } from '@critical-callout/domain/repeats';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

/** A stored version of a rule: what the decision needs, and who wrote and approved it why. */
export type StoredRule = RepeatRule & {
  parameterName: string;
  isActive: boolean;
  author: string;
  approvedBy: string | null;
  approvedAt: Date | null;
  reason: string;
  createdAt: Date;
};
export type NewRule = Omit<StoredRule, 'id' | 'createdAt'>;

const STORED = sql`id, rule_key as "ruleKey", version, parameter_code as "parameterCode", code_system as "codeSystem",
  parameter_name as "parameterName", location, scope, window_hours as "windowHours", worse_by_percent::text as "worseByPercent",
  is_reentry_called as "isReentryCalled", is_active as "isActive", author, approved_by as "approvedBy", approved_at as "approvedAt",
  reason, created_at as "createdAt"`;

/** Rules are few: a laboratory has dozens. The bound is there so that a fault elsewhere cannot make the list endless. */
const MAX_RULES = 2000;

/** The newest version of each rule, with the version that is in force. */
export async function listLatestRules(tx: Tx, labId: number): Promise<(StoredRule & { inForceVersion: number | null })[]> {
  const { rows } = await sql<StoredRule & { inForceVersion: number | null }>`
    select distinct on (rule_key) ${STORED},
      (select case when f.is_active then f.version end from repeat_rules f where f.lab_id = r.lab_id and f.rule_key = r.rule_key
        and f.approved_at is not null order by f.version desc limit 1) as "inForceVersion"
    from repeat_rules r where lab_id = ${labId} order by rule_key, version desc limit ${MAX_RULES}`.execute(tx);
  return rows;
}

/** All versions of the rule that holds this version, newest first. */
export async function listRuleVersions(tx: Tx, labId: number, id: number): Promise<StoredRule[]> {
  const { rows } = await sql<StoredRule>`
    select ${STORED} from repeat_rules where lab_id = ${labId}
      and rule_key = (select rule_key from repeat_rules where lab_id = ${labId} and id = ${id}) order by version desc`.execute(
    tx,
  );
  return rows;
}

export async function findNewestRule(tx: Tx, labId: number, ruleKey: string): Promise<StoredRule | undefined> {
  const { rows } = await sql<StoredRule>`
    select ${STORED} from repeat_rules where lab_id = ${labId} and rule_key = ${ruleKey} order by version desc limit 1`.execute(
    tx,
  );
  return rows[0];
}

/** Inserts a version; one that exists already is a unique violation (somebody else saved first). */
export async function insertRule(tx: Tx, labId: number, rule: NewRule, now: Date): Promise<StoredRule> {
  const { rows } = await sql<StoredRule>`
    insert into repeat_rules (lab_id, rule_key, version, parameter_code, code_system, parameter_name, location, scope, window_hours,
      worse_by_percent, is_reentry_called, is_active, author, approved_by, approved_at, reason, created_at)
    values (${labId}, ${rule.ruleKey}, ${rule.version}, ${rule.parameterCode}, ${rule.codeSystem}, ${rule.parameterName}, ${rule.location},
      ${rule.scope}, ${rule.windowHours}, ${rule.worseByPercent}::numeric, ${rule.isReentryCalled}, ${rule.isActive}, ${rule.author},
      ${rule.approvedBy}, ${rule.approvedAt}, ${rule.reason}, ${now})
    returning ${STORED}`.execute(tx);
  return rows[0] as StoredRule;
}
