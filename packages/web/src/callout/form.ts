import type { CriticalRecord, CriticalRecords, Parameter, STATED_IDENTIFIERS } from '@critical-callout/contract/callout';
import type { CalloutPolicy, CriticalNotificationSettings } from '@critical-callout/contract/settings';
import { type AttemptOutcome, OPEN_CRITICAL_VALUES } from '@critical-callout/domain/callout';

export const RECIPIENTS = ['organization', 'referral', 'patient', 'others'] as const;
export type Recipient = (typeof RECIPIENTS)[number];

/** What a message can travel by; `GET /channels` says which of them this server has. */
export const CHANNELS = ['email', 'fax', 'sms', 'whatsapp'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Outcomes in the order of their keys 1–9; the rest has no key. */
export const OUTCOMES = [
  'reached-read-back',
  'no-answer',
  'busy',
  'left-message',
  'wrong-number',
  'refused',
  'sent-to-someone-else',
  'other',
  'reached-no-read-back',
  'voicemail',
  'not-on-duty',
  'on-hold-abandoned',
  'patient-deceased',
] as const satisfies readonly AttemptOutcome[];
export type Outcome = (typeof OUTCOMES)[number];

export const READ_BACK_EXCEPTIONS = ['recipient-declined', 'line-lost', 'language', 'non-verbal-channel', 'other'] as const;
export type ReadBackException = (typeof READ_BACK_EXCEPTIONS)[number];

/** What is typed about a call. Record keys are built below, so that a new version of a result finds its text again. */
export type CalloutForm = {
  selected: Record<string, boolean>;
  outcome: Outcome | '';
  told: { name: string; contact: string; role: string };
  /** Whom whoever answered sent the call on to. */
  sentTo: { name: string; phone: string };
  heard: Record<string, string>;
  /** What was read back when the first did not match; both are kept. */
  heardAgain: Record<string, string>;
  exception: ReadBackException | '';
  exceptionReason: string;
  time: string;
  backDatedReason: string;
  /** The number of the printed sheet an earlier call was first written on. */
  downtimeSheet: string;
  recipients: Record<Recipient, boolean>;
  channels: Record<Channel, boolean>;
  other: { name: string; email: string; faxNumber: string; contactNumber: string };
  comment: string;
  /** What the recipient stated before the value was told. */
  identifiedBy: Record<(typeof STATED_IDENTIFIERS)[number], boolean>;
  /** Told through a desk that must pass the result on: to whom it went, or that they call back. */
  relay: { passedOnTo: string; confirmedBy: string; willCallBack: boolean };
  /** `hh:mm` of the next try; empty: by the laboratory's rule. */
  nextTry: string;
};

export type Rules = { settings: CriticalNotificationSettings; policy: CalloutPolicy };

/** At once, unlike the form library's own: a key pressed right afterwards belongs to the field. */
export const focusField = (field: string): void => document.getElementById(`field-${field}`)?.focus();

export const reportKey = (labReportId: number): string => `r${labReportId}`;

/** One value that has to be read back, with the key of its text. */
export type ReadOutField = { key: string; parameter: Parameter; report: CriticalRecord };

/** Every critical value of the selected reports, in the order in which they are read out. */
export function readOutFields(reports: readonly CriticalRecord[], selected: CalloutForm['selected']): ReadOutField[] {
  return reports.filter(({ labReportId }) => selected[reportKey(labReportId)]).flatMap((report) => criticalFields(report));
}

export function criticalFields(report: CriticalRecord): ReadOutField[] {
  const seen = new Map<string, number>();
  return report.parameters
    .filter(({ isCritical }) => isCritical)
    .map((parameter) => {
      // Dots would read as a path of the form.
      const code = parameter.parameterCode.replaceAll(/[^\w-]/g, '_');
      const nth = (seen.get(code) ?? 0) + 1;
      seen.set(code, nth);
      return { key: `p${report.labReportId}_${code}_${nth}`, parameter, report };
    });
}

export const isOpen = ({ criticalValues }: Pick<CriticalRecord, 'criticalValues'>): boolean =>
  (OPEN_CRITICAL_VALUES as readonly number[]).includes(criticalValues);

export const hasRecipient = ({ recipients }: Pick<CalloutForm, 'recipients'>): boolean =>
  RECIPIENTS.some((kind) => recipients[kind]);

/** A message goes out only when a channel and somebody to send it to are chosen. */
export const isSending = (form: Pick<CalloutForm, 'recipients' | 'channels'>): boolean =>
  CHANNELS.some((channel) => form.channels[channel]) && hasRecipient(form);

/**
 * The form as it opens: open reports ticked (or the one it was opened beside), e-mail preselected where the lab says so. A live draft refills reports,
 * recipients, comment and channels; who answered and what was read back belongs to the next call and starts empty.
 */
export function initialForm(
  { reports, attemptedCallout }: CriticalRecords,
  settings: CriticalNotificationSettings,
  onlyReport?: number,
): CalloutForm {
  const meta = attemptedCallout?.criticalCalloutMeta;
  const again = new Set(meta?.callout_for ?? []);
  const other = meta?.notify_to_others;
  const isTicked = (report: CriticalRecord): boolean => {
    if (onlyReport !== undefined) return report.labReportId === onlyReport;
    return again.size > 0 ? again.has(report.labReportId) : isOpen(report);
  };
  const to = new Set<string>(attemptedCallout?.recipients ?? []);
  return {
    selected: Object.fromEntries(reports.map((report) => [reportKey(report.labReportId), isTicked(report)])),
    outcome: '',
    told: { name: '', contact: '', role: '' },
    sentTo: { name: '', phone: '' },
    heard: {},
    heardAgain: {},
    exception: '',
    exceptionReason: '',
    time: '',
    backDatedReason: '',
    downtimeSheet: '',
    recipients: {
      organization: to.has('organization'),
      referral: to.has('referral'),
      patient: to.has('patient'),
      others: to.has('others'),
    },
    channels: {
      email: meta && to.size > 0 ? meta.communication_methods.includes('email') : settings.is_email === 1,
      fax: meta?.communication_methods.includes('fax') ?? false,
      sms: meta?.communication_methods.includes('sms') ?? false,
      whatsapp: meta?.communication_methods.includes('whatsapp') ?? false,
    },
    other: {
      name: other?.name ?? '',
      email: other?.email ?? '',
      faxNumber: other?.fax ?? '',
      contactNumber: other?.contactNumber ?? '',
    },
    comment: attemptedCallout?.criticalCalloutComment ?? '',
    identifiedBy: { name: false, born: false, identifier: false, 'second-identifier': false },
    relay: { passedOnTo: '', confirmedBy: '', willCallBack: false },
    nextTry: '',
  };
}
