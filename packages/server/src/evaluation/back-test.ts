import { type BackTest, type BackTestCount, limitFieldsSchema, type StartBackTest } from '@critical-callout/contract/limits';
import type { LabSession } from '@critical-callout/domain/auth';
import {
  checkLimit,
  evaluate,
  foldCode,
  limitsInForce,
  type Rules,
  rulesAsIf,
  withDrafts,
} from '@critical-callout/domain/evaluation';
import { ageInDays } from '@critical-callout/domain/ingest';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents, SYSTEM_ACTOR } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import {
  type BackTestRow,
  cancelBackTest,
  claimBackTest,
  failBackTest,
  findBackTest,
  insertBackTest,
  listBackTests,
  listRunningBackTests,
  readBatch,
  type StoredResult,
  writeProgress,
} from './back-test-queries.ts';
import { draftOf, loadDrafted } from './drafts.ts';
import { type EarlierRow, listEarlierResults } from './earlier-queries.ts';
import { listLimitVersions } from './limit-queries.ts';
import { zoneOf } from './load-rules.ts';
import { listActiveMappings } from './mapping-queries.ts';
import { listOptionVersions } from './option-queries.ts';

const CATEGORY_CONFIGURATION = 620;
const DAY_MS = 86_400_000;
/** Reports looked at in one transaction: a second or so, and no lock but the job's own row. */
const REPORTS_AT_A_TIME = 500;
const SHOWN = 10;

export async function startBackTest(tx: Tx, session: LabSession, body: StartBackTest, now: Date): Promise<BackTest> {
  const { labId } = session;
  const { drafts } = await loadDrafted(tx, labId, body, now);
  if (drafts.length === 0) {
    throw new Refused(refusal('limits.no-draft', 'There is no drafted limit to test: change one, or save one for approval.'));
  }
  const [problem] = drafts.flatMap(checkLimit);
  if (problem) throw new Refused(refusal('limits.invalid', problem.message, { problems: [problem], field: problem.field }));
  const fields = drafts.map(({ id: _i, limitKey: _k, version: _v, validFrom: _f, isApproved: _a, ...rest }) => ({
    ...rest,
    sources: 'sources' in rest ? (rest.sources as string[]) : [],
  }));
  const from = new Date(now.getTime() - body.days * DAY_MS);
  const row = await insertBackTest(tx, labId, { drafts: fields, from, to: now, askedBy: session.userName });
  const actor = actorOf(session);
  const text = `Limits back-test started by - ${actor.name}, ${drafts.length} drafted limits, ${body.days} days`;
  await appendEvents(tx, labId, [
    {
      at: now,
      category: CATEGORY_CONFIGURATION,
      type: 'limits-back-test-started',
      text,
      actor,
      back_test_id: row.id,
      limit_keys: drafts.map(({ limitKey }) => limitKey),
      days: body.days,
    },
  ]);
  return backTestOf(row);
}

export async function readBackTests(tx: Tx, labId: number): Promise<BackTest[]> {
  return (await listBackTests(tx, labId, SHOWN)).map(backTestOf);
}

export async function readBackTest(tx: Tx, labId: number, id: number): Promise<BackTest> {
  const row = await findBackTest(tx, labId, id);
  if (!row) throw new Refused(refusal('limits.no-back-test', `There is no back-test ${id}.`), 404);
  return backTestOf(row);
}

export async function stopBackTest(tx: Tx, labId: number, id: number, now: Date): Promise<BackTest> {
  await readBackTest(tx, labId, id);
  await cancelBackTest(tx, labId, id, now);
  return readBackTest(tx, labId, id);
}

/** Carries every running back-test on by one batch; answers how many are not at their end. */
export async function runBackTests({ db, clock, log }: Deps): Promise<number> {
  let unfinished = 0;
  for (const { labId, id } of await db.inSystem(listRunningBackTests)) {
    try {
      if (!(await db.inLab(labId, (tx) => carryOn(tx, labId, id, clock.now())))) unfinished += 1;
    } catch (error) {
      log.error({ err: error, labId, backTest: id }, 'a back-test of limits failed');
      const fault = 'It could not be carried on; the log of the server says why.';
      await db.inLab(labId, (tx) => failBackTest(tx, labId, id, fault, clock.now()));
    }
  }
  return unfinished;
}

/** True when it is at its end, or in other hands. */
async function carryOn(tx: Tx, labId: number, id: number, now: Date): Promise<boolean> {
  const job = await claimBackTest(tx, labId, id);
  if (!job) return true;
  const { seen, last, results } = await readBatch(tx, job, REPORTS_AT_A_TIME);
  const rules = await rulesOf(tx, job);
  const zone = await zoneOf(tx, labId);
  const earlierOf = await earlierOfBatch(tx, labId, rules, results);
  const counts = new Map(job.counts.map((count) => [count.code, { ...count }]));
  for (const result of results) {
    const count = counts.get(result.parameterCode) ?? noCount(result);
    counts.set(result.parameterCode, count);
    count.results += 1;
    if (isCritical(rules.before, result, zone, earlierOf)) count.before += 1;
    if (isCritical(rules.after, result, zone, earlierOf)) count.after += 1;
  }
  const isDone = seen < REPORTS_AT_A_TIME;
  // A parameter without a critical either way says nothing, and there are many of them.
  const kept = isDone ? [...counts.values()].filter((count) => count.before + count.after > 0) : [...counts.values()];
  await writeProgress(tx, job, { seen, position: last, counts: kept, isDone }, now);
  if (isDone) await sayDone(tx, job, sum(kept), now);
  return isDone;
}

