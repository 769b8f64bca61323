import type { CriticalRecords, Notification, SubmitCallout } from '@critical-callout/contract/callout';
import { readCallTime } from './call-time.ts';
import { type CalloutForm, isSending, RECIPIENTS, readOutFields, reportKey } from './form.ts';

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
  const sendEmail = isSending(form);
  const time = readCallTime(form.time, now, zone);
  const performedAt = time.state === 'earlier' ? new Date(time.at).toISOString() : undefined;
  const role = form.told.role.trim();
  const name = form.told.name.trim();
  const notification: Notification = {
    recipients: RECIPIENTS.filter((kind) => form.recipients[kind]),
    sendEmail,
    sendFax: false,
    sendSms: false,
    sendWhatsapp: false,
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
    ...(form.comment.trim() === '' ? {} : { comment: form.comment.trim() }),
    ...(performedAt ? { performedAt } : {}),
    ...(performedAt && form.backDatedReason.trim() !== '' ? { backDatedReason: form.backDatedReason.trim() } : {}),
  };
  return { labReportIds, isDraft, notification };
}

function otherOf({ other }: CalloutForm): NonNullable<Notification['other']> {
  const email = other.email.trim();
  const contactNumber = other.contactNumber.trim();
  return { name: other.name.trim(), ...(email ? { email } : {}), ...(contactNumber ? { contactNumber } : {}) };
}

function readBackOf(form: CalloutForm, { reports }: CriticalRecords): Pick<Notification, 'readBack'> {
  if (form.outcome === 'reached-read-back') {
    const values = readOutFields(reports, form.selected).flatMap(({ key, parameter }) => {
      const heard = form.heard[key]?.trim() ?? '';
      return heard === '' ? [] : [{ resultId: parameter.resultId, heard }];
    });
    return values.length > 0 ? { readBack: { values } } : {};
  }
  const { exception, exceptionReason } = form;
  if (form.outcome === 'reached-no-read-back' && exception !== '' && exceptionReason.trim() !== '') {
    return { readBack: { exception, reason: exceptionReason.trim() } };
  }
  return {};
}
