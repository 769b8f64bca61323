import type { EscalationPolicy } from '@critical-callout/domain/escalation';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

export type StoredPolicy = EscalationPolicy & {
  id: number;
  isActive: boolean;
  isApproved: boolean;
  author: string;
  approvedBy: string | null;
  approvedAt: Date | null;
  reason: string;
  createdAt: Date;
};

export type NewPolicy = Omit<StoredPolicy, 'id' | 'isApproved' | 'createdAt'>;

const POLICY = sql`policy_key as "policyKey", version, notify_within_minutes as "notifyWithinMinutes", warn_before_minutes as "warnBeforeMinutes", steps, claim_pauses as "claimPauses",
  jsonb_build_object('priority', priority, 'patientClass', patient_class, 'department', department, 'location', location,
    'testCode', test_code, 'tier', tier, 'hours', hours) as match`;
const STORED = sql`${POLICY}, id, is_active as "isActive", approved_at is not null as "isApproved", author, approved_by as "approvedBy",
  approved_at as "approvedAt", reason, created_at as "createdAt"`;

/** The policies that count: of each the newest approved version, where that has not ended it. */
export async function listPoliciesInForce(tx: Tx, labId: number): Promise<EscalationPolicy[]> {
  const { rows } = await sql<EscalationPolicy>`
    select ${POLICY} from (select distinct on (policy_key) * from escalation_policies
      where lab_id = ${labId} and approved_at is not null order by policy_key, version desc) newest
    where is_active order by policy_key`.execute(tx);
  return rows;
}

/** The newest version of every policy, approved or not. A laboratory has dozens, not thousands. */
export async function listNewestPolicies(tx: Tx, labId: number): Promise<StoredPolicy[]> {
  const { rows } = await sql<StoredPolicy>`
    select distinct on (policy_key) ${STORED} from escalation_policies where lab_id = ${labId}
    order by policy_key, version desc limit 500`.execute(tx);
  return rows;
}

export async function findPolicy(tx: Tx, labId: number, id: number): Promise<StoredPolicy | undefined> {
  const { rows } = await sql<StoredPolicy>`
    select ${STORED} from escalation_policies where lab_id = ${labId} and id = ${id}`.execute(tx);
  return rows[0];
}

/** Every version of the policy that holds this one, newest first. */
export async function listPolicyHistory(tx: Tx, labId: number, id: number): Promise<StoredPolicy[]> {
  const { rows } = await sql<StoredPolicy>`
    select ${STORED} from escalation_policies where lab_id = ${labId}
      and policy_key = (select policy_key from escalation_policies where lab_id = ${labId} and id = ${id})
    order by version desc limit 500`.execute(tx);
  return rows;
}

export async function insertPolicies(tx: Tx, labId: number, policies: readonly NewPolicy[], now: Date): Promise<StoredPolicy[]> {
  const rows = policies.map(({ match, steps, ...rest }) => ({ ...rest, ...match, steps }));
  const { rows: inserted } = await sql<StoredPolicy>`
    insert into escalation_policies (lab_id, policy_key, version, priority, patient_class, department, location, test_code, tier, hours, notify_within_minutes,
      warn_before_minutes, steps, claim_pauses, is_active, author, approved_by, approved_at, reason, created_at)
    select ${labId}, p."policyKey", p.version, p.priority, p."patientClass", p.department, p.location, p."testCode", p.tier, p.hours, p."notifyWithinMinutes",
      p."warnBeforeMinutes", p.steps, coalesce(p."claimPauses", false), p."isActive", p.author, p."approvedBy", p."approvedAt", p.reason, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p ("policyKey" text, version integer, priority text, "patientClass" text, department text,
      location text, "testCode" text, tier text, hours text, "notifyWithinMinutes" integer, "warnBeforeMinutes" integer, steps jsonb, "claimPauses" boolean, "isActive" boolean, author text,
      "approvedBy" text, "approvedAt" timestamptz, reason text)
    returning ${STORED}`.execute(tx);
  return inserted;
}

export async function findZone(tx: Tx, labId: number): Promise<string> {
  const { rows } = await sql<{ zone: string }>`select zone from labs where id = ${labId}`.execute(tx);
  return rows[0]?.zone ?? 'UTC';
}

/** Writers of one lab's policies wait for each other here, and every node hears that something changed. */
export async function bumpRulesVersion(tx: Tx, labId: number): Promise<void> {
  await sql`update labs set rules_version = rules_version + 1 where id = ${labId}`.execute(tx);
}
