import { sql } from 'kysely';
import { appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import { savePolicyTemplates } from '../escalation/index.ts';
import { loadStarterLimits } from '../evaluation/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { saveSetting } from '../settings/index.ts';

export type NewLab = {
  code: string;
  name: string;
  /** IANA zone. */
  zone: string;
  isPractice: boolean;
  /** `mllpPort` 0: the port of the configuration; null: not listened for (HTTP and import only). */
  source: { code: string; name: string; mllpPort: number | null };
  hasStarterLimits: boolean;
  /** Who did it, for the audit trail. */
  author: string;
};

export type MadeLab = { labId: number; limits: number; options: number };

/** Configuration of events: labs, sources, settings. */
const SETUP_CATEGORY = 620;
/** A feed that says nothing for so long is shown as silent on every screen; the integration page changes it. */
const SILENCE_MINUTES = 60;

/**
 * A laboratory with its first source, the completion policy `proven`, the escalation templates and, where wanted, the starter limits; all or nothing.
 * `proven` because the inspecting bodies (CAP, the Joint Commission, RCPA) accept a documented read-back or
 * acknowledgement, not a message that was merely sent.
 */
export async function createLab(deps: Deps, lab: NewLab): Promise<MadeLab> {
  const now = deps.clock.now();
  const actor = { ...SYSTEM_ACTOR, name: lab.author };
  return deps.db.inSystem(async (tx) => {
    await refuseTaken(tx, lab);
    const made = await sql<{ id: number }>`insert into labs (code, name, zone, is_practice, created_at)
      values (${lab.code}, ${lab.name}, ${lab.zone}, ${lab.isPractice}, ${now}) returning id`.execute(tx);
    const labId = made.rows[0]?.id ?? 0;
    const { code, name, mllpPort } = lab.source;
    await sql`insert into sources (lab_id, code, name, mllp_port, silence_minutes)
      values (${labId}, ${code}, ${name}, ${mllpPort}, ${SILENCE_MINUTES})`.execute(tx);
    const text = `Laboratory made - ${lab.name}${lab.isPractice ? ' (practice)' : ''}, source ${code}`;
    await appendEvents(tx, labId, [
      {
        at: now,
        category: SETUP_CATEGORY,
        type: 'lab-created',
        text,
        actor,
        lab_code: lab.code,
        zone: lab.zone,
        source: code,
        mllp_port: mllpPort,
      },
    ]);
    await saveSetting(tx, { labId, key: 'callout_policy', value: { completion: 'proven' }, actor, now });
    await savePolicyTemplates(tx, labId, lab.author, now, actor);
    const loaded = lab.hasStarterLimits ? await loadStarterLimits(tx, labId, lab.author, now) : { limits: 0, options: 0 };
    return { labId, ...loaded };
  });
}

async function refuseTaken(tx: Tx, { code, source }: NewLab): Promise<void> {
  const labs = await sql<{ id: number }>`select id from labs where code = ${code}`.execute(tx);
  if (labs.rows.length > 0) throw new Error(`There is a lab "${code}" already. Choose another code with --code.`);
  if (source.mllpPort === null) return;
  const ports = await sql<{
    code: string;
    lab: string;
  }>`select s.code, l.code as lab from sources s join labs l on l.id = s.lab_id
    where s.mllp_port = ${source.mllpPort}`.execute(tx);
  const holder = ports.rows[0];
  if (!holder) return;
  const port = source.mllpPort === 0 ? 'The port of the configuration (0)' : `Port ${source.mllpPort}`;
  throw new Error(
    `${port} belongs to source "${holder.code}" of lab "${holder.lab}"; one port is one source. Choose another with --mllp-port, or --mllp-port none.`,
  );
}
