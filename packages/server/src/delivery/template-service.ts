import { mailSettingsSchema, messageSettingsSchema } from '@critical-callout/contract/deliveries';
import type { PublishTemplate, SaveTemplate, TemplateHistory, Templates } from '@critical-callout/contract/templates';
import type { LabSession } from '@critical-callout/domain/auth';
import { type ContentLevel, DELIVERY_CHANNELS, MESSAGE_LANGUAGES, MESSAGE_PURPOSES } from '@critical-callout/domain/delivery';
import { refusal } from '@critical-callout/domain/kernel';
import { actorOf, appendEvents, type NewEvent } from '../audit/index.ts';
import type { DeliveryChannel } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { channelWords } from './event.ts';
import {
  getWritingLab,
  insertPublication,
  insertVersion,
  listPublications,
  listTemplateStates,
  listVersions,
  lockTemplates,
} from './template-queries.ts';
import { partProblems } from './templates/check.ts';
import { builtInTemplate, type TemplateKey } from './templates/index.ts';

type TemplateDeps = Pick<Deps, 'db' | 'clock'>;

/** As `settings-changed`: how a laboratory notifies. */
const SETTINGS_CATEGORY = 620;

/** How much each channel may say, as the laboratory has set it. */
export function levelsOf(mailSettings: unknown): Record<DeliveryChannel, ContentLevel> {
  const { mail_content, fax_content, text_content, webhook_content } = mailSettingsSchema.parse(mailSettings ?? {});
  return { email: mail_content, fax: fax_content, sms: text_content, whatsapp: text_content, webhook: webhook_content };
}

export function readTemplates({ db }: TemplateDeps, session: LabSession): Promise<Templates> {
  return db.inLab(session.labId, async (tx) => {
    const lab = await getWritingLab(tx, session.labId);
    const states = await listTemplateStates(tx, session.labId);
    const keys = DELIVERY_CHANNELS.flatMap((channel) =>
      MESSAGE_LANGUAGES.flatMap((language) => MESSAGE_PURPOSES.map((purpose): TemplateKey => ({ channel, language, purpose }))),
    );
    return {
      templates: keys.map((key) => {
        const state = states.find((one) => isSameKey(one, key));
        return {
          ...key,
          version: state?.version ?? null,
          draftVersion: state?.draft_version ?? null,
          publishedAt: state?.published_at?.toISOString() ?? null,
          publishedBy: state?.published_by ?? null,
          comment: state?.comment ?? null,
        };
      }),
      defaultLanguage: messageSettingsSchema.parse(lab.message_settings ?? {}).default_language,
      levels: levelsOf(lab.mail_settings),
    };
  });
}

const isSameKey = (a: TemplateKey, b: TemplateKey): boolean =>
  a.channel === b.channel && a.language === b.language && a.purpose === b.purpose;

export function readHistory({ db }: TemplateDeps, session: LabSession, key: TemplateKey): Promise<TemplateHistory> {
  return db.inLab(session.labId, async (tx) => {
    const versions = await listVersions(tx, session.labId, key);
    const publications = await listPublications(tx, session.labId, key);
    return {
      key,
      inForce: publications[0]?.version ?? null,
      builtIn: builtInTemplate(key.channel, key.language, key.purpose).parts,
      versions: versions.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at.toISOString() })),
      publications: publications.map(({ published_by, published_at, ...row }) => ({
        ...row,
        publishedBy: published_by,
        publishedAt: published_at.toISOString(),
      })),
    };
  });
}

/** A new version, a draft until it is published. What could not be sent at night is refused now, with part, line and name. */
export function saveTemplate(
  { db, clock }: TemplateDeps,
  session: LabSession,
  { key, parts, baseVersion }: SaveTemplate,
): Promise<{ version: number }> {
  refuseProblems(key, parts);
  return db.inLab(session.labId, async (tx) => {
    await lockTemplates(tx, session.labId);
    const known = (await listVersions(tx, session.labId, key))[0]?.version ?? 0;
    if (known !== baseVersion) {
      const message = `The newest version of ${keyWords(key)} is ${known}, not ${baseVersion}; somebody saved meanwhile, read it again.`;
      throw new Refused(refusal('delivery.template-version', message, { version: known }), 409);
    }
    const version = known + 1;
    await insertVersion(tx, session.labId, key, { version, parts, author: session.userName, now: clock.now() });
    await say(tx, session, key, clock.now(), {
      type: 'template-saved',
      what: `saved as version ${version}`,
      more: { version, parts },
    });
    return { version };
  });
}

/** A version is used from now on, for what is queued from now on; an old one is restored the same way. */
export function publishTemplate(
  { db, clock }: TemplateDeps,
  session: LabSession,
  { key, version, comment }: PublishTemplate,
): Promise<TemplateHistory> {
  const deps = { db, clock };
  return db
    .inLab(session.labId, async (tx) => {
      await lockTemplates(tx, session.labId);
      const found = (await listVersions(tx, session.labId, key)).find((row) => row.version === version);
      if (version !== null && !found) {
        throw new Refused(
          refusal('delivery.template-unknown', `There is no version ${version} of ${keyWords(key)}.`, { version }),
          404,
        );
      }
      // What this version of the program does not understand any more cannot come back.
      if (found) refuseProblems(key, found.parts);
      const before = (await listPublications(tx, session.labId, key))[0]?.version ?? null;
      if (before === version) {
        const now = version === null ? 'the program’s own words are' : `version ${version} is`;
        throw new Refused(refusal('delivery.template-published', `For ${keyWords(key)} ${now} used already.`, { version }), 409);
      }
      const now = clock.now();
      await insertPublication(tx, session.labId, key, { version, comment, publishedBy: session.userName, now });
      const what = version === null ? 'went back to the program’s own words' : `published in version ${version}`;
      await say(tx, session, key, now, { type: 'template-published', what, more: { version, before, comment } });
    })
    .then(() => readHistory(deps, session, key));
}

function refuseProblems(key: TemplateKey, parts: SaveTemplate['parts']): void {
  const problems = partProblems(key.channel, parts);
  const [first] = problems;
  if (!first) return;
  const where = `${first.part}, line ${first.line}: ${first.message}`;
  throw new Refused(refusal('delivery.template-problem', where, { field: first.part, problems }), 422);
}

export function keyWords({ channel, language, purpose }: TemplateKey): string {
  return `${channelWords(channel)}, ${language}, ${purpose}`;
}

async function say(
  tx: Tx,
  session: LabSession,
  key: TemplateKey,
  at: Date,
  { type, what, more }: { type: string; what: string; more: Partial<NewEvent> },
): Promise<void> {
  const actor = actorOf(session);
  const text = `Message template ${keyWords(key)} ${what} by - ${actor.name}`;
  await appendEvents(tx, session.labId, [{ ...more, at, category: SETTINGS_CATEGORY, type, text, actor, ...key }]);
}
