import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { IncomingReport, IncomingResult } from '../../result/index.ts';
import { findCriticalFlags } from './critical-flags.ts';
import { isCriticalFlag } from './flags.ts';
import { type ReadMessage, readHl7v2 } from './read.ts';

// Messages of other people's systems; they lie beside the repository where they may be read, and are never part of it.
const folder = fileURLToPath(new URL('../../../../../../shared/data/hl7/', import.meta.url));

type Flagged = { message: number; code: string; value: string; flag: string };
type Listed = {
  file: string;
  messages: number;
  message_types: string[];
  hl7_versions: string[];
  obr: number;
  obx_value_types: Record<string, number>;
  obx_statuses: Record<string, number>;
  sender_flagged_critical: Flagged[];
  sender_flagged_abnormal: Flagged[];
};

const listed: Listed[] = existsSync(`${folder}index.json`) ? JSON.parse(readFileSync(`${folder}index.json`, 'utf8')).files : [];
const read = (file: string): ReadMessage[] =>
  readHl7v2(readFileSync(folder + file, 'utf8'), { zone: 'America/Chicago' }).messages;
const reportsOf = (one: ReadMessage | undefined): IncomingReport[] =>
  one?.outcome === 'results' ? one.message.orders.flatMap(({ reports }) => reports) : [];
const resultsOf = (one: ReadMessage | undefined): IncomingResult[] => reportsOf(one).flatMap(({ results }) => results);
const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((total, count) => total + count, 0);

// Files whose results are fewer than their OBX for a reason a reader sees: lines of one narrative; a panel sent twice.
const fewer = new Map([
  ['lfh-multiline-tx.hl7', 1],
  ['reportstream-nbs-leading-zeros.hl7', 9],
]);
// OBR that hold the same test of the same filler order are one report.
const fewerReports = new Map([
  ['nist-lri-contextfree-ng-frn.hl7', 2],
  ['reportstream-nbs-leading-zeros.hl7', 2],
]);

describe.runIf(listed.length > 0)('messages of other systems', () => {
  it('are all there', () => expect(listed.length).toBe(66));

  it.each(listed)('$file', (entry) => {
    const messages = read(entry.file);
    expect(messages.map(({ header }) => header?.version)).toEqual(Array(entry.messages).fill(entry.hl7_versions[0]));
    const isResult = entry.message_types.every((type) => type.startsWith('ORU'));
    expect(new Set(messages.map(({ outcome }) => outcome))).toEqual(new Set([isResult ? 'results' : 'ignored']));

    const { I = 0, O = 0, N = 0 } = entry.obx_statuses;
    const expected = fewer.get(entry.file) ?? sum(entry.obx_value_types) - I - O - N;
    expect(messages.flatMap(resultsOf)).toHaveLength(expected);
    expect(messages.flatMap(reportsOf)).toHaveLength(fewerReports.get(entry.file) ?? entry.obr);

    const critical = messages.flatMap((one, index) =>
      resultsOf(one).flatMap((result) =>
        result.flags.filter(isCriticalFlag).map((flag) => `${index + 1} ${result.parameterCode} ${flag}`),
      ),
    );
    const flagged = entry.sender_flagged_critical.map(({ message, code, flag }) => `${message} ${code} ${flag.split('^')[0]}`);
    expect(critical.sort()).toEqual(flagged.sort());
    expect(findCriticalFlags(readFileSync(folder + entry.file, 'utf8'))).toHaveLength(flagged.length);
    for (const { message, code, flag } of entry.sender_flagged_abnormal) {
      const found = resultsOf(messages[message - 1]).filter((result) => code === '' || result.parameterCode === code);
      expect(found.some(({ flags }) => flags.includes((flag.split('^')[0] ?? '').toUpperCase()))).toBe(true);
    }
  });

  it('do not make an order of the words "system generated"', () => {
    const bills = listed
      .filter((entry) => entry.file.startsWith('nist-elr'))
      .flatMap(({ file }) => read(file))
      .flatMap((one) => (one.outcome === 'results' ? one.message.orders.map(({ billNumber }) => billNumber) : []));
    expect(bills.length).toBeGreaterThan(15);
    expect(bills.filter((bill) => /system generated/i.test(bill))).toEqual([]);
  });

  it('give the same order and identities for a final after its partial, and newer versions for corrections', () => {
    const keys = (file: string) =>
      read(file).flatMap((one) =>
        one.outcome === 'results'
          ? one.message.orders.flatMap((order) =>
              order.reports.map((report) => `${order.billNumber} ${report.fillerOrderNumber} ${report.testCode}`),
            )
          : [],
      );
    expect(keys('nist-lri-gu-cbc-2-final.hl7')).toEqual(keys('nist-lri-gu-cbc-1-partial.hl7'));
    expect(keys('nist-lri-gu-esr-2-corrected.hl7')).toEqual(keys('nist-lri-gu-esr-1-final.hl7'));
    const [before] = read('nist-lri-gu-esr-1-final.hl7').flatMap(resultsOf);
    const [after] = read('nist-lri-gu-esr-2-corrected.hl7').flatMap(resultsOf);
    expect([after?.parameterCode, after?.subId, after?.status]).toEqual([before?.parameterCode, before?.subId, 'C']);
    expect(after?.versionAt?.getTime()).toBeGreaterThanOrEqual(before?.versionAt?.getTime() ?? Number.POSITIVE_INFINITY);
  });
});
