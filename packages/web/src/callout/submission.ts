import {
  type CriticalRecords,
  type Notification,
  STATED_IDENTIFIERS,
  type SubmitCallout,
  type SubmitJoint,
} from '@critical-callout/contract/callout';
import { readCallTime, readNextTry, readSheetNumber } from './call-time.ts';
import { type CalloutForm, isSending, RECIPIENTS, readOutFields, reportKey } from './form.ts';
import { heardOf } from './missing.ts';
import { deskTold } from './relay.ts';

/** What is sent for what was typed. */
export function buildSubmission(
  form: CalloutForm,
  records: CriticalRecords,
  isDraft: boolean,
  now: number,
  zone: string,
): SubmitCallout {
  const labReportIds = records.reports
    .filter(({ labReportId }) => form.selected[reportKey(labReportId)])
    .map(({ labReportId }) => labReportId);
  const has = isSending(form);
  const time = readCallTime(form.time, now, zone);
  const performedAt = time.state === 'earlier' ? new Date(time.at).toISOString() : undefined;
  const sheet = readSheetNumber(form.downtimeSheet);
  const role = form.told.role.trim();
  const name = form.told.name.trim();
  const notification: Notification = {
    recipients: RECIPIENTS.filter((kind) => form.recipients[kind]),
    sendEmail: has && form.channels.email,
    sendFax: has && form.channels.fax,
    sendSms: has && form.channels.sms,
    sendWhatsapp: has && form.channels.whatsapp,
    ...(form.recipients.others ? { other: otherOf(form) } : {}),
    ...(name === ''
      ? {}
      : {
          notifiedByCall: {
            name,
            contact: form.told.contact.trim(),
            ...(role ? { role } : {}),
            ...(performedAt ? { at: performedAt } : {}),
          },
        }),
    ...(form.outcome === '' ? {} : { outcome: form.outcome }),
    ...readBackOf(form, records),
    ...relayOf(form, records),
    ...sentToOf(form),
    ...identifiersOf(form),
    ...(isDraft ? nextTryOf(form, now, zone) : {}),
    ...(form.comment.trim() === '' ? {} : { comment: form.comment.trim() }),
    ...(performedAt ? { performedAt } : {}),
    ...(performedAt && form.backDatedReason.trim() !== '' ? { backDatedReason: form.backDatedReason.trim() } : {}),
    ...(performedAt && sheet !== null ? { downtimeSheet: sheet } : {}),
  };
  return { labReportIds, isDraft, notification };
}

function identifiersOf({ identifiedBy }: CalloutForm): Pick<Notification, 'identifiedBy'> {
  const stated = STATED_IDENTIFIERS.filter((identifier) => identifiedBy[identifier]);
  return stated.length > 0 ? { identifiedBy: stated } : {};
}

/** Only what a desk said that was told: a name typed before somebody else was reached goes nowhere. */
function relayOf({ told, outcome, relay }: CalloutForm, records: CriticalRecords): Pick<Notification, 'relay'> {
  const isReached = outcome === 'reached-read-back' || outcome === 'reached-no-read-back';
  if (!isReached || deskTold(told, records) === null) return {};
  const passedOnTo = relay.passedOnTo.trim();
  const confirmedBy = relay.confirmedBy.trim();
  if (passedOnTo !== '') return { relay: { state: 'confirmed', passedOnTo, ...(confirmedBy ? { confirmedBy } : {}) } };
  return relay.willCallBack ? { relay: { state: 'will-call-back' } } : {};
}

function sentToOf({ outcome, sentTo }: CalloutForm): Pick<Notification, 'sentTo'> {
  return outcome === 'sent-to-someone-else' ? { sentTo: { name: sentTo.name.trim(), phone: sentTo.phone.trim() } } : {};
}

function nextTryOf({ nextTry }: CalloutForm, now: number, zone: string): Pick<Notification, 'nextTryAt'> {
  const at = readNextTry(nextTry, now, zone);
  return at === null ? {} : { nextTryAt: new Date(at).toISOString() };
}

function otherOf({ other }: CalloutForm): NonNullable<Notification['other']> {
  const email = other.email.trim();
  const faxNumber = other.faxNumber.trim();
  const contactNumber = other.contactNumber.trim();
  return {
    name: other.name.trim(),
    ...(email ? { email } : {}),
    ...(faxNumber ? { faxNumber } : {}),
    ...(contactNumber ? { contactNumber } : {}),
  };
}

function readBackOf(form: CalloutForm, { reports }: CriticalRecords): Pick<Notification, 'readBack'> {
  if (form.outcome === 'reached-read-back') {
    const values = readOutFields(reports, form.selected).flatMap((field) =>
      heardOf(form, field).map((heard) => ({ resultId: field.parameter.resultId, heard })),
    );
    return values.length > 0 ? { readBack: { values } } : {};
  }
  const { exception, exceptionReason } = form;
  if (form.outcome === 'reached-no-read-back' && exception !== '' && exceptionReason.trim() !== '') {
    return { readBack: { exception, reason: exceptionReason.trim() } };
  }
  return {};
}

/** One conversation about several orders of the patient: each brings its selection, its version and its read-back. */
export function buildJoint(
  form: CalloutForm,
  orders: readonly CriticalRecords[],
  isDraft: boolean,
  now: number,
  zone: string,
): SubmitCallout | SubmitJoint {
  const chosen = orders
    .map((records) => ({ records, body: buildSubmission(form, records, isDraft, now, zone) }))
    .filter(({ body }) => body.labReportIds.length > 0);
  const [first] = chosen;
  if (!first || chosen.length === 1)
    return (first ?? { body: buildSubmission(form, orders[0] as CriticalRecords, isDraft, now, zone) }).body;
  const { readBack: _own, ...notification } = first.body.notification;
  return {
    isDraft,
    bills: chosen.map(({ records: { bill }, body: { labReportIds, notification: of } }) => ({
      billId: bill.billId,
      seenVersion: bill.version,
      labReportIds,
      ...(of.readBack ? { readBack: of.readBack } : {}),
    })),
    notification,
  };
}
