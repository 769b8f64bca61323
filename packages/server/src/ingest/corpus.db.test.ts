import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IntakeLab, openIntakeLab } from '../../test/intake-lab.ts';
import { acceptBlock } from './index.ts';

type CorpusFile = {
  file: string;
  messages: number;
  message_types: string[];
  sender_flagged_critical: { code: string; value: string; flag: string; status: string }[];
};

/** Real messages nobody of this project wrote; they are not part of the repository. */
const SHARED = join(import.meta.dirname, '../../../../../shared/data/hl7');
const corpora = existsSync(join(SHARED, 'index.json')) ? [SHARED] : [];

describe.each(corpora)('the messages of %s', (folder) => {
  const files: CorpusFile[] = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')).files;
  let lab: IntakeLab;
  beforeAll(async () => {
    lab = await openIntakeLab();
    // In the order of their names, as a sender would: partial before final, final before corrected.
    for (const { file } of files) {
      const raw = readFileSync(join(folder, file));
      await acceptBlock(lab.intake, { source: lab.source, transport: 'file', peer: file, raw });
    }
  });
  afterAll(() => lab.close());

  const messagesOf = (file: string) =>
    lab.rows<{ id: number; state: string; reason: string | null; raw: Buffer }>(
      'select id, state, reason, raw from inbound_messages where peer = $1 order by id',
      [file],
    );

  it.each(files)('$file is processed, or ignored where it holds no results', async ({ file, messages, message_types }) => {
    const stored = await messagesOf(file);
    const expected = message_types.every((type) => type.startsWith('ACK')) ? 'IGNORED' : 'PROCESSED';
    expect(stored.map(({ state, reason }) => ({ state, isExplained: reason !== null }))).toEqual(
      Array.from({ length: messages }, () => ({ state: expected, isExplained: expected === 'IGNORED' })),
    );
    // Each message is in the file as it is in the store, byte for byte.
    const whole = readFileSync(join(folder, file));
    for (const { raw } of stored) expect(whole.includes(raw)).toBe(true);
    if (messages === 1 && !whole.includes('FHS|')) expect(stored[0]?.raw.equals(whole)).toBe(true);
  });

  it.each(files.filter((file) => file.sender_flagged_critical.length > 0))(
    '$file opens a callout for everything its sender flags critical',
    async ({ file, sender_flagged_critical }) => {
      const ids = (await messagesOf(file)).map((message) => message.id);
      const critical = await lab.rows<{ parameter_code: string; critical_values: number }>(
        `select x.parameter_code, r.critical_values from results x join lab_reports r on r.id = x.lab_report_id
         where x.is_critical and exists (select from results own where own.lab_report_id = x.lab_report_id and own.message_id = any($1))`,
        [ids],
      );
      for (const { code } of sender_flagged_critical) {
        expect(critical).toContainEqual({ parameter_code: code, critical_values: 1 });
      }
    },
  );

  it('opens a callout only where a result is critical', async () => {
    const open = await lab.rows(
      `select r.id from lab_reports r where (r.critical_values = 1) <> exists (
         select from results x where x.lab_report_id = r.id and x.is_critical and x.superseded_at is null)`,
    );
    expect(open).toEqual([]);
  });

  it('writes nothing twice when everything is sent again', async () => {
    const count =
      'select (select count(*) from inbound_messages)::int as messages, (select count(*) from results)::int as results, (select count(*) from events)::int as events';
    const before = await lab.rows(count);
    for (const { file } of files) {
      const raw = readFileSync(join(folder, file));
      const again = await acceptBlock(lab.intake, { source: lab.source, transport: 'file', peer: file, raw });
      expect(again.isStored).toBe(true);
    }
    expect(await lab.rows(count)).toEqual(before);
  });
});
