import type { CommunicationMethod, Recipient } from './critical-callout.ts';

/** Category of every event that records a callout action (data-model specification, ActivityLog). */
export const CALLOUT_CATEGORY = 648;

const METHOD_WORDS: Record<CommunicationMethod, string> = {
  email: 'Email',
  fax: 'Fax',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  phone: 'Phone',
};
const RECIPIENT_WORDS: Record<Recipient, string> = {
  organization: 'Organization',
  referral: 'Referral',
  patient: 'Patient',
  others: 'Others',
};

/** The line of the activity log for one callout action, in the words of domain.md section 8. */
export function activityText(action: {
  isDraft: boolean;
  /** By the recipient of a message, and not by somebody of the laboratory. */
  isAcknowledged?: boolean;
  who: string;
  tests: readonly string[];
  methods: readonly CommunicationMethod[];
  recipients: readonly Recipient[];
  comment: string;
}): string {
  const list = (words: readonly string[]): string => words.join(', ') || '-';
  return [
    `Callout ${action.isAcknowledged ? 'acknowledged' : action.isDraft ? 'Attempted' : 'done'} by - ${action.who}`,
    `Callout for - ${list(action.tests)}`,
    `Method - ${list(action.methods.map((method) => METHOD_WORDS[method]))}`,
    `Recipients - ${list(action.recipients.map((recipient) => RECIPIENT_WORDS[recipient]))}`,
    `Comment - ${action.comment || '-'}`,
  ].join(', ');
}
