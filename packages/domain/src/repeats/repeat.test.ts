import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EarlierResult, findRepeatRule, type NewCritical, type RepeatRule, repeatKeyOf, ruleOnRepeat } from './index.ts';

const at = (time: string): Date => new Date(`2026-11-25T${time}:00Z`);
const NOW = at('12:00');
const rule = (more: Partial<RepeatRule> = {}): RepeatRule => ({
  id: 1,
  ruleKey: 'k',
  version: 1,
  parameterCode: '2823-3',
  codeSystem: 'LN',
  location: null,
  scope: 'window',
  windowHours: 6,
  worseByPercent: '10',
  isReentryCalled: true,
  ...more,
});
const fresh = (value: string, more: Partial<NewCritical> = {}): NewCritical => ({
  verdict: 'critical-low',
  value,
  unit: 'mmol/L',
  at: at('11:30'),
  visitNumber: 'V1',
  isDoubtful: false,
  molarMass: null,
  valence: null,
  ...more,
});
const told = (value: string, more: Partial<EarlierResult> = {}): EarlierResult => ({
  resultId: 7,
  labReportId: 70,
  verdict: 'critical-low',
  value,
  unit: 'mmol/L',
  at: at('08:00'),
  visitNumber: 'V1',
  isCritical: true,
  isSuppressed: false,
  told: { calloutId: 700, at: at('08:20') },
  ...more,
});
const calm = (time: string): EarlierResult => told('3.9', { verdict: 'normal', isCritical: false, told: null, at: at(time) });
const answer = (...args: Parameters<typeof ruleOnRepeat>): string => {
  const ruling = ruleOnRepeat(...args);
  return ruling.isSuppressed ? `suppressed by callout ${ruling.earlier.told.calloutId}` : ruling.because;
};
const SUPPRESSED = 'suppressed by callout 700';

