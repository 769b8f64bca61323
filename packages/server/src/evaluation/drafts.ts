import type {
  CheckedLimits,
  LimitChoices,
  LimitFields,
  ListOptionFields,
  TriedLimits,
  TryLimits,
} from '@critical-callout/contract/limits';
import {
  adviseLimits,
  checkLimits,
  checkOption,
  type LimitVersion,
  type ListOptionVersion,
  limitKeyOf,
  limitsInForce,
  normalSystem,
  optionKeyOf,
  rulesAsIf,
  SPECIMENS,
  specimenWord,
  waitingDrafts,
  withDrafts,
} from '@critical-callout/domain/evaluation';
import { refusal } from '@critical-callout/domain/kernel';
import type { Tx } from '../platform/db.ts';
import { Refused } from '../platform/http.ts';
import { listDepartments } from './departments.ts';
import { dryRun } from './dry-run.ts';
import { listLimitVersions } from './limit-queries.ts';
import { listActiveMappings } from './mapping-queries.ts';
import { listOptionVersions } from './option-queries.ts';
import { listSeenSpecimens, listSeenUnits } from './seen-queries.ts';

export type Drafting = { drafts: LimitFields[]; isWaitingIncluded: boolean };
/** Today's limits, and the drafts that take the place of some of them. */
export type Drafted = { inForce: LimitVersion[]; drafts: LimitVersion[] };

/** A draft has no row: id 0 tells its verdicts apart. */
export function draftOf(fields: LimitFields): LimitVersion {
  const codeSystem = normalSystem(fields.codeSystem);
  return {
    ...fields,
    codeSystem,
    limitKey: limitKeyOf({ ...fields, codeSystem }),
    id: 0,
    version: 0,
    validFrom: null,
    isApproved: true,
  };
}

export async function loadDrafted(tx: Tx, labId: number, { drafts, isWaitingIncluded }: Drafting, now: Date): Promise<Drafted> {
  const versions = await listLimitVersions(tx, labId);
  const waiting = isWaitingIncluded ? waitingDrafts(versions).map((row) => ({ ...row, id: 0 })) : [];
  return { inForce: limitsInForce(versions, now), drafts: withDrafts(waiting, drafts.map(draftOf)) };
}

export async function tryLimits(tx: Tx, labId: number, body: TryLimits, now: Date, zone: string): Promise<TriedLimits> {
  const options = { now, zone, departments: await listDepartments(tx, labId) };
  const { inForce, drafts } = await loadDrafted(tx, labId, body, now);
  const answers = await listOptionVersions(tx, labId);
  const mappings = await listActiveMappings(tx, labId);
  const drafted = draftedOptions(answers, body.options);
  return {
    now: dryRun(rulesAsIf(inForce, answers, mappings), body.request, options),
    drafted: dryRun(rulesAsIf(withDrafts(inForce, drafts), drafted, mappings), body.request, options),
    draftKeys: drafts.map(({ limitKey }) => limitKey),
  };
}

/** Stored answers with some replaced or added; a draft counts as approved. */
function draftedOptions(stored: readonly ListOptionVersion[], drafts: readonly ListOptionFields[]): ListOptionVersion[] {
  const rows = drafts.map((fields): ListOptionVersion => {
    const problem = checkOption(fields);
    if (problem) throw new Refused(refusal(problem.code, problem.message, { field: problem.field }));
    const codeSystem = normalSystem(fields.codeSystem);
    return { ...fields, codeSystem, optionKey: optionKeyOf({ ...fields, codeSystem }), id: 0, version: 0, isApproved: true };
  });
  const keys = new Set(rows.map(({ optionKey }) => optionKey));
  return [...stored.filter(({ optionKey }) => !keys.has(optionKey)), ...rows];
}

const seenOf =
  <T extends { code: string; codeSystem: string }>(seen: readonly T[]) =>
  (code: string, system: string): T[] =>
    seen.filter(
      (one) => one.code === code && (system === '' || one.codeSystem === '' || normalSystem(one.codeSystem) === system),
    );

/** What the editor offers: the departments, and the specimens that came, the most frequent first. */
export async function readChoices(tx: Tx, labId: number, now: Date): Promise<LimitChoices> {
  const counts = new Map<string, number>();
  for (const { specimen, count } of await listSeenSpecimens(tx, labId, new Date(now.getTime() - SEEN_DAYS * DAY_MS))) {
    const word = specimenWord(specimen[0] ?? '');
    if (word !== '') counts.set(word, (counts.get(word) ?? 0) + count);
  }
  const seen = [...counts].toSorted(([a, m], [b, n]) => n - m || a.localeCompare(b)).map(([word]) => word);
  return {
    departments: (await listDepartments(tx, labId)).map(({ code, name }) => ({ code, name })),
    specimens: [...new Set([...seen, ...SPECIMENS])].slice(0, 200),
  };
}

const SEEN_DAYS = 90;
const DAY_MS = 86_400_000;

export async function checkDrafts(tx: Tx, labId: number, body: Drafting, now: Date): Promise<CheckedLimits> {
  const { inForce, drafts } = await loadDrafted(tx, labId, body, now);
  const keys = new Set(drafts.map(({ limitKey }) => limitKey));
  const rows = [...drafts, ...withDrafts(inForce, drafts).filter(({ limitKey }) => !keys.has(limitKey))];
  const since = new Date(now.getTime() - SEEN_DAYS * DAY_MS);
  const units = await listSeenUnits(tx, labId, since);
  const specimens = rows.some(({ specimen }) => specimen !== null) ? await listSeenSpecimens(tx, labId, since) : [];
  const departments = new Set((await listDepartments(tx, labId)).map(({ code }) => code));
  const marked = <T extends { limitKey: string }>(found: readonly T[]) =>
    found
      .map((one) => ({ ...one, isOfDraft: keys.has(one.limitKey) }))
      .toSorted((a, b) => Number(b.isOfDraft) - Number(a.isOfDraft));
  const advice = adviseLimits(rows, seenOf(units), seenOf(specimens));
  return { problems: marked(checkLimits(rows, departments)), advice: marked(advice) };
}
