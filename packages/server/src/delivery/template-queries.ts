import type { TestSends } from '@critical-callout/contract/templates';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { MessageTemplate, TemplateKey, TemplateParts } from './templates/index.ts';

/** The laboratory's own words in force: the newest publication of each channel, language and purpose, where it names a version. */
export async function listInForce(tx: Tx, labId: number): Promise<MessageTemplate[]> {
  const { rows } = await sql<MessageTemplate>`
    select t.channel, t.language, t.purpose, t.version, t.parts from (
      select distinct on (channel, language, purpose) channel, language, purpose, version
      from message_template_publications where lab_id = ${labId} order by channel, language, purpose, id desc) p
    join message_templates t on t.lab_id = ${labId} and t.channel = p.channel and t.language = p.language and t.purpose = p.purpose
      and t.version = p.version
  `.execute(tx);
  return rows;
}

export type TemplateState = TemplateKey & {
  version: number | null;
  draft_version: number | null;
  published_at: Date | null;
  published_by: string | null;
  comment: string | null;
};

/** Everything a laboratory ever wrote or published, one row a key: what counts now, and whether something newer waits. */
export async function listTemplateStates(tx: Tx, labId: number): Promise<TemplateState[]> {
  const { rows } = await sql<TemplateState>`
    with newest as (
      select distinct on (channel, language, purpose) channel, language, purpose, version, comment, published_by, published_at
      from message_template_publications where lab_id = ${labId} order by channel, language, purpose, id desc),
    drafts as (
      select t.channel, t.language, t.purpose, max(t.version) as version from message_templates t
      where t.lab_id = ${labId} and not exists (select from message_template_publications p where p.lab_id = t.lab_id and p.channel = t.channel
        and p.language = t.language and p.purpose = t.purpose and p.version >= t.version) group by 1, 2, 3)
    select coalesce(n.channel, d.channel) as channel, coalesce(n.language, d.language) as language, coalesce(n.purpose, d.purpose) as purpose,
      n.version, d.version as draft_version, n.published_at, n.published_by, n.comment
    from newest n full join drafts d on d.channel = n.channel and d.language = n.language and d.purpose = n.purpose
  `.execute(tx);
  return rows;
}

export type StoredVersion = { version: number; parts: TemplateParts; author: string; created_at: Date };

/** Newest first; a laboratory writes dozens, not thousands. */
export async function listVersions(tx: Tx, labId: number, { channel, language, purpose }: TemplateKey): Promise<StoredVersion[]> {
  const { rows } = await sql<StoredVersion>`
    select version, parts, author, created_at from message_templates
    where lab_id = ${labId} and channel = ${channel} and language = ${language} and purpose = ${purpose} order by version desc limit 500
  `.execute(tx);
  return rows;
}

export type StoredPublication = { version: number | null; comment: string; published_by: string; published_at: Date };

export async function listPublications(
  tx: Tx,
  labId: number,
  { channel, language, purpose }: TemplateKey,
): Promise<StoredPublication[]> {
  const { rows } = await sql<StoredPublication>`
    select version, comment, published_by, published_at from message_template_publications
    where lab_id = ${labId} and channel = ${channel} and language = ${language} and purpose = ${purpose} order by id desc limit 500
  `.execute(tx);
  return rows;
}

/** Writers of one laboratory's words wait for each other here, and every node hears that something changed. */
export async function lockTemplates(tx: Tx, labId: number): Promise<void> {
  await sql`update labs set rules_version = rules_version + 1 where id = ${labId}`.execute(tx);
}

export async function insertVersion(
  tx: Tx,
  labId: number,
  { channel, language, purpose }: TemplateKey,
  row: { version: number; parts: TemplateParts; author: string; now: Date },
): Promise<void> {
  await sql`
    insert into message_templates (lab_id, channel, language, purpose, version, parts, author, created_at)
    values (${labId}, ${channel}, ${language}, ${purpose}, ${row.version}, ${JSON.stringify(row.parts)}::jsonb, ${row.author}, ${row.now})
  `.execute(tx);
}

export async function insertPublication(
  tx: Tx,
  labId: number,
  { channel, language, purpose }: TemplateKey,
  row: { version: number | null; comment: string; publishedBy: string; now: Date },
): Promise<void> {
  await sql`
    insert into message_template_publications (lab_id, channel, language, purpose, version, comment, published_by, published_at)
    values (${labId}, ${channel}, ${language}, ${purpose}, ${row.version}, ${row.comment}, ${row.publishedBy}, ${row.now})
  `.execute(tx);
}

export async function countTestSends(tx: Tx, labId: number, since: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from deliveries where lab_id = ${labId} and is_test and queued_at > ${since}
  `.execute(tx);
  return Number(rows[0]?.count ?? 0);
}

type TestSendRow = TemplateKey & {
  id: number;
  template_version: number | null;
  address: string;
  state: TestSends['testSends'][number]['state'];
  answer: string | null;
  queued_at: Date;
};

export async function listTestSends(tx: Tx, labId: number, limit: number): Promise<TestSendRow[]> {
  const { rows } = await sql<TestSendRow>`
    select d.id, d.channel, d.template_language as language, d.template_purpose as purpose, d.template_version, d.address, d.state, d.queued_at,
      coalesce((select a.answer from delivery_attempts a where a.lab_id = d.lab_id and a.delivery_id = d.id order by a.attempt desc limit 1), d.reason) as answer
    from deliveries d where d.lab_id = ${labId} and d.is_test and d.template_purpose is not null order by d.id desc limit ${limit}
  `.execute(tx);
  return rows;
}

export type WritingLab = {
  name: string;
  is_practice: boolean;
  calling_code: string | null;
  mail_settings: unknown;
  message_settings: unknown;
};

export async function getWritingLab(tx: Tx, labId: number): Promise<WritingLab> {
  const setting = (key: string) => sql`(select s.value from lab_settings s where s.lab_id = l.id and s.key = ${sql.lit(key)})`;
  const { rows } = await sql<WritingLab>`
    select l.name, l.is_practice, ${setting('directory_settings')} ->> 'default_calling_code' as calling_code,
      ${setting('mail_settings')} as mail_settings, ${setting('message_settings')} as message_settings
    from labs l where l.id = ${labId}
  `.execute(tx);
  const [row] = rows;
  if (!row) throw new Error(`there is no laboratory ${labId}`);
  return row;
}
