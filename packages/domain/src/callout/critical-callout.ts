import type { ClosingCode } from './closing.ts';
import type { AttemptOutcome } from './outcome.ts';
import type { Relay } from './relay.ts';

export type Recipient = 'organization' | 'referral' | 'patient' | 'others';
export type CommunicationMethod = 'email' | 'fax' | 'sms' | 'whatsapp' | 'phone';

/** Bounds as decimal text; null where there is none. Keys as the data-model specification has them. */
export type Bounds = {
  lower_bound: string | null;
  upper_bound: string | null;
  critical_lower: string | null;
  critical_upper: string | null;
};

export type CriticalValueMeta = { parameter_name: string; value: string; unit: string; reference_range: string; bounds: Bounds };

export type CriticalCalloutMeta = {
  communication_methods: CommunicationMethod[];
  notify_to_others: { name: string; email: string; fax: string; contactNumber: string };
  already_notified: { phone_call: { name: string; contact: string }; fax: { name: string; fax_number: string } };
  log_message: string;
  callout_for?: number[];
};

/** Who performs a callout. A doctor's session sets the doctor, a user's the user; support acting for someone sets both. */
export type Performer = { userId: string | null; doctorId: number | null };

/** A relay as it is stored and shown: which desk took the result, and what it said of it. */
export type RelayMeta = {
  state: Relay['state'];
  /** By name, as the directory had it; null: somebody the directory does not know. */
  desk: string | null;
  passed_on_to: string | null;
  confirmed_by: string | null;
  confirmed_at: string | null;
};

/** Who is to be called instead: name and number as whoever answered gave them. */
export type SentTo = { name: string; phone: string };

export type CalloutOptions = {
  /** `is_draft`: the row belongs to the bill (lab report null) and lists the selection in `callout_for`. */
  isDraft: boolean;
  /** The selected lab report ids; stored for drafts. */
  calloutFor: readonly number[];
  recipients: readonly Recipient[];
  sendEmail?: boolean;
  sendFax?: boolean;
  sendSms?: boolean;
  sendWhatsapp?: boolean;
  other?:
    | { name: string; email?: string | undefined; faxNumber?: string | undefined; contactNumber?: string | undefined }
    | undefined;
  notifiedByCall?: { name: string; contact: string } | undefined;
  notifiedByFax?: { name: string; faxNumber: string } | undefined;
  comment?: string | undefined;
  logMessage: string;
  /** `report_params`: the critical parameters of this report, as they were when somebody was told. */
  reportParams: readonly CriticalValueMeta[];
  outcome: AttemptOutcome | 'declared';
  readBack: Record<string, unknown> | null;
  performer: Performer;
  performedAt: Date;
  backDatedReason?: string | undefined;
  /** Number of the printed sheet it was first written on, while this program could not be reached. */
  downtimeSheet?: number | undefined;
  /** Closed with this code: nobody was told. */
  closingCode?: ClosingCode | undefined;
  relay?: RelayMeta | undefined;
  sentTo?: SentTo | undefined;
  recordedAt: Date;
  /** Set at birth for an attempt that leaves nothing open behind: it is history, not a live draft. */
  supersededAt?: Date | undefined;
};

/** A row of the audit table, not yet stored. */
export type NewCriticalCallout = {
  billId: number;
  billNumber: string;
  labReportId: number | null;
  isDraft: boolean;
  recipients: Recipient[];
  criticalCalloutComment: string;
  criticalCalloutMeta: CriticalCalloutMeta;
  criticalValuesMeta: CriticalValueMeta[];
  outcome: AttemptOutcome | 'declared';
  readBack: Record<string, unknown> | null;
  performedByUser: string | null;
  performedByDoctor: number | null;
  performedAt: Date;
  backDatedReason: string | null;
  downtimeSheet: number | null;
  closingCode: ClosingCode | null;
  relay: RelayMeta | null;
  sentTo: SentTo | null;
  recordedAt: Date;
  supersededAt: Date | null;
};

export function communicationMethods(
  options: Pick<CalloutOptions, 'sendEmail' | 'sendFax' | 'sendSms' | 'sendWhatsapp' | 'notifiedByCall' | 'notifiedByFax'>,
): CommunicationMethod[] {
  const methods: CommunicationMethod[] = [];
  if (options.sendEmail) methods.push('email');
  if (options.sendFax || options.notifiedByFax) methods.push('fax');
  if (options.sendSms) methods.push('sms');
  if (options.sendWhatsapp) methods.push('whatsapp');
  if (options.notifiedByCall) methods.push('phone');
  return methods;
}

/**
 * Builds one callout record (data-model specification, `save_critical_callout` with `do_save` False). Pure.
 * A draft carries no lab report: it belongs to the bill, and its selection stands in `callout_for`.
 */
export function buildCriticalCallout(
  labReport: { labReportId: number; billId: number; billNumber: string },
  options: CalloutOptions,
): NewCriticalCallout {
  const { other, notifiedByCall: call, notifiedByFax: fax } = options;
  return {
    billId: labReport.billId,
    billNumber: labReport.billNumber,
    labReportId: options.isDraft ? null : labReport.labReportId,
    isDraft: options.isDraft,
    recipients: [...options.recipients],
    criticalCalloutComment: options.comment ?? '',
    criticalCalloutMeta: {
      communication_methods: communicationMethods(options),
      notify_to_others: {
        name: other?.name ?? '',
        email: other?.email ?? '',
        fax: other?.faxNumber ?? '',
        contactNumber: other?.contactNumber ?? '',
      },
      already_notified: {
        phone_call: { name: call?.name ?? '', contact: call?.contact ?? '' },
        fax: { name: fax?.name ?? '', fax_number: fax?.faxNumber ?? '' },
      },
      log_message: options.logMessage,
      ...(options.isDraft ? { callout_for: [...options.calloutFor] } : {}),
    },
    criticalValuesMeta: options.reportParams.map((parameter) => ({ ...parameter, bounds: { ...parameter.bounds } })),
    outcome: options.outcome,
    readBack: options.readBack,
    performedByUser: options.performer.userId,
    performedByDoctor: options.performer.doctorId,
    performedAt: options.performedAt,
    backDatedReason: options.backDatedReason ?? null,
    downtimeSheet: options.downtimeSheet ?? null,
    closingCode: options.closingCode ?? null,
    relay: options.relay ? { ...options.relay } : null,
    sentTo: options.sentTo ? { ...options.sentTo } : null,
    recordedAt: options.recordedAt,
    supersededAt: options.supersededAt ?? null,
  };
}
