import { describe, expect, it } from 'vitest';
import { type AcknowledgementFacts, ruleOnAcknowledgement, type ShownValue } from './acknowledge.ts';
import { CriticalValues } from './critical-values.ts';
import { decide, evolve, type ReportState } from './report-state.ts';

const value = (resultId: number, text: string, more: Partial<ShownValue> = {}): ShownValue => ({
  resultId,
  labReportId: resultId,
  parameterName: `P${resultId}`,
  value: text,
  unit: 'mmol/L',
  isWithdrawn: false,
  ...more,
});
const facts = (more: Partial<AcknowledgementFacts>): AcknowledgementFacts => ({
  labReportIds: [1],
  values: [value(1, '6.80')],
  heard: [{ resultId: 1, heard: '6.8' }],
  understood: [],
  ...more,
});

describe('ruleOnAcknowledgement', () => {
  it('takes the value as a decimal, with or without its unit', () => {
    expect(ruleOnAcknowledgement(facts({}))).toMatchObject({ type: 'match', labReportIds: [1], needsCall: [] });
    expect(ruleOnAcknowledgement(facts({ heard: [{ resultId: 1, heard: '6.8 mmol/L' }] }))).toMatchObject({ type: 'match' });
  });

  it.each(['8.6', '', '6.8 mg/dL', '<6.8', 'yes'])('does not take %j for 6.80 mmol/L', (heard) => {
    expect(ruleOnAcknowledgement(facts({ heard: [{ resultId: 1, heard }] }))).toMatchObject({
      type: 'mismatch',
      comparisons: [{ resultId: 1, isMatch: false }],
    });
  });

  it('one wrong value of two acknowledges nothing', () => {
    const two = facts({
      labReportIds: [1, 2],
      values: [value(1, '6.8'), value(2, '1.4')],
      heard: [
        { resultId: 1, heard: '6.8' },
        { resultId: 2, heard: '1.5' },
      ],
    });
    expect(ruleOnAcknowledgement(two)).toMatchObject({ type: 'mismatch', comparisons: [{ isMatch: true }, { isMatch: false }] });
  });

  it.each<[what: string, more: Partial<AcknowledgementFacts>]>([
    ['a value that was replaced', { values: [value(9, '5.1')] }],
    ['a value that came meanwhile', { values: [value(1, '6.8'), value(2, '1.4')] }],
    [
      'a value that is not there any more',
      {
        heard: [
          { resultId: 1, heard: '6.8' },
          { resultId: 2, heard: '1.4' },
        ],
      },
    ],
    ['a value that was withdrawn', { values: [value(1, '6.8', { isWithdrawn: true })] }],
    ['a withdrawal nobody ticked', { values: [value(1, '', { isWithdrawn: true })], heard: [] }],
  ])('the page showed something else: %s', (_what, more) => {
    expect(ruleOnAcknowledgement(facts(more))).toEqual({ type: 'changed' });
  });

  it('a withdrawal is understood, not repeated', () => {
    const withdrawn = facts({ values: [value(1, '', { isWithdrawn: true })], heard: [], understood: [1] });
    expect(ruleOnAcknowledgement(withdrawn)).toEqual({ type: 'match', comparisons: [], labReportIds: [1], needsCall: [] });
  });

  it('a report without any value needs a call, whatever was said of the others', () => {
    expect(ruleOnAcknowledgement(facts({ labReportIds: [1, 2] }))).toMatchObject({ labReportIds: [1], needsCall: [2] });
    expect(ruleOnAcknowledgement(facts({ values: [], heard: [] }))).toEqual({ type: 'needs-call' });
  });
});

describe('an acknowledgement and the status of a report', () => {
  const NOW = new Date('2026-11-23T10:00:00Z');
  const { NORMAL, CALLOUT_PENDING, CALLOUT_DONE, ABNORMAL, CALLOUT_ATTEMPTED } = CriticalValues;
  const after = (criticalValues: CriticalValues, isSelected: boolean): ReportState => {
    const state: ReportState = { criticalValues, reason: 'critical', criticalAt: NOW, dueAt: NOW, wasTold: false };
    const decision = decide(state, { type: 'acknowledge', isSelected }, NOW);
    if ('refusal' in decision) throw new Error('an acknowledgement is never refused');
    return decision.events.reduce(evolve, state);
  };

  it.each([
    [CALLOUT_PENDING, CALLOUT_DONE],
    [CALLOUT_ATTEMPTED, CALLOUT_DONE],
    [CALLOUT_DONE, CALLOUT_DONE],
    [NORMAL, NORMAL],
    [ABNORMAL, ABNORMAL],
  ])('%i becomes %i, and its recipient was told', (from, to) => {
    expect(after(from, true)).toMatchObject({ criticalValues: to, wasTold: true });
  });

  it.each([
    [CALLOUT_PENDING, CALLOUT_PENDING],
    [CALLOUT_ATTEMPTED, CALLOUT_PENDING],
    [CALLOUT_DONE, CALLOUT_DONE],
    [NORMAL, NORMAL],
  ])('a report the message was not about goes from %i to %i', (from, to) => {
    expect(after(from, false)).toMatchObject({ criticalValues: to, wasTold: false });
  });
});
