import { createHash } from 'node:crypto';
import type { TriedMessage } from '@critical-callout/contract/sources';
import type { LabSession } from '@critical-callout/domain/auth';
import type { Rules } from '@critical-callout/domain/evaluation';
import { refusal } from '@critical-callout/domain/kernel';
import type { IncomingOrder } from '@critical-callout/domain/result';
import { recordAccess } from '../audit/index.ts';
import { departmentOf, listDepartments, loadRules } from '../evaluation/index.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { toStorable } from './database-text.ts';
import { evaluateResults } from './evaluate-results.ts';
import type { Asking } from './inbox.ts';
import { readMessage } from './read-message.ts';
import { segmentsOf } from './segments.ts';
import { listSourcesById, type Source } from './sources.ts';
import { decodeMessage, splitBlock } from './text.ts';
import type { Reading } from './work.ts';

const MAX_MESSAGES = 100;

/**
 * What a source would make of a text: read, judged and answered as if it had come over the line, and nothing stored. What
 * the database already knows of the order is not looked at, so a correction is judged by itself.
 */
export function tryMessage({ db, clock }: Deps, asking: Asking, id: number, text: string): Promise<TriedMessage> {
  const { session, requestId, address } = asking;
  return db.inLab(session.labId, async (tx) => {
    const [source] = await listSourcesById(tx, session.labId, [id]);
    if (!source) throw new Refused(refusal('sources.not-found', `There is no source ${id}.`), 404);
    const rules = await loadRules(tx, session.labId);
    const departments = await listDepartments(tx, session.labId);
    const now = clock.now();
    await recordAccess(tx, session, { action: 'message.try', billIds: [], at: now, requestId, address });
    // A text that was pasted has lost its bytes; it counts as UTF-8 with the line ends it has now.
    const { messages } = splitBlock(Buffer.from(text.replace(/\r\n|\n/g, '\r'), 'utf8'));
    return { messages: messages.slice(0, MAX_MESSAGES).map((raw) => triedOf(raw, { source, rules, departments, now, session })) };
  });
}

type Trying = {
  source: Source;
  rules: Rules;
  departments: Awaited<ReturnType<typeof listDepartments>>;
  now: Date;
  session: LabSession;
};

function triedOf(raw: Buffer, trying: Trying): TriedMessage['messages'][number] {
  const { now } = trying;
  const source = { ...trying.source, charset: 'UNICODE UTF-8' };
  const sha256 = createHash('sha256').update(raw).digest('hex');
  const read = readMessage({ raw, sha256, source, now });
  const { state, reason, controlId, messageType, charset, problems, acks } = read;
  return {
    state,
    reason,
    controlId,
    messageType,
    charset,
    problems,
    segments: segmentsOf(decodeMessage(raw, source.charset).text),
    acks: acks.map(toStorable),
    orders: read.orders.map((order) => orderOf(order, read, trying)),
  };
}

function orderOf(order: IncomingOrder, { isUnparsed }: Reading, { source, rules, departments, now }: Trying) {
  const { patient, ward, patientClass } = order;
  const reports = order.reports.map((report) => {
    const { collectedAt } = report;
    const context = {
      ...{ sex: patient.sex, born: patient.born, patientClass, ward, collectedAt, now, source, isUnparsed },
      specimen: [report.specimen, report.specimenCode].filter((name) => name !== null),
      department: departmentOf(departments, report),
    };
    const judged = evaluateResults(rules, report.results, context);
    return {
      testCode: report.testCode,
      testName: report.testName,
      status: report.status,
      results: judged.map(({ result, verdict }) => ({
        parameterCode: result.parameterCode,
        parameterName: result.parameterName,
        value: result.value,
        unit: result.unit,
        verdict: verdict.verdict,
        isCritical: verdict.isCritical,
        reason: verdict.reason,
      })),
    };
  });
  const name = [patient.familyName?.toUpperCase(), patient.givenName].filter(Boolean).join(', ');
  return {
    billNumber: order.billNumber,
    patient: name,
    ward,
    opensCallout: reports.some((report) => report.results.some((result) => result.isCritical)),
    reports,
  };
}
