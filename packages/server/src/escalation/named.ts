import type { PolicyChoices, PolicyFields } from '@critical-callout/contract/escalation';
import { isNamed } from '@critical-callout/domain/escalation';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

/**
 * The same policy with the names its steps' doctors, persons, rotas and departments have now; null where there is none of that number. They are
 * stored with the version, so that it can be read as it was meant when somebody has left. Whom a step tells goes by the number.
 */
export async function nameSteps<P extends Pick<PolicyFields, 'steps'>>(tx: Tx, labId: number, policy: P): Promise<P> {
  const wanted = policy.steps.flatMap((step) =>
    step.kind === 'notify' && isNamed(step.who) && step.whoId ? [{ kind: step.who, id: step.whoId }] : [],
  );
  const { rows } = await sql<{ kind: string; id: number; name: string }>`
    select w.kind, w.id, coalesce(d.name, p.name, s.name, t.name) as name
    from (select distinct kind, id from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as x (kind text, id bigint)) w
    left join doctors d on w.kind = 'doctor' and d.lab_id = ${labId} and d.id = w.id
    left join persons p on w.kind = 'person' and p.lab_id = ${labId} and p.id = w.id
    left join schedules s on w.kind = 'rota' and s.lab_id = ${labId} and s.id = w.id
    left join departments t on w.kind = 'department' and t.lab_id = ${labId} and t.id = w.id`.execute(tx);
  const steps = policy.steps.map((step) => {
    if (step.kind !== 'notify') return step;
    const say = step.how === 'overhead-page' ? step.say : null;
    if (!isNamed(step.who)) return { ...step, say, whoId: null, whoName: null };
    return { ...step, say, whoName: rows.find(({ kind, id }) => kind === step.who && id === step.whoId)?.name ?? null };
  });
  return { ...policy, steps };
}

export async function isDepartment(tx: Tx, labId: number, code: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from departments where lab_id = ${labId} and lower(btrim(code)) = lower(btrim(${code}))`.execute(tx);
  return rows.length > 0;
}

/** More than this is no list to choose from. */
const MAX_CHOICES = 500;

export async function readChoices(tx: Tx, labId: number): Promise<PolicyChoices> {
  const { rows: departments } = await sql<PolicyChoices['departments'][number]>`
    select id, code, name from departments where lab_id = ${labId} order by name, id limit ${MAX_CHOICES}`.execute(tx);
  const { rows: rotas } = await sql<PolicyChoices['rotas'][number]>`
    select s.id, s.code, s.name, coalesce(w.name, o.name, '') as place from schedules s
    left join wards w on w.lab_id = s.lab_id and w.id = s.ward_id
    left join organizations o on o.lab_id = s.lab_id and o.id = s.organization_id
    where s.lab_id = ${labId} and s.is_active order by s.name, s.id limit ${MAX_CHOICES}`.execute(tx);
  return { departments, rotas };
}
