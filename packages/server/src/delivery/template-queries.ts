import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { MessageTemplate } from './templates/index.ts';

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
