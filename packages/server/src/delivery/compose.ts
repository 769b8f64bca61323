import {
  type DeliveryContent,
  type MailSettings,
  mailSettingsSchema,
  messageSettingsSchema,
} from '@critical-callout/contract/deliveries';
import { criticalNotificationSettingsSchema } from '@critical-callout/contract/settings';
import { chooseLanguage, type MessageLanguage, type MessagePurpose } from '@critical-callout/domain/delivery';
import type { DeliveryRequest } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Channel } from './channels/channel.ts';
import {
  findPartyLanguage,
  findTold,
  listMailedReports,
  listWrittenTo,
  type MailedBill,
  type MailedReport,
  type MailedValue,
} from './compose-queries.ts';
import { listInForce } from './template-queries.ts';
import { type MessageTemplate, templateInForce } from './templates/index.ts';
import type { Message, MessageTest } from './templates/message.ts';
import type { ValueMark } from './templates/words/index.ts';

const VERDICT_MARKS: Record<string, ValueMark> = {
  'critical-low': 'critical-low',
  'critical-high': 'critical-high',
  'critical-change': 'critical-change',
  'cannot-say': 'cannot-say',
};

export type Recipient = { channel: Channel; name: string; address: string; language: string | null };
export type Composed = { content: DeliveryContent; template: MessageTemplate };

/**
 * Writes the messages of one request: for each recipient in their language, for what they are written to, with the
 * laboratory's own words where it has some. What a channel may say was decided before any template is asked.
 */
export async function composerOver(
  tx: Tx,
  request: DeliveryRequest,
  bill: MailedBill,
  /** What stands for the recipient's link; '' where the laboratory offers none. */
  link: string,
): Promise<(recipient: Recipient) => Composed> {
  const { labId, other } = request;
  const settings = mailSettingsSchema.parse(bill.mail_settings ?? {});
  const { default_language: labLanguage } = messageSettingsSchema.parse(bill.message_settings ?? {});
  const reports = await listMailedReports(tx, labId, request.labReportIds);
  const writtenTo = await listWrittenTo(tx, labId, request);
  const inForce = await listInForce(tx, labId);
  const told = request.isCorrection || reports.some(isCorrected) ? await findTold(tx, labId, request) : undefined;
  const partyLanguage = other?.party ? await findPartyLanguage(tx, labId, other.party) : null;
  return (recipient) => {
    const { channel, name, address } = recipient;
    const language = chooseLanguage([recipient.language, partyLanguage, labLanguage]);
    const isAgain = writtenTo.some((one) => one.channel === channel.name && one.address === address);
    const purpose = purposeOf(request, reports, isAgain);
    const template = templateInForce(inForce, { channel: channel.name, language, purpose });
    const facts = { recipientName: name, language, purpose, told, link };
    return { content: channel.render(messageOf(request, bill, reports, settings, channel, facts), template), template };
  };
}

function purposeOf(
  { escalation, isCorrection = false }: DeliveryRequest,
  reports: readonly MailedReport[],
  isAgain: boolean,
): MessagePurpose {
  if (escalation) return escalation.isRepeat ? 'reminder' : 'escalation';
  if (isCorrection || reports.some(isCorrected)) return 'correction';
  return isAgain ? 'reminder' : 'first';
}

const isCorrected = ({ values }: MailedReport): boolean => values.some((value) => value.isWithdrawn || !value.isCritical);

type Facts = {
  recipientName: string;
  language: MessageLanguage;
  purpose: MessagePurpose;
  told: { at: Date; by: string } | undefined;
  link: string;
};

/** `show_patient_name` 1 hides the name: its name says the opposite. */
function messageOf(
  request: DeliveryRequest,
  bill: MailedBill,
  reports: readonly MailedReport[],
  settings: MailSettings,
  channel: Channel,
  { recipientName, language, purpose, told, link }: Facts,
): Message {
  const wishes = criticalNotificationSettingsSchema.parse(bill.notification_settings ?? {});
  const name = [bill.family_name, bill.given_name].filter(Boolean).join(', ');
  const deadlines = reports.flatMap(({ due_at }) => due_at ?? []).sort((a, b) => a.getTime() - b.getTime());
  const local = (at: Date | undefined): string => (at ? localTime(at, language, bill.zone) : '');
  return {
    purpose,
    language,
    level: channel.contentOf(settings),
    mark: bill.is_practice ? 'practice' : null,
    labName: bill.lab_name,
    recipientName,
    patientName: wishes.show_patient_name === 0 ? name : '',
    orderNumber: bill.bill_number,
    accessionNumber: bill.accession_number ?? '',
    callbackName: request.performedByName,
    callbackPhone: settings.callback_phone,
    comment: wishes.share_comment === 1 ? request.comment : '',
    link,
    dueAt: local(deadlines[0]),
    firstToldAt: local(told?.at),
    firstToldBy: told?.by ?? '',
    escalationStep: request.escalation ? String(request.escalation.step) : '',
    isReopened: request.escalation?.isReopened ?? false,
    tests: reports.map(testOf),
  };
}

/** By the clock on the laboratory's wall, with the zone: the reader may be elsewhere. */
function localTime(at: Date, language: MessageLanguage, zone: string): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: zone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(at);
}

function testOf(report: MailedReport): MessageTest {
  return {
    name: report.test_name,
    isCorrected: isCorrected(report),
    // A message nobody could read opens a callout without any value (unparsed critical): it must never look like an all-clear.
    isUnclear: report.values.length === 0,
    values: report.values.map(({ verdict, isCritical, isWithdrawn, ...value }) => ({
      ...value,
      mark: markOf({ verdict, isCritical, isWithdrawn }),
    })),
  };
}

function markOf({ verdict, isCritical, isWithdrawn }: Pick<MailedValue, 'verdict' | 'isCritical' | 'isWithdrawn'>): ValueMark {
  if (isWithdrawn) return 'withdrawn';
  return isCritical ? (VERDICT_MARKS[verdict] ?? 'critical') : 'corrected';
}
