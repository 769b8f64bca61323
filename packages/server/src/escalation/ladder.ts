import {
  choosePolicy,
  DEFAULT_POLICY,
  type EscalationPolicy,
  type PolicyFacts,
  planSteps,
  policyDueAt,
  warnAt,
} from '@critical-callout/domain/escalation';
import type { Ladder } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import { readHoursFor } from './hours.ts';
import { listPoliciesInForce } from './policy-queries.ts';
import { insertRuns, listJoined, listReportFacts, type NewRun, stopRunsOfClosed } from './run-queries.ts';

export type Opening = {
  billId: number;
  openingSeq: number;
  policy: EscalationPolicy;
  criticalAt: Date;
  dueAt: Date;
  startedAt: Date;
};

/** The policy of a callout: the approved one that fits best, else the laboratory's default. */
export function policyFor(policies: readonly EscalationPolicy[], facts: PolicyFacts): EscalationPolicy {
  return choosePolicy(policies, facts) ?? DEFAULT_POLICY;
}

export function newRun(opening: Opening): NewRun {
  const { policy, criticalAt, dueAt } = opening;
  return { ...opening, warnAt: warnAt(policy, criticalAt, dueAt), steps: planSteps(policy, criticalAt, dueAt) };
}

/**
 * The ladder as the callout room knows it. A ladder belongs to an order: whoever is called about it is told of all its
 * critical reports, so it starts with the earliest deadline among those that opened, and a report that opens (again) while
 * one has all its steps still ahead joins it — unless its deadline is earlier. Otherwise a further one starts beside it: a
 * ladder under way may be used up before the new deadline, and the report it ran for may be done by then.
 * Nothing that was planned is ever dropped, so no callout climbs later than its policy says.
 */
export const ladder: Ladder = {
  prepare: async (tx, { labId, now, labReportIds, notifyWithin }) => {
    const policies = await listPoliciesInForce(tx, labId);
    const hours = (await readHoursFor(tx, labId, policies))(now);
    const facts = new Map((await listReportFacts(tx, labId, labReportIds)).map((one) => [one.labReportId, one]));
    const chosen = (labReportId: number): { policy: EscalationPolicy; dueAt: Date } => {
      const known = facts.get(labReportId);
      if (!known) throw new Error(`lab report ${labReportId} is not in lab ${labId}`);
      const policy = policyFor(policies, { ...known, hours });
      return { policy, dueAt: policyDueAt(policy, known, now, notifyWithin) };
    };
    return {
      dueAt: (labReportId) => chosen(labReportId).dueAt,
      start: (opened) =>
        startLadders(
          tx,
          labId,
          opened.map(({ billId, labReportId, eventSeq }) => ({
            billId,
            openingSeq: eventSeq,
            criticalAt: now,
            startedAt: now,
            ...chosen(labReportId),
          })),
        ),
    };
  },
  close: stopRunsOfClosed,
};

async function startLadders(tx: Tx, labId: number, openings: readonly Opening[]): Promise<void> {
  const earliest = new Map<number, Opening>();
  for (const opening of openings) {
    const other = earliest.get(opening.billId);
    if (!other || opening.dueAt < other.dueAt) earliest.set(opening.billId, opening);
  }
  const joined = await listJoined(
    tx,
    labId,
    [...earliest.values()].map(({ billId, startedAt, dueAt }) => ({ billId, startedAt, dueAt })),
  );
  const starting = [...earliest.values()].filter(({ billId }) => !joined.has(billId));
  await insertRuns(tx, labId, starting.map(newRun));
}

/** Starts a ladder for an order that has an open callout and none: its plan counts from when the callout was opened. */
export async function startMissing(
  tx: Tx,
  labId: number,
  open: { billId: number; labReportId: number; criticalAt: Date; dueAt: Date }[],
  openingSeqs: readonly number[],
  now: Date,
): Promise<void> {
  const policies = await listPoliciesInForce(tx, labId);
  const hoursAt = await readHoursFor(tx, labId, policies);
  const facts = await listReportFacts(
    tx,
    labId,
    open.map((one) => one.labReportId),
  );
  const runs = open.flatMap(({ billId, labReportId, criticalAt, dueAt }, index): NewRun[] => {
    const known = facts.find((one) => one.labReportId === labReportId);
    const openingSeq = openingSeqs[index];
    if (!known || openingSeq === undefined) return [];
    const policy = policyFor(policies, { ...known, hours: hoursAt(criticalAt) });
    return [newRun({ billId, openingSeq, policy, criticalAt, dueAt, startedAt: now })];
  });
  await insertRuns(tx, labId, runs);
}
