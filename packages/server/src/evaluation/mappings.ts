import type { Mapping, Mappings, SaveMapping } from '@critical-callout/contract/mappings';
import type { LabSession } from '@critical-callout/domain/auth';
import { checkMapping, normalSystem } from '@critical-callout/domain/evaluation';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { bumpRulesVersion } from './load-rules.ts';
import {
  insertMapping,
  isSourceOf,
  LOOKED_AT,
  listMappings,
  listMappingVersions,
  listTargets,
  listUnread,
  type MappingRow,
} from './mapping-queries.ts';

/** Configuration of events: limits, sources, settings. */
const CATEGORY_CONFIGURATION = 620;
const FIELDS = ['sourceId', 'fromCode', 'fromSystem', 'fromUnit', 'toCode', 'toSystem', 'toUnit', 'isActive'] as const;

const mappingOut = ({ changedAt, ...row }: MappingRow): Mapping => ({ ...row, changedAt: changedAt.toISOString() });

export function readMappings({ db }: Deps, labId: number): Promise<Mappings> {
  return db.inLab(labId, async (tx) => ({
    items: (await listMappings(tx, labId)).map(mappingOut),
    unread: await listUnread(tx, labId),
    targets: await listTargets(tx, labId),
    lookedAt: LOOKED_AT,
  }));
}

export function readMappingVersions({ db }: Deps, labId: number, key: string): Promise<{ versions: Mapping[] }> {
  return db.inLab(labId, async (tx) => ({ versions: (await requireVersions(tx, labId, key)).map(mappingOut) }));
}

/** The newest version of a mapping that counts. */
export async function getMapping(tx: Tx, labId: number, key: string): Promise<MappingRow> {
  return (await requireVersions(tx, labId, key))[0];
}

/** Newest first. */
async function requireVersions(tx: Tx, labId: number, key: string): Promise<[MappingRow, ...MappingRow[]]> {
  const [newest, ...older] = await listMappingVersions(tx, labId, key);
  if (!newest) throw new Refused(refusal('mappings.not-found', `There is no mapping ${key}.`), 404);
  return [newest, ...older];
}

/** A new mapping, or the next version of one. Every result from now on is judged by it; what stands is judged again when asked. */
export function saveMapping({ db, clock }: Deps, session: LabSession, body: SaveMapping): Promise<Mapping> {
  const { labId } = session;
  return db.inLab(labId, async (tx) => {
    // Raised first: other writers of this lab's rules wait until this one has committed.
    await bumpRulesVersion(tx, labId);
    const before = body.key === undefined ? null : await getMapping(tx, labId, body.key);
    refuseOutdated(before, body.version);
    await refuseFields(tx, labId, body);
    const { key: _key, version: _version, ...fields } = body;
    const saved = await insertMapping(tx, labId, {
      ...fields,
      key: before?.key ?? null,
      version: (before?.version ?? 0) + 1,
      changedBy: session.userName,
      now: clock.now(),
    });
    const of = (row: MappingRow) => Object.fromEntries(FIELDS.map((field) => [field, row[field]]));
    await appendEvents(tx, labId, [
      {
        at: clock.now(),
        category: CATEGORY_CONFIGURATION,
        type: 'mapping-changed',
        text: `Mapping ${saved.id} ${saved.isActive ? 'saved' : 'ended'} by - ${session.userName}, ${describe(saved)} - ${body.reason}`,
        actor: actorOf(session),
        mapping: saved.key,
        version: saved.version,
        before: before && of(before),
        after: of(saved),
        reason: body.reason,
      },
    ]);
    return mappingOut(saved);
  });
}

function describe({ fromCode, fromUnit, toCode, toUnit }: MappingRow): string {
  const from = [fromCode, fromUnit === null ? null : `unit '${fromUnit}'`].filter(Boolean).join(' ');
  const to = [toCode, toUnit === null ? null : `unit '${toUnit}'`].filter(Boolean).join(' ');
  return `${from} read as ${to}`;
}

function refuseOutdated(before: MappingRow | null, seen: number | undefined): void {
  if (before === null || before.version === seen) return;
  const message = `The mapping is at version ${before.version}, not ${seen ?? 'none'}; read it again.`;
  throw new Refused(refusal('mappings.version', message, { field: 'version', version: before.version }), 409);
}

async function refuseFields(tx: Tx, labId: number, body: SaveMapping): Promise<void> {
  const refuse = (code: string, field: string, message: string, status = 422): never => {
    throw new Refused(refusal(code, message, { field }), status);
  };
  if (body.sourceId !== null && !(await isSourceOf(tx, labId, body.sourceId)))
    refuse('mappings.source', 'sourceId', `There is no source ${body.sourceId} in this laboratory.`);
  if (!body.isActive) return;
  const targets = await listTargets(tx, labId);
  const problem = checkMapping(body, (code, system) =>
    targets.some((one) => one.code === code && (system === '' || normalSystem(one.codeSystem) === normalSystem(system))),
  );
  if (problem) refuse('mappings.not-usable', problem.field, `${problem.field}: ${problem.message}.`);
  const same = (await listMappings(tx, labId)).find(
    (other) =>
      other.isActive &&
      other.key !== body.key &&
      (['sourceId', 'fromCode', 'fromSystem', 'fromUnit'] as const).every((field) => other[field] === body[field]),
  );
  if (same) refuse('mappings.twice', 'fromCode', `Mapping ${same.id} is for the same already; change that one.`, 409);
}
