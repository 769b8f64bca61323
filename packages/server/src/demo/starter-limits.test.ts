import { readFileSync } from 'node:fs';
import { evaluate, prepareRules } from '@critical-callout/domain/evaluation';
import { decodeHl7, readHl7v2 } from '@critical-callout/domain/ingest';
import { makeMessage, seededRandom, startPractice } from '@critical-callout/domain/practice';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { starterRules } from '../evaluation/index.ts';

const folder = new URL('../../test/messages/', import.meta.url);
const { limits, options } = starterRules();
const rules = prepareRules(limits, options);
const now = new Date('2026-03-02T08:00:00Z');
const dayMilliseconds = 86_400_000;

/** Codes of what the starter limits call critical; with `either`, of what the sender's flags do too. */
function criticalIn(text: string, flagPolicy: 'limits-only' | 'either'): string[] {
  const codes = readHl7v2(text).messages.flatMap((one) =>
    (one.outcome === 'results' ? one.message.orders : []).flatMap(({ patient, patientClass, ward, reports }) =>
      reports.flatMap(({ collectedAt, results }) =>
        results
          .filter((result) => {
            const ageDays =
              patient.born && collectedAt
                ? Math.floor((collectedAt.getTime() - Date.parse(patient.born)) / dayMilliseconds)
                : null;
            const seen = flagPolicy === 'limits-only' ? { ...result, flags: [] } : result;
            return evaluate(rules, {
              result: seen,
              sex: patient.sex,
              ageDays,
              patientClass,
              location: ward,
              specimen: [],
              department: null,
              collectedAt,
              now,
              flagPolicy,
            }).isCritical;
          })
          .map(({ parameterCode }) => parameterCode),
      ),
    ),
  );
  return [...new Set(codes)].sort();
}

describe('by the starter limits', { timeout: 60_000 }, () => {
  const listed: { file: string; criticalByStarterLimits: string[] }[] = JSON.parse(
    readFileSync(new URL('index.json', folder), 'utf8'),
  ).files;

  it.each(listed)('$file holds what its index says', ({ file, criticalByStarterLimits }) => {
    const { text } = decodeHl7(readFileSync(new URL(file, folder)), {
      decode: (bytes, charset) => iconv.decode(Buffer.from(bytes), charset),
    });
    expect(criticalIn(text, 'limits-only')).toEqual([...criticalByStarterLimits].sort());
  });

  it('the demo calls exactly what it means to be critical', () => {
    const random = seededRandom(11);
    let state = startPractice(random, now, 'R1');
    const wrong: string[] = [];
    let criticalCount = 0;
    for (let index = 0; index < 2000; index++) {
      const next = makeMessage(random, now, state);
      state = next.state;
      const { kind, text, isCritical, about } = next.message;
      if (kind === 'broken' || kind === 'no-result') continue;
      // Numbers need no flag; a culture's narrative is matched against the options of the starter list.
      for (const policy of ['either', 'limits-only'] as const) {
        if (criticalIn(text, policy).length > 0 !== isCritical) wrong.push(`${policy}: ${about}, meant critical: ${isCritical}`);
      }
      if (isCritical) criticalCount++;
    }
    expect(wrong).toEqual([]);
    expect(criticalCount).toBeGreaterThan(100);
  });
});
