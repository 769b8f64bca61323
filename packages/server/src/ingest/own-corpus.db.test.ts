import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IntakeLab, openIntakeLab } from '../../test/intake-lab.ts';
import { acceptBlock } from './index.ts';

type OwnMessage = {
  file: string;
  outcome: 'processed' | 'ignored' | 'rejected' | 'quarantined';
  messages: number;
  /** Codes of results the sender flags critical. */
  criticalByFlag: string[];
};

const FOLDER = join(import.meta.dirname, '../../test/messages');
const files: OwnMessage[] = JSON.parse(readFileSync(join(FOLDER, 'index.json'), 'utf8')).files;
const STATES = { processed: 'PROCESSED', ignored: 'IGNORED', rejected: 'QUARANTINED', quarantined: 'QUARANTINED' } as const;

describe('our own messages', () => {
  let lab: IntakeLab;
  /** Critical codes on the open reports a file wrote on, as they stood when it was answered: later files of a sequence change them. */
  const openAfter = new Map<string, string[]>();
  beforeAll(async () => {
    lab = await openIntakeLab();
    for (const { file } of files) {
      await acceptBlock(lab.intake, { source: lab.source, transport: 'file', peer: file, raw: readFileSync(join(FOLDER, file)) });
      const open = await lab.rows<{ parameter_code: string }>(
        `select distinct x.parameter_code from results x join lab_reports r on r.id = x.lab_report_id
         where x.is_critical and x.superseded_at is null and r.critical_values = 1 and exists (
           select from results own join inbound_messages m on m.id = own.message_id where own.lab_report_id = r.id and m.peer = $1)`,
        [file],
      );
      // A resend that changes nothing writes nothing: what the file before it left still stands.
      const wrote = await lab.rows('select from results x join inbound_messages m on m.id = x.message_id where m.peer = $1', [
        file,
      ]);
      const codes = wrote.length > 0 ? open.map((row) => row.parameter_code) : ([...openAfter.values()].at(-1) ?? []);
      openAfter.set(file, codes);
    }
  });
  afterAll(() => lab.close());

  it.each(files)('$file is $outcome', async ({ file, outcome, messages }) => {
    const stored = await lab.rows<{ state: string; reason: string | null }>(
      'select state, reason from inbound_messages where peer = $1',
      [file],
    );
    expect(stored.map(({ state }) => state)).toEqual(Array.from({ length: Math.max(1, messages) }, () => STATES[outcome]));
    for (const { state, reason } of stored) expect(reason !== null).toBe(state !== 'PROCESSED');
  });

  it.each(files.filter((file) => file.criticalByFlag.length > 0))(
    '$file opens a callout',
    ({ file, outcome, criticalByFlag }) => {
      const codes = outcome === 'processed' ? [...new Set(criticalByFlag)] : ['UNREADABLE'];
      expect(openAfter.get(file)).toEqual(expect.arrayContaining(codes));
    },
  );
});