describe('a repeat', () => {
  it.each<[string, string, NewCritical, EarlierResult[], RepeatRule | null]>([
    ['without a rule is called', 'no-rule', fresh('2.5'), [told('2.5')], null],
    ['of the same value is suppressed', SUPPRESSED, fresh('2.50'), [told('2.5')], rule()],
    ['that is better is suppressed', SUPPRESSED, fresh('2.7'), [told('2.5')], rule()],
    ['less worse than the threshold is suppressed', SUPPRESSED, fresh('2.26'), [told('2.5')], rule()],
    ['worse by exactly the threshold is called', 'worse', fresh('2.25'), [told('2.5')], rule()],
    ['worse at all is called where the threshold is 0', 'worse', fresh('2.49'), [told('2.5')], rule({ worseByPercent: '0' })],
    ['of a corrected result is called', 'doubtful', fresh('2.5', { isDoubtful: true }), [told('2.5')], rule()],
    ['that nobody was told of before is called', 'never-told', fresh('2.5'), [], rule()],
    ['after a callout that is open is called', 'earlier-open', fresh('2.5'), [told('2.5', { told: null })], rule()],
    [
      'is called while any other callout of the parameter is open, even an older one',
      'earlier-open',
      fresh('2.5'),
      [told('2.5'), told('2.4', { told: null, at: at('06:00') })],
      rule(),
    ],
    ['that was taken before the one told is called', 'out-of-order', fresh('2.5', { at: at('07:59') }), [told('2.5')], rule()],
    ['after a value that was not critical is called', 're-entry', fresh('2.5'), [told('2.5'), calm('10:00')], rule()],
    [
      'after such a value is suppressed where the rule says so',
      SUPPRESSED,
      fresh('2.5'),
      [told('2.5'), calm('10:00')],
      rule({ isReentryCalled: false }),
    ],
    ['after a calm value of before the call is suppressed', SUPPRESSED, fresh('2.5'), [told('2.5'), calm('07:00')], rule()],
    [
      'is called when the window is over, to the minute',
      'window-over',
      fresh('2.5'),
      [told('2.5', { told: { calloutId: 700, at: at('06:00') } })],
      rule(),
    ],
    [
      'is suppressed a minute before that',
      SUPPRESSED,
      fresh('2.5'),
      [told('2.5', { told: { calloutId: 700, at: at('06:01') } })],
      rule(),
    ],
    [
      'of the same stay is suppressed',
      SUPPRESSED,
      fresh('2.5'),
      [told('2.5')],
      rule({ scope: 'first-of-stay', windowHours: null }),
    ],
    [
      'of another stay is called',
      'other-stay',
      fresh('2.5', { visitNumber: 'V2' }),
      [told('2.5')],
      rule({ scope: 'first-of-stay', windowHours: null }),
    ],
    [
      'of a stay nobody numbered is called',
      'other-stay',
      fresh('2.5', { visitNumber: null }),
      [told('2.5', { visitNumber: null })],
      rule({ scope: 'first-of-stay', windowHours: null }),
    ],
    ['on the other side is called', 'other-side', fresh('6.9', { verdict: 'critical-high' }), [told('2.5')], rule()],
    [
      'of a value that cannot be judged is called',
      'cannot-be-judged',
      fresh('2.5', { verdict: 'cannot-say' }),
      [told('2.5')],
      rule(),
    ],
    ['of an off-scale value is called: it may be far worse', 'not-comparable', fresh('<1.0'), [told('<1.0')], rule()],
    ['in another unit is compared after conversion', SUPPRESSED, fresh('2500', { unit: 'umol/L' }), [told('2.5')], rule()],
    ['in another unit and worse is called', 'worse', fresh('2250', { unit: 'umol/L' }), [told('2.5')], rule()],
    ['in a unit nothing is known of is called', 'not-comparable', fresh('2.5', { unit: 'mg/dL' }), [told('2.5')], rule()],
    [
      'in mass units is compared with the molar mass of its limit',
      SUPPRESSED,
      fresh('45', { unit: 'mg/dL', molarMass: '180' }),
      [told('2.5')],
      rule(),
    ],
    [
      'without a unit is called where the one told had one',
      'not-comparable',
      fresh('2.5', { unit: null }),
      [told('2.5')],
      rule(),
    ],
    ['without units is compared', SUPPRESSED, fresh('2.5', { unit: null }), [told('2.5', { unit: null })], rule()],
    [
      'high and worse is called',
      'worse',
      fresh('7.5', { verdict: 'critical-high' }),
      [told('6.8', { verdict: 'critical-high' })],
      rule(),
    ],
    [
      'below zero counts its threshold from the size of the value',
      SUPPRESSED,
      fresh('-20.9', { unit: null }),
      [told('-19', { unit: null })],
      rule({ worseByPercent: '10.1' }),
    ],
    [
      'of words is suppressed where they are the same',
      SUPPRESSED,
      fresh('Gram-positive  cocci', { verdict: 'critical-qualitative', unit: null }),
      [told('gram-positive cocci', { verdict: 'critical-qualitative', unit: null })],
      rule(),
    ],
    [
      'critical by its change is called: that is no worse or better than what was told',
      'not-comparable',
      fresh('2.6', { verdict: 'critical-change' }),
      [told('2.6', { verdict: 'critical-change' })],
      rule(),
    ],
    [
      'of other words is called',
      'not-comparable',
      fresh('Gram-negative rods', { verdict: 'critical-qualitative', unit: null }),
      [told('gram-positive cocci', { verdict: 'critical-qualitative', unit: null })],
      rule(),
    ],
    [
      'is compared with what was told, not with what was suppressed since',
      'worse',
      fresh('2.2'),
      [told('2.5'), told('2.3', { isSuppressed: true, told: null, at: at('10:00') })],
      rule(),
    ],
    [
      'is compared with the latest that was told',
      SUPPRESSED,
      fresh('2.2'),
      [told('2.5', { at: at('06:00'), told: { calloutId: 1, at: at('06:10') } }), told('2.3')],
      rule(),
    ],
  ])('%s', (_name, expected, current, history, by) => {
    expect(answer(by, current, history, NOW)).toBe(expected);
  });
});

