import type { Evaluated, EvaluateRequest } from '@critical-callout/contract/limits';
import {
  type EarlierValue,
  type EvaluationInput,
  evaluate,
  type FlagPolicy,
  type Rules,
} from '@critical-callout/domain/evaluation';
import { ageInDays, readHl7v2 } from '@critical-callout/domain/ingest';
import type { Problem } from '@critical-callout/domain/kernel';
import type { IncomingOrder, IncomingReport, IncomingResult } from '@critical-callout/domain/result';
import { type Department, departmentOf } from './departments.ts';

export type DryRunOptions = { flagPolicy: FlagPolicy; now: Date; zone: string; departments?: readonly Department[] };

/** What these rules would say of a result, or of every result of HL7 v2 messages. Nothing is stored, and nothing stored is looked at. */
export function dryRun(rules: Rules, request: EvaluateRequest, options: Omit<DryRunOptions, 'flagPolicy'>): Evaluated {
  return 'hl7' in request
    ? dryRunHl7(rules, request.hl7, { ...options, flagPolicy: request.flagPolicy })
    : { verdicts: [dryRunOne(rules, request, options.now)], problems: [] };
}

function dryRunOne(rules: Rules, request: Exclude<EvaluateRequest, { hl7: string }>, now: Date): Evaluated['verdicts'][number] {
  const { result, collectedAt, specimen, earlier, ...circumstances } = request;
  const at = collectedAt === null ? now : new Date(collectedAt);
  const whole: IncomingResult = {
    ...result,
    parameterName: '',
    subId: '',
    valueType: '',
    status: 'F',
    versionAt: null,
    sentAt: null,
    observedAt: null,
    note: null,
    place: 'result',
  };
  return judged(
    rules,
    {
      ...circumstances,
      specimen: specimen ? [specimen] : [],
      result: whole,
      collectedAt: collectedAt === null ? null : at,
      now,
      earlier: earlier.map(({ value, unit, minutesBefore }) => ({
        ...{ parameterCode: result.parameterCode, codeSystem: result.codeSystem, value, unit, specimen: [], sourceId: null },
        at: new Date(at.getTime() - minutesBefore * 60_000),
      })),
    },
    '',
  );
}

export function dryRunHl7(rules: Rules, text: string, options: DryRunOptions): Evaluated {
  const batch = readHl7v2(text, { zone: options.zone });
  const verdicts: Evaluated['verdicts'] = [];
  const problems: Problem[] = [...batch.problems];
  for (const [index, message] of batch.messages.entries()) {
    const where = batch.messages.length > 1 ? `message ${index + 1}, ` : '';
    const found =
      'reason' in message
        ? [...message.problems.filter((one) => one.code !== message.reason.code), message.reason]
        : message.problems;
    problems.push(...found.map((problem) => ({ ...problem, place: where + problem.place })));
    if (message.outcome === 'unreadable') {
      problems.push(
        ...message.criticalFlags.map((flag) => ({
          code: 'evaluation.unparsed-critical',
          place: where + flag.place,
          message: `flag ${flag.flag} in a message that cannot be read: it would open a callout`,
        })),
      );
    }
    const orders = message.outcome === 'results' ? message.message.orders : [];
    for (const order of orders)
      verdicts.push(...judgeOrder(rules, order, where, { ...options, earlier: earlierOf(orders, order) }));
  }
  return { verdicts, problems };
}

function judgeOrder(
  rules: Rules,
  order: IncomingOrder,
  where: string,
  { flagPolicy, now, zone, departments = [], earlier }: DryRunOptions & { earlier: readonly EarlierValue[] },
): Evaluated['verdicts'] {
  return order.reports.flatMap((report) =>
    report.results.map((result) => {
      const ageDays = ageInDays(order.patient.born, report.collectedAt ?? now, zone);
      const circumstances = {
        sex: order.patient.sex,
        ageDays,
        patientClass: order.patientClass,
        location: order.ward,
        specimen: specimenOf(report),
        department: departmentOf(departments, report),
      };
      const verdict = judged(
        rules,
        { ...circumstances, result, collectedAt: report.collectedAt, now, flagPolicy, earlier },
        report.testName,
      );
      return { ...verdict, place: where + verdict.place };
    }),
  );
}

/** What the message itself says of the same patient; a series in one message is compared as it will be once it is stored. */
function earlierOf(orders: readonly IncomingOrder[], { patient }: IncomingOrder): EarlierValue[] {
  const own = orders.filter((order) => order.patient.identifier === patient.identifier);
  return own.flatMap(({ reports }) =>
    reports.flatMap((report) =>
      report.results.flatMap(({ parameterCode, codeSystem, value, unit, observedAt }) => {
        const at = observedAt ?? report.collectedAt;
        return at === null ? [] : [{ parameterCode, codeSystem, value, unit, at, specimen: specimenOf(report), sourceId: null }];
      }),
    ),
  );
}

const specimenOf = ({ specimen, specimenCode }: IncomingReport): string[] =>
  [specimen, specimenCode].filter((name) => name !== null);

function judged(rules: Rules, input: EvaluationInput, testName: string): Evaluated['verdicts'][number] {
  const { bounds: _bounds, delta: _delta, ...verdict } = evaluate(rules, input);
  const { place, parameterCode, parameterName, value, unit } = input.result;
  return { place, testName, parameterCode, parameterName, value, unit, ...verdict };
}
