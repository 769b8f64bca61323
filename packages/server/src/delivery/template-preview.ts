import { randomBytes } from 'node:crypto';
import { mailSettingsSchema } from '@critical-callout/contract/deliveries';
import type { PreviewTemplate, TemplatePreview, TestSend, TestSends } from '@critical-callout/contract/templates';
import type { LabSession } from '@critical-callout/domain/auth';
import { CONTENT_LEVELS, type ContentLevel, countSegments, MAX_SEGMENTS } from '@critical-callout/domain/delivery';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { insertTest } from './channel-queries.ts';
import type { Channels } from './channels/channel.ts';
import { channelWords, DELIVERY_CATEGORY } from './event.ts';
import { countTestSends, getWritingLab, listInForce, listTestSends } from './template-queries.ts';
import { keyWords, levelsOf } from './template-service.ts';
import { isShort, levelOf, partProblems, variablesOf } from './templates/check.ts';
import { type MessageTemplate, type TemplateKey, templateInForce } from './templates/index.ts';
import type { Message } from './templates/message.ts';
import { renderLetter, renderMail, renderShort, renderWebhook } from './templates/render.ts';
import { SAMPLE_NAMES, SAMPLES, TEST_SAMPLE } from './templates/samples.ts';

type PreviewDeps = Pick<Deps, 'db' | 'clock'>;

const RENDERERS = { email: renderMail, fax: renderLetter, sms: renderShort, whatsapp: renderShort, webhook: renderWebhook };
/** A test goes to whatever address somebody types: enough to try words, too few to bother anybody. */
const TESTS_PER_HOUR = 20;
const LISTED = 10;

/** What a template would make of three orders: an ordinary one, one with long names, one with markup and right-to-left names. */
export function previewTemplate(
  { db }: PreviewDeps,
  session: LabSession,
  { key, parts, level: asked }: PreviewTemplate,
): Promise<TemplatePreview> {
  return db.inLab(session.labId, async (tx) => {
    const lab = await getWritingLab(tx, session.labId);
    const channelLevel = levelsOf(lab.mail_settings)[key.channel];
    const level = asked ?? channelLevel;
    const problems = partProblems(key.channel, parts);
    const variables = variablesOf(key.channel, parts);
    const template: MessageTemplate = { ...key, version: null, parts };
    const mark = lab.is_practice ? ('practice' as const) : null;
    return {
      problems,
      usesLevel: levelOf(variables),
      channelLevel,
      emptyVariables: variables.filter((variable) => isAbove(levelOf([variable]), level)),
      samples:
        problems.length > 0
          ? []
          : SAMPLE_NAMES.map((name) => ({ name, ...shown(template, { ...SAMPLES[name], ...key, level, mark }) })),
    };
  });
}

const isAbove = (a: ContentLevel, b: ContentLevel): boolean => CONTENT_LEVELS.indexOf(a) > CONTENT_LEVELS.indexOf(b);

function shown(template: MessageTemplate, message: Message): Omit<TemplatePreview['samples'][number], 'name'> {
  const { subject, text, html, cover, provider } = RENDERERS[template.channel](message, template);
  return {
    subject,
    text,
    html,
    cover: cover ?? '',
    segments: isShort(template.channel) ? { ...countSegments(text), max: MAX_SEGMENTS } : null,
    places: provider?.variables ?? [],
  };
}

/** The words as somebody would get them, about no patient, to an address typed by hand, through the real queue. */
export function sendTemplateTest(
  { db, clock }: PreviewDeps,
  channels: Channels,
  session: LabSession,
  { key, parts, address: typed }: TestSend,
): Promise<{ deliveryId: number; address: string }> {
  const channel = channels.find(({ name }) => name === key.channel);
  if (!channel) {
    const message = `${channelWords(key.channel)} is not set up on this server`;
    throw new Refused(refusal('delivery.channel-off', message, { channel: key.channel }), 409);
  }
  const problems = parts ? partProblems(key.channel, parts) : [];
  if (problems.length > 0)
    throw new Refused(refusal('delivery.template-problem', 'these words cannot be sent yet', { problems }), 422);
  return db.inLab(session.labId, async (tx) => {
    const now = clock.now();
    refuseMany(await countTestSends(tx, session.labId, new Date(now.getTime() - 3_600_000)));
    const lab = await getWritingLab(tx, session.labId);
    const none = { language: null, email: null, sms: null, whatsapp: null, fax: null, webhook: null };
    const recipient = channel.recipient({
      kind: 'others',
      who: 'test address',
      contact: { name: 'Test', isActive: true, ...none, [key.channel]: typed },
      callingCode: lab.calling_code ?? '',
    });
    if (typeof recipient === 'string') throw new Refused(refusal('delivery.test-address', recipient, { field: 'address' }));
    const template = parts ? { ...key, version: null, parts } : templateInForce(await listInForce(tx, session.labId), key);
    const { callback_phone } = mailSettingsSchema.parse(lab.mail_settings ?? {});
    const message = testMessage(key, { labName: lab.name, callbackName: session.userName, callbackPhone: callback_phone });
    const content = channel.render({ ...message, level: levelsOf(lab.mail_settings)[key.channel] }, template);
    const { address } = recipient;
    const eventSeq = await appendEvents(tx, session.labId, [
      {
        at: now,
        category: DELIVERY_CATEGORY,
        type: 'template-tested',
        text: `Test of message template ${keyWords(key)} by - ${session.userName}`,
        actor: actorOf(session),
        ...key,
        version: template.version,
        is_draft: parts !== null,
      },
    ]);
    const deliveryId = await insertTest(tx, session.labId, {
      eventSeq,
      channel: key.channel,
      name: recipient.name,
      address,
      content,
      messageId: `<callout.${randomBytes(8).toString('hex')}.${randomBytes(16).toString('hex')}@${channel.messageIdHost}>`,
      now,
      template: { purpose: key.purpose, language: key.language, version: template.version },
    });
    return { deliveryId, address };
  });
}

function refuseMany(sent: number): void {
  if (sent < TESTS_PER_HOUR) return;
  const message = `${sent} tests were sent within the last hour, at most ${TESTS_PER_HOUR} are; try again later`;
  throw new Refused(refusal('delivery.too-many-tests', message), 429);
}

function testMessage(key: TemplateKey, lab: Pick<Message, 'labName' | 'callbackName' | 'callbackPhone'>): Message {
  return { ...TEST_SAMPLE, ...lab, purpose: key.purpose, language: key.language, level: 'none', mark: 'test' };
}

export function readTestSends({ db }: PreviewDeps, session: LabSession): Promise<TestSends> {
  return db.inLab(session.labId, async (tx) => {
    const rows = await listTestSends(tx, session.labId, LISTED);
    return {
      testSends: rows.map(({ id, channel, language, purpose, template_version, queued_at, ...row }) => ({
        deliveryId: id,
        key: { channel, language, purpose },
        version: template_version,
        ...row,
        queuedAt: queued_at.toISOString(),
      })),
    };
  });
}
