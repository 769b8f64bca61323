import type { SettingVersions } from '@critical-callout/contract/settings';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { SettingForm } from './forms.ts';

const MAX_VERSIONS = 50;

type Row = { seq: number; at: Date; key: string; by: string; comment: string; publication: string; before: unknown };
type Version = SettingVersions['versions'][number];

/**
 * The versions of a form, newest first. The audit trail is where they are kept: what holds now, and going back line by line
 * what each change found. What a program published in one go is one version, however many lines it wrote.
 */
export async function listVersions(tx: Tx, labId: number, form: SettingForm): Promise<SettingVersions> {
  const { rows } = await sql<Row>`
    select seq, at, coalesce(payload->>'key', 'lab') as key, coalesce(payload->'actor'->>'name', '') as by,
      coalesce(payload->>'comment', '') as comment, coalesce(payload->>'publication', seq::text) as publication,
      payload->'before' as before
    from events where lab_id = ${labId} and type in ('settings-changed', 'lab-changed')
      and coalesce(payload->>'key', 'lab') = any(${[...form.keys]}::text[])
    order by seq desc limit ${MAX_VERSIONS * form.keys.length}`.execute(tx);
  const { rows: counted } = await sql<{ count: number }>`
    select count(distinct coalesce(payload->>'publication', seq::text)) as count
    from events where lab_id = ${labId} and type in ('settings-changed', 'lab-changed')
      and coalesce(payload->>'key', 'lab') = any(${[...form.keys]}::text[])`.execute(tx);
  const published = counted[0]?.count ?? 0;
  return { versions: unwind(form, rows, published, await form.read(tx, labId)) };
}

function unwind(form: SettingForm, rows: readonly Row[], published: number, now: Record<string, unknown>): Version[] {
  const versions: Version[] = [];
  let value: Version['value'] = now;
  let from = 0;
  while (from < rows.length && versions.length < MAX_VERSIONS) {
    const first = rows[from] as Row;
    const after = rows.findIndex(({ publication }, index) => index > from && publication !== first.publication);
    const lines = rows.slice(from, after === -1 ? rows.length : after);
    const { seq, at, by, comment } = lines.at(-1) ?? first;
    versions.push({ version: published - versions.length + 1, seq, at: at.toISOString(), by, comment, value });
    for (const { key, before } of lines) {
      const part = form.partOf(key, before);
      value = value && part && { ...value, ...part };
    }
    from += lines.length;
  }
  if (published === versions.length) versions.push({ version: 1, seq: null, at: null, by: '', comment: '', value });
  return versions;
}
