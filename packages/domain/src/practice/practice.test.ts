import { describe, expect, it } from 'vitest';
import { isCriticalFlag, readHl7v2 } from '../ingest/index.ts';
import { makeOru } from './oru.ts';
import { makeMessage, type PracticeMessage, startPractice } from './play.ts';
import { seededRandom } from './random.ts';

const start = new Date('2026-03-02T08:00:00Z');

function play(seed: number, count: number): PracticeMessage[] {
  const random = seededRandom(seed);
  let state = startPractice(random, start, 'R1');
  return Array.from({ length: count }, (_, index) => {
    const next = makeMessage(random, new Date(start.getTime() + index * 4000), state);
    state = next.state;
    return next.message;
  });
}

const share = (messages: PracticeMessage[], test: (one: PracticeMessage) => boolean): number =>
  messages.filter(test).length / messages.length;

describe('the playing laboratory', { timeout: 60_000 }, () => {
  const messages = play(7, 4000);

  it('plays the same day for the same seed and another for another', () => {
    expect(play(7, 200)).toEqual(messages.slice(0, 200));
    expect(play(8, 50).map(({ text }) => text)).not.toEqual(messages.slice(0, 50).map(({ text }) => text));
  });

  it('has realistic shares', () => {
    const fresh = messages.filter(({ kind }) => kind === 'new');
    expect(share(fresh, ({ isCritical }) => isCritical)).toBeGreaterThan(0.06);
    expect(share(fresh, ({ isCritical }) => isCritical)).toBeLessThan(0.1);
    expect(share(messages, ({ kind }) => kind === 'broken')).toBeGreaterThan(0.012);
    expect(share(messages, ({ kind }) => kind === 'broken')).toBeLessThan(0.03);
    for (const kind of ['final', 'correction', 'withdrawal', 'resend', 'no-result'] as const) {
      expect(messages.filter((one) => one.kind === kind).length).toBeGreaterThan(5);
    }
  });

  it('is read as it was meant', () => {
    for (const { text, kind, isCritical } of messages) {
      const [one] = readHl7v2(text).messages;
      const expected = kind === 'broken' ? 'unreadable' : kind === 'no-result' ? 'ignored' : 'results';
      expect(one?.outcome).toBe(expected);
      if (one?.outcome === 'unreadable') expect(one.criticalFlags.length > 0).toBe(isCritical);
      if (one?.outcome !== 'results') continue;
      expect(one.problems).toEqual([]);
      expect(one.message.orders).toHaveLength(1);
      const flagged = one.message.orders[0]?.reports[0]?.results.some(({ flags }) => flags.some(isCriticalFlag));
      // Some criticals are flagged H, L or not at all: the number must be enough.
      if (flagged) expect(isCritical).toBe(true);
    }
  });

  it('sends finals, corrections and resends of orders it sent before', () => {
    const bills = new Set<string>();
    for (const { text, kind } of messages) {
      const [one] = readHl7v2(text).messages;
      if (one?.outcome !== 'results') continue;
      const bill = one.message.orders[0]?.billNumber ?? '';
      expect(bills.has(bill)).toBe(kind !== 'new');
      bills.add(bill);
    }
    const texts = messages.map(({ text }) => text);
    for (const one of messages.filter(({ kind }) => kind === 'resend'))
      expect(texts.indexOf(one.text)).toBeLessThan(texts.lastIndexOf(one.text));
  });
});

describe('a message for load', () => {
  it.each([1, 14, 200])('has %i results under distinct identities, the first critical where asked', (observations) => {
    const text = makeOru({ observations, number: 5, now: start, isCritical: true });
    const [one] = readHl7v2(text).messages;
    const results = one?.outcome === 'results' ? (one.message.orders[0]?.reports[0]?.results ?? []) : [];
    expect(results).toHaveLength(observations);
    expect(results.filter(({ flags }) => flags.includes('HH'))).toHaveLength(1);
    expect(makeOru({ observations, number: 5, now: start, isCritical: true })).toBe(text);
  });
});
