import type { CriticalRecords } from '@critical-callout/contract/callout';
import { compareReadBack, type ReadBackComparison } from '@critical-callout/domain/callout';
import type { MessageId, Values } from '../platform/text.tsx';
import { readCallTime, readNextTry, readSheetNumber } from './call-time.ts';
import { type CalloutForm, isSending, type ReadOutField, type Rules, readOutFields } from './form.ts';
import { deskTold, isCallBack } from './relay.ts';

/** One thing that stands between the form and the button: where, and what to say. */
export type Missing = { field: string; message: MessageId; values?: Values };

export type FormContext = { records: CriticalRecords; rules: Rules; now: number; zone: string };

/** By these nobody heard a value; they are attempts. */
const NOT_REACHED: readonly string[] = [
  'no-answer',
  'busy',
  'left-message',
  'wrong-number',
  'refused',
  'voicemail',
  'not-on-duty',
  'on-hold-abandoned',
];

/** By these an order is never closed, whatever is sent beside the call. */
const ATTEMPT_ONLY: readonly string[] = ['sent-to-someone-else', 'other'];

/**
 * What is missing to save an attempt. The screen says so before the server would; the server decides
 * (domain.md section 5, "ruleOnSubmit" of the domain).
 */
export function missingForAttempt(form: CalloutForm, context: FormContext): Missing[] {
  const hasAnything = form.outcome !== '' || form.told.name.trim() !== '' || isSending(form);
  return [
    ...missingSelection(form),
    ...(hasAnything ? [] : [{ field: 'outcome', message: 'missing.attempt' } as const]),
    ...missingAlways(form, context),
  ];
}

/** What is missing to close as Done. */
export function missingForDone(form: CalloutForm, context: FormContext): Missing[] {
  return [...missingSelection(form), ...missingProof(form, context), ...missingAlways(form, context)];
}

function missingSelection({ selected }: CalloutForm): Missing[] {
  return Object.values(selected).some(Boolean) ? [] : [{ field: 'selected', message: 'missing.selection' }];
}

function missingProof(form: CalloutForm, context: FormContext): Missing[] {
  const { outcome } = form;
  const { completion } = context.rules.policy;
  if (outcome === 'reached-read-back')
    return [...missingName(form), ...missingReadBack(form, context), ...missingRelay(form, context)];
  if (outcome === 'reached-no-read-back')
    return [...missingName(form), ...missingException(form, completion === 'proven'), ...missingRelay(form, context)];
  if (outcome === 'patient-deceased')
    return form.comment.trim() === '' ? [{ field: 'comment', message: 'missing.deceasedComment' }] : [];
  if (ATTEMPT_ONLY.includes(outcome)) return [{ field: 'outcome', message: 'missing.attemptOnly' }];
  if (isSending(form)) return [];
  if (NOT_REACHED.includes(outcome)) return [{ field: 'outcome', message: 'missing.notReached' }];
  return [{ field: 'outcome', message: 'missing.told' }];
}

const missingName = ({ told }: CalloutForm): Missing[] =>
  told.name.trim() === '' ? [{ field: 'told.name', message: 'missing.name' }] : [];

/** A desk that must pass the result on completes nothing before it has said to whom. */
function missingRelay({ told, relay }: CalloutForm, { records, rules: { policy } }: FormContext): Missing[] {
  if (policy.completion !== 'proven' || policy.relay_required === 0 || relay.passedOnTo.trim() !== '') return [];
  const desk = deskTold(told, records);
  if (desk === null) return [];
  const message = relay.willCallBack ? 'relay.missingOpen' : 'relay.missing';
  return [{ field: 'relay.passedOnTo', message, values: { desk } }];
}

function missingReadBack(form: CalloutForm, { records }: FormContext): Missing[] {
  if (isCallBack(form, records)) return [];
  return readOutFields(records.reports, form.selected).flatMap((field): Missing[] => {
    const about = { parameter: field.parameter.parameterName };
    const compared = compareField(field, heardOf(form, field).at(-1) ?? '');
    if (!compared) return [{ field: `heard.${field.key}`, message: 'missing.heard', values: about }];
    return compared.isMatch ? [] : [{ field: `heardAgain.${field.key}`, message: 'missing.mismatch', values: about }];
  });
}

function missingException({ exception, exceptionReason }: CalloutForm, isProofNeeded: boolean): Missing[] {
  if (!isProofNeeded && exception === '') return [];
  if (exception === '') return [{ field: 'exception', message: 'missing.exception' }];
  return exceptionReason.trim().length < 3 ? [{ field: 'exceptionReason', message: 'missing.exceptionReason' }] : [];
}

