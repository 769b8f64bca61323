import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { IncomingMessage, IncomingResult } from '../../result/index.ts';
import { decodeHl7 } from './charset.ts';
import { isCriticalFlag } from './flags.ts';
import { type ReadMessage, readHl7v2 } from './read.ts';

const folder = fileURLToPath(new URL('../../../../server/test/messages/', import.meta.url));

type Listed = {
  file: string;
  charset: string;
  outcome: 'processed' | 'ignored' | 'quarantined';
  messages: number;
  reports: number;
  results: number;
  criticalByFlag: string[];
  problems: string[];
};

const listed: Listed[] = JSON.parse(readFileSync(`${folder}index.json`, 'utf8')).files;

function read(file: string): { messages: ReadMessage[]; charset: string; problems: string[] } {
  const decoded = decodeHl7(readFileSync(folder + file), {
    decode: (bytes, charset) => iconv.decode(Buffer.from(bytes), charset),
  });
  const batch = readHl7v2(decoded.text, { zone: 'America/New_York' });
  const problems = [
    ...decoded.problems,
    ...batch.problems,
    ...batch.messages.flatMap((one) => [...one.problems, ...('reason' in one ? [one.reason] : [])]),
  ];
  return { messages: batch.messages, charset: decoded.charset, problems: problems.map(({ code }) => code) };
}

const contentOf = (messages: ReadMessage[]): IncomingMessage[] =>
  messages.flatMap((one) => (one.outcome === 'results' ? [one.message] : []));
const resultsOf = (messages: ReadMessage[]): IncomingResult[] =>
  contentOf(messages).flatMap(({ orders }) => orders.flatMap(({ reports }) => reports.flatMap(({ results }) => results)));
const patientOf = (file: string) => contentOf(read(file).messages)[0]?.orders[0]?.patient;

const outcomes: Record<ReadMessage['outcome'], Listed['outcome']> = {
  results: 'processed',
  merges: 'processed',
  ignored: 'ignored',
  rejected: 'quarantined',
  unreadable: 'quarantined',
};

describe('our own messages', () => {
  it('are all listed', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.hl7'));
    expect(files.sort()).toEqual(listed.map(({ file }) => file).sort());
    expect(files.length).toBeGreaterThanOrEqual(60);
  });

  it.each(listed)('$file', (entry) => {
    const { messages, problems } = read(entry.file);
    expect(messages).toHaveLength(entry.messages);
    expect(new Set(messages.map(({ outcome }) => outcomes[outcome]))).toEqual(new Set([entry.outcome]));
    expect(contentOf(messages).flatMap(({ orders }) => orders.flatMap(({ reports }) => reports))).toHaveLength(entry.reports);
    expect(resultsOf(messages)).toHaveLength(entry.results);
    const unread = messages.flatMap((one) => (one.outcome === 'unreadable' ? one.criticalFlags : []));
    const critical = [...resultsOf(messages).filter(({ flags }) => flags.some(isCriticalFlag)), ...unread].map(
      ({ parameterCode }) => parameterCode,
    );
    expect([...new Set(critical)].sort()).toEqual([...entry.criticalByFlag].sort());
    const expected = entry.outcome === 'ignored' ? ['ingest.no-results'] : entry.problems;
    expect([...new Set(problems)].sort()).toEqual([...expected].sort());
  });

  it('are read in the character set they are written in', () => {
    const wide = listed.filter(({ charset, problems }) => charset !== 'utf-8' && problems.length === 0);
    expect(wide.length).toBeGreaterThanOrEqual(6);
    for (const { file, charset } of wide) expect(read(file).charset).toBe(charset);
    expect(patientOf('de-kalium-8859-1.hl7')).toMatchObject({
      familyName: 'Müller-Lüdenscheidt',
      givenName: 'Jörg',
      title: 'Dr.',
    });
    expect(patientOf('fr-hemoglobine-8859-15.hl7')).toMatchObject({ familyName: 'Œuvrard' });
    expect(patientOf('jp-shift-jis.hl7')).toMatchObject({ familyName: '表', givenName: 'ソノコ' });
    expect(patientOf('jp-iso-2022.hl7')).toMatchObject({ familyName: '山田', givenName: '太郎' });
    expect(patientOf('pl-utf8-undeclared-bom.hl7')).toMatchObject({ familyName: 'Wójcik', givenName: 'Żaneta' });
    expect(patientOf('nul-and-blank-lines.hl7')).toMatchObject({ familyName: 'Teal', givenName: 'Amos' });
    expect(patientOf('version-2.1-short.hl7')).toMatchObject({ identifier: 'O-55', familyName: 'PLOVER' });
  });

  it('of one potassium name one report, with versions in their order', () => {
    const steps = listed.filter(({ file }) => file.startsWith('seq-')).map(({ file }) => read(file).messages);
    const keys = steps.flatMap((messages) =>
      contentOf(messages).flatMap(({ orders }) =>
        orders.map((order) => `${order.billNumber} ${order.reports[0]?.fillerOrderNumber}`),
      ),
    );
    expect(new Set(keys)).toEqual(new Set(['G100020 F100020']));
    const versions = steps.map((messages) => resultsOf(messages)[0]?.versionAt?.toISOString().slice(11, 16));
    expect(versions).toEqual(['11:25', '11:40', '11:40', '12:25', '11:41', '12:55', '13:25', '13:30', '13:55']);
  });

  it('keep narrative whole', () => {
    const [blasts] = resultsOf(read('haem-blasts-in-comment.hl7').messages).filter(
      ({ parameterCode }) => parameterCode === 'MORPH',
    );
    expect(blasts?.value.split('\n')).toHaveLength(3);
    expect(resultsOf(read('micro-narrative-only-critical.hl7').messages)[0]?.note).toContain('Gram-negative rods');
    expect(resultsOf(read('micro-culture-no-growth.hl7').messages)[0]?.value).toBe(
      'No growth after 48 h\nMethod: plate & broth; count < 10^3 CFU/mL',
    );
    expect(resultsOf(read('raw-line-breaks-in-text.hl7').messages)[0]?.value.split('\n')).toHaveLength(3);
    expect(resultsOf(read('odd-delimiters.hl7').messages)[0]?.value).toBe('10^3 | A&B *@');
  });
});
