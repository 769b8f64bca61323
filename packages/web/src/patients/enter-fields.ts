import type { EnterManualResultInput } from '@critical-callout/contract/manual';
import type { MessageId } from '../platform/text.tsx';
import { fromLocal } from '../ui/local-time.ts';

/** A parameter of the laboratory's limits, so that they judge what is typed. */
export type KnownParameter = { code: string; codeSystem: string; name: string; unit: string };

export type EnterFields = {
  parameter: string;
  value: string;
  unit: string;
  severity: EnterManualResultInput['severity'] | '';
  limit: string;
  referenceRange: string;
  specimen: string;
  /** `YYYY-MM-DDThh:mm` by the laboratory's clock. */
  resultedAt: string;
  collectedAt: string;
  receivedThrough: EnterManualResultInput['receivedThrough'] | '';
  receivedFrom: string;
  verifiedBy: string;
  /** The id of an order whose ward and doctor it takes; empty: none. */
  like: string;
  ward: string;
  department: string;
  comment: string;
};

const REQUIRED = ['parameter', 'value', 'severity', 'resultedAt', 'receivedThrough', 'receivedFrom', 'verifiedBy'] as const;

export type EnterProblem = { field: keyof EnterFields; message: MessageId };

/** What is missing, and times that cannot be. The server looks again. */
export function problemsOfEntry(fields: EnterFields, now: number, zone: string): EnterProblem[] {
  const missing = REQUIRED.filter((field) => fields[field].trim() === '').map((field) => ({
    field,
    message: `byHand.missing.${field}` as const,
  }));
  const at = (text: string): number => Date.parse(fromLocal(text, zone) ?? '');
  const [resulted, collected] = [at(fields.resultedAt), at(fields.collectedAt)];
  const odd: EnterProblem[] = [];
  if (fields.resultedAt !== '' && !(resulted <= now + 60_000)) odd.push({ field: 'resultedAt', message: 'byHand.future' });
  if (fields.collectedAt !== '' && !(collected <= now + 60_000)) odd.push({ field: 'collectedAt', message: 'byHand.future' });
  else if (collected > resulted) odd.push({ field: 'collectedAt', message: 'byHand.collectedLater' });
  return [...missing, ...odd];
}

/** The parameter of that name or code, whatever its case. */
export function knownOf(text: string, known: readonly KnownParameter[]): KnownParameter | undefined {
  const wanted = text.trim().toLowerCase();
  return known.find(({ name, code }) => [name, code].some((one) => one.toLowerCase() === wanted));
}

/** What goes to the server; only for fields in which nothing is missing. */
export function entryOf(fields: EnterFields, known: readonly KnownParameter[], zone: string): EnterManualResultInput {
  const parameter = knownOf(fields.parameter, known);
  return {
    parameter: parameter
      ? { code: parameter.code, codeSystem: parameter.codeSystem, name: parameter.name }
      : { code: null, codeSystem: '', name: fields.parameter.trim() },
    value: fields.value.trim(),
    unit: fields.unit.trim(),
    severity: fields.severity === '' ? 'critical-other' : fields.severity,
    limit: fields.limit.trim(),
    referenceRange: fields.referenceRange.trim(),
    specimen: fields.specimen.trim(),
    resultedAt: fromLocal(fields.resultedAt, zone) ?? '',
    collectedAt: fromLocal(fields.collectedAt, zone),
    receivedThrough: fields.receivedThrough === '' ? 'telephone' : fields.receivedThrough,
    receivedFrom: fields.receivedFrom.trim(),
    verifiedBy: fields.verifiedBy.trim(),
    likeBillId: fields.like === '' ? null : Number(fields.like),
    ward: fields.like === '' ? fields.ward.trim() : '',
    departmentId: fields.department === '' ? null : Number(fields.department),
    comment: fields.comment.trim(),
  };
}

/** What the server named, in the names of this form. */
export const fieldOfServer = (field: string): string =>
  ({ likeBillId: 'like', departmentId: 'department', 'parameter.name': 'parameter', 'parameter.code': 'parameter' })[field] ??
  field;