/** What the lab asks of every record, done or not. */
function missingAlways(form: CalloutForm, { records, rules, now, zone }: FormContext): Missing[] {
  const missing: Missing[] = [];
  const time = readCallTime(form.time, now, zone);
  if (time.state === 'future') missing.push({ field: 'time', message: 'missing.future' });
  if (time.state === 'unreadable') missing.push({ field: 'time', message: 'missing.time' });
  if (time.state === 'earlier' && time.needsReason && form.backDatedReason.trim().length < 3) {
    missing.push({ field: 'backDatedReason', message: 'missing.backDatedReason' });
  }
  if (time.state === 'earlier') missing.push(...missingForSheet(form, time.needsReason));
  if (rules.policy.full_name_required === 1 && /^\S+$/.test(form.told.name.trim()))
    missing.push({ field: 'told.name', message: 'missing.fullName' });
  if (form.recipients.others && form.other.name.trim() === '')
    missing.push({ field: 'other.name', message: 'missing.otherName' });
  missing.push(...missingAddresses(form, records), ...missingOfOutcome(form));
  if (form.nextTry.trim() !== '' && readNextTry(form.nextTry, now, zone) === null)
    missing.push({ field: 'nextTry', message: 'missing.nextTry' });
  if (rules.settings.mandatory_comments === 1 && form.outcome !== 'other' && form.comment.trim() === '')
    missing.push({ field: 'comment', message: 'missing.comment' });
  return missing;
}

/** Two outcomes say nothing without their words. */
function missingOfOutcome({ outcome, sentTo, comment }: CalloutForm): Missing[] {
  if (outcome === 'other') return comment.trim() === '' ? [{ field: 'comment', message: 'missing.otherText' }] : [];
  if (outcome !== 'sent-to-someone-else') return [];
  const missing: Missing[] = [];
  if (sentTo.name.trim() === '') missing.push({ field: 'sentTo.name', message: 'missing.sentToName' });
  if (sentTo.phone.trim().length < 2) missing.push({ field: 'sentTo.phone', message: 'missing.sentToPhone' });
  return missing;
}

/** What was written on paper is entered later with the reason, however short ago the call was. */
function missingForSheet({ downtimeSheet, backDatedReason }: CalloutForm, isReasonAsked: boolean): Missing[] {
  if (downtimeSheet.trim() === '') return [];
  const missing: Missing[] = [];
  if (readSheetNumber(downtimeSheet) === null) missing.push({ field: 'downtimeSheet', message: 'missing.downtimeSheet' });
  if (!isReasonAsked && backDatedReason.trim().length < 3)
    missing.push({ field: 'backDatedReason', message: 'missing.sheetReason' });
  return missing;
}

/** A message needs an address of its kind; numbers of SMS and WhatsApp are checked by the server, which knows the country. */
function missingAddresses({ recipients, channels, other }: CalloutForm, { contacts }: CriticalRecords): Missing[] {
  const missing: Missing[] = [];
  if (recipients.others && channels.email && other.email.trim() === '')
    missing.push({ field: 'other.email', message: 'missing.otherEmail' });
  if (recipients.others && channels.fax && other.faxNumber.trim() === '')
    missing.push({ field: 'other.faxNumber', message: 'missing.otherFax' });
  if (recipients.others && (channels.sms || channels.whatsapp) && other.contactNumber.trim() === '')
    missing.push({ field: 'other.contactNumber', message: 'missing.otherNumber' });
  for (const kind of ['organization', 'referral', 'patient'] as const) {
    if (!recipients[kind]) continue;
    const of = contacts.filter((contact) => contact.kind === kind);
    if (channels.email && !of.some(({ email }) => email !== null))
      missing.push({ field: `recipients.${kind}`, message: `missing.address.${kind}` });
    if (channels.fax && !of.some(({ fax }) => fax !== null))
      missing.push({ field: `recipients.${kind}`, message: `missing.fax.${kind}` });
  }
  return missing;
}

/** What was typed against what was reported; null while nothing is typed. */
export function compareField({ parameter }: ReadOutField, heard: string): ReadBackComparison | null {
  if (heard.trim() === '') return null;
  const { resultId, parameterName, value, unit } = parameter;
  return compareReadBack({ resultId, parameterName, value, unit }, heard);
}

/** What was typed as read back of one value, in the order heard; the second stands only where the first did not match. */
export function heardOf(form: Pick<CalloutForm, 'heard' | 'heardAgain'>, field: ReadOutField): string[] {
  const first = form.heard[field.key]?.trim() ?? '';
  const again = form.heardAgain[field.key]?.trim() ?? '';
  if (first === '') return [];
  return again === '' || compareField(field, first)?.isMatch ? [first] : [first, again];
}