async function rulesOf(tx: Tx, { labId, drafts, toAt }: BackTestRow): Promise<{ before: Rules; after: Rules }> {
  const inForce = limitsInForce(await listLimitVersions(tx, labId), toAt);
  const options = await listOptionVersions(tx, labId);
  const mappings = await listActiveMappings(tx, labId);
  return {
    before: rulesAsIf(inForce, options, mappings),
    // A draft stored by an older program lacks what limits have learnt since.
    after: rulesAsIf(
      withDrafts(
        inForce,
        drafts.map((draft) => draftOf(limitFieldsSchema.parse(draft))),
      ),
      options,
      mappings,
    ),
  };
}

const noCount = ({ parameterCode, parameterName }: StoredResult): BackTestCount => ({
  code: parameterCode,
  name: parameterName,
  results: 0,
  before: 0,
  after: 0,
});

/** As intake judges it, but that the codes of a coded value are not kept: an answer is matched by its text. */
function isCritical(rules: Rules, stored: StoredResult, zone: string, earlierOf: EarlierOf): boolean {
  const { sourceId, sex, born, patientClass, ward, collectedAt, receivedAt, flagPolicy, isPreliminaryCalled, status } = stored;
  if (!isPreliminaryCalled && ['P', 'R', 'S'].includes(status)) return false;
  if (['D', 'W', 'X'].includes(status)) return false;
  const { parameterCode, codeSystem, parameterName, value, unit, referenceRange, flags, specimen, department, observedAt } =
    stored;
  const result = {
    ...{ parameterCode, codeSystem, parameterName, value, unit, referenceRange, flags, status },
    ...{ subId: '', valueType: '', valueCodes: [], versionAt: null, sentAt: null, observedAt, note: null, place: 'result' },
  };
  const ageDays = ageInDays(born, collectedAt ?? receivedAt, zone);
  const place = { patientClass, location: ward, specimen, department };
  const circumstances = { sex, ageDays, ...place, collectedAt, now: receivedAt, flagPolicy, sourceId };
  return evaluate(rules, { result, ...circumstances, earlier: earlierOf(stored) }).isCritical;
}

type EarlierOf = (stored: StoredResult) => readonly EarlierRow[];
const HOUR_MS = 3_600_000;

/** What a batch is compared with, where a limit of today or a draft asks for a change: one statement. */
async function earlierOfBatch(
  tx: Tx,
  labId: number,
  { before, after }: { before: Rules; after: Rules },
  results: readonly StoredResult[],
): Promise<EarlierOf> {
  const codes = new Set([...(before.delta?.codes ?? []), ...(after.delta?.codes ?? [])]);
  const hours = Math.max(before.delta?.hours ?? 0, after.delta?.hours ?? 0);
  const asked = results.filter(({ parameterCode }) => codes.has(foldCode(parameterCode)));
  if (asked.length === 0) return () => [];
  const spans = [...Map.groupBy(asked, ({ patientId }) => patientId)].map(([patientId, own]) => {
    const times = own.map(({ observedAt, collectedAt, receivedAt }) => (observedAt ?? collectedAt ?? receivedAt).getTime());
    return { patientId, from: new Date(Math.min(...times) - hours * HOUR_MS), to: new Date(Math.max(...times)) };
  });
  const rows = Map.groupBy(await listEarlierResults(tx, labId, [...codes], spans), ({ patientId }) => patientId);
  return (stored) => (codes.has(foldCode(stored.parameterCode)) ? (rows.get(stored.patientId) ?? []) : []);
}

const sum = (counts: readonly BackTestCount[]) =>
  counts.reduce((total, { before, after }) => ({ before: total.before + before, after: total.after + after }), {
    before: 0,
    after: 0,
  });

async function sayDone(
  tx: Tx,
  { labId, id, askedBy }: BackTestRow,
  total: { before: number; after: number },
  at: Date,
): Promise<void> {
  const text = `Limits back-test done - ${total.after} criticals with the drafts, ${total.before} now, Asked by - ${askedBy}`;
  const type = 'limits-back-test-done';
  await appendEvents(tx, labId, [
    { at, category: CATEGORY_CONFIGURATION, type, text, actor: SYSTEM_ACTOR, back_test_id: id, ...total },
  ]);
}

function backTestOf(row: BackTestRow): BackTest {
  const { labId: _labId, position: _position, fromAt, toAt, askedAt, finishedAt, counts, ...rest } = row;
  const difference = (count: BackTestCount) => Math.abs(count.after - count.before);
  return {
    ...rest,
    from: fromAt.toISOString(),
    to: toAt.toISOString(),
    askedAt: askedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    ...sum(counts),
    counts: counts
      .filter((count) => count.before + count.after > 0)
      .toSorted((a, b) => difference(b) - difference(a) || b.after - a.after || a.name.localeCompare(b.name)),
  };
}