describe('the rule that speaks', () => {
  const of = { parameterCode: '2823-3', codeSystem: 'LN', location: 'ICU ' };
  it.each<[string, (Partial<RepeatRule> & { id: number })[], number | null]>([
    ['is none without one', [], null],
    ['is that of the parameter', [{ id: 1 }], 1],
    ['is not that of another parameter', [{ id: 1, parameterCode: '2345-7' }], null],
    ['is not that of another system', [{ id: 1, codeSystem: 'L' }], null],
    ['of any system speaks, after one that names it', [{ id: 1, codeSystem: '' }, { id: 2 }], 2],
    ['of the place speaks for every parameter', [{ id: 1, parameterCode: null, location: 'icu' }], 1],
    ['of the parameter goes before that of the place', [{ id: 1, parameterCode: null, location: 'icu' }, { id: 2 }], 2],
    ['of both goes before either', [{ id: 1 }, { id: 2, location: 'ICU' }, { id: 3, parameterCode: null, location: 'ICU' }], 2],
    ['of another place does not speak', [{ id: 1, location: '7B' }], null],
  ])('%s', (_name, rules, expected) => {
    expect(
      findRepeatRule(
        rules.map((one) => rule(one)),
        of,
      )?.id ?? null,
    ).toBe(expected);
  });

  it('has one key for each parameter and place, however the place is written', () => {
    expect(repeatKeyOf(rule({ location: ' Icu' }))).toBe(repeatKeyOf(rule({ location: 'ICU' })));
    expect(repeatKeyOf(rule({ location: 'ICU' }))).not.toBe(repeatKeyOf(rule()));
    expect(repeatKeyOf(rule({ parameterCode: null, codeSystem: 'LN', location: 'ICU' }))).toBe(
      repeatKeyOf(rule({ parameterCode: null, codeSystem: '', location: 'ICU' })),
    );
  });
});

const minute = fc
  .integer({ min: 0, max: 12 * 60 })
  .map((minutes) => new Date(Date.parse('2026-11-25T00:00:00Z') + minutes * 60_000));
const tenths = fc.integer({ min: 5, max: 80 });
const text = (value: number): string => (value / 10).toFixed(1);
const verdict = (value: number): EarlierResult['verdict'] =>
  value < 28 ? 'critical-low' : value > 62 ? 'critical-high' : 'normal';
type Past = { tenths: number; at: Date; isSuppressed: boolean; isDone: boolean };
const pasts: fc.Arbitrary<Past[]> = fc.array(
  fc.record({ tenths, at: minute, isSuppressed: fc.boolean(), isDone: fc.boolean() }),
  { maxLength: 6 },
);

/** The policy told again, in whole tenths and by going through the history in the order of time. */
function model(by: RepeatRule, value: number, taken: Date, history: readonly Past[]): boolean {
  let last: Past | null = null;
  let isCalmSince = false;
  for (const past of [...history].sort((a, b) => a.at.getTime() - b.at.getTime())) {
    if (verdict(past.tenths) === 'normal') {
      if (last && past.at <= taken) isCalmSince = true;
    } else if (!past.isSuppressed) {
      if (!past.isDone) return false;
      last = past;
      isCalmSince = false;
    }
  }
  if (!last || last.at > taken || verdict(last.tenths) !== verdict(value)) return false;
  if (by.isReentryCalled && isCalmSince) return false;
  if (NOW.getTime() - last.at.getTime() >= (by.windowHours ?? 0) * 3_600_000) return false;
  const worse = verdict(value) === 'critical-low' ? last.tenths - value : value - last.tenths;
  return worse <= 0 || worse * 100 < Number(by.worseByPercent) * last.tenths;
}

it('rules as the policy says, told in another way', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 50 }),
      fc.boolean(),
      tenths.filter((value) => verdict(value) !== 'normal'),
      minute,
      // Two at the very same minute have no order the policy could speak of.
      pasts.filter((list) => new Set(list.map((past) => past.at.getTime())).size === list.length),
      (windowHours, percent, isReentryCalled, value, taken, history) => {
        const by = rule({ windowHours, worseByPercent: String(percent), isReentryCalled });
        const rows = history.map((past, index) =>
          told(text(past.tenths), {
            resultId: index,
            verdict: verdict(past.tenths),
            isCritical: verdict(past.tenths) !== 'normal',
            isSuppressed: past.isSuppressed,
            at: past.at,
            told: past.isDone ? { calloutId: index, at: past.at } : null,
          }),
        );
        const current = fresh(text(value), { verdict: verdict(value), at: taken });
        expect(ruleOnRepeat(by, current, rows, NOW).isSuppressed).toBe(model(by, value, taken, history));
      },
    ),
    { numRuns: 2000 },
  );
});

it('a value further into the critical side is never suppressed where a less grave one is called for being worse', () => {
  fc.assert(
    fc.property(
      tenths.filter((value) => value < 28),
      tenths.filter((value) => value < 28),
      fc.nat(5),
      (before, value, further) => {
        const ruling = (tenth: number) => answer(rule(), fresh(text(tenth)), [told(text(before))], NOW);
        if (ruling(value) === 'worse') expect(ruling(value - further)).toBe('worse');
      },
    ),
  );
});
