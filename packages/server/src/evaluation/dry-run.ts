import type { Evaluated, EvaluateRequest } from '@critical-callout/contract/limits';
import { type EvaluationInput, evaluate, type FlagPolicy, type Rules } from '@critical-callout/domain/evaluation';
import { ageInDays, readHl7v2 } from '@critical-callout/domain/ingest';
import type { Problem } from '@critical-callout/domain/kernel';
import type { IncomingOrder, IncomingResult } from '@critical-callout/domain/result';

/** What these rules would say of a result, or of every result of HL7 v2 messages. Nothing is stored. */
export function dryRun(rules: Rules, request: EvaluateRequest, now: Date, zone: string): Evaluated {
  return 'hl7' in request
    ? dryRunHl7(rules, request.hl7, { flagPolicy: request.flagPolicy, now, zone })
    : { verdicts: [dryRunOne(rules, request, now)], problems: [] };
}

function dryRunOne(rules: Rules, request: Exclude<EvaluateRequest, { hl7: string }>, now: Date): Evaluated['verdicts'][number] {
  const { result, collectedAt, ...circumstances } = request;
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
    { ...circumstances, result: whole, collectedAt: collectedAt === null ? null : new Date(collectedAt), now },
    '',
  );
}

export function dryRunHl7(rules: Rules, text: string, options: { flagPolicy: FlagPolicy; now: Date; zone: string }): Evaluated {
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
    for (const order of message.outcome === 'results' ? message.message.orders : [])
      verdicts.push(...judgeOrder(rules, order, where, options));
  }
  return { verdicts, problems };
}

function judgeOrder(
  rules: Rules,
  order: IncomingOrder,
  where: string,
  { flagPolicy, now, zone }: { flagPolicy: FlagPolicy; now: Date; zone: string },
): Evaluated['verdicts'] {
  return order.reports.flatMap((report) =>
    report.results.map((result) => {
      const ageDays = ageInDays(order.patient.born, report.collectedAt ?? now, zone);
      const circumstances = { sex: order.patient.sex, ageDays, patientClass: order.patientClass, location: order.ward };
      const verdict = judged(
        rules,
        { ...circumstances, result, collectedAt: report.collectedAt, now, flagPolicy },
        report.testName,
      );
      return { ...verdict, place: where + verdict.place };
    }),
  );
}

function judged(rules: Rules, input: EvaluationInput, testName: string): Evaluated['verdicts'][number] {
  const { bounds: _bounds, ...verdict } = evaluate(rules, input);
  const { place, parameterCode, parameterName, value, unit } = input.result;
  return { place, testName, parameterCode, parameterName, value, unit, ...verdict };
}
