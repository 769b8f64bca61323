import type { CalloutLogEntry } from '@critical-callout/contract/history';
import { describe, expect, it } from 'vitest';
import { panelWords } from '../platform/messages/en/panel.ts';
import { addWords, text } from '../platform/text.tsx';
import { groupOf } from './groups.ts';
import { copyText, linesOf } from './lines.ts';

addWords(panelWords);

const entry = (more: Partial<CalloutLogEntry>): CalloutLogEntry => ({
  seq: 1,
  at: '2026-11-23T10:00:00.000Z',
  type: 'callout-done',
  category: 648,
  text: 'Callout done by - M. Osei',
  actorName: 'M. Osei',
  billId: 5,
  labReportIds: [11],
  data: {},
  ...more,
});

describe('the history', () => {
  it.each([
    ['callout-attempted', 'calls'],
    ['callout-contact-skipped', 'calls'],
    ['callout-reopened', 'results'],
    ['report-became-critical', 'results'],
    ['delivery-failed', 'messages'],
    ['escalation-step-reached', 'escalation'],
    ['order-claimed', 'people'],
    ['downtime-sheet-printed', 'other'],
  ])('%s belongs to %s', (type, group) => {
    expect(groupOf(type)).toBe(group);
  });

  it('puts looks between events by their time, and copies each with day, zone, who and to whom a desk passed it on', () => {
    const relay = {
      state: 'confirmed',
      desk: 'Ward 7B',
      passed_on_to: 'Dr Patel',
      confirmed_by: 'Kelly Park',
      confirmed_at: '2026-11-23T10:00:00.000Z',
    };
    const views = [{ who: 'R. Patel', at: '2026-11-23T10:05:00.000Z', until: '2026-11-23T10:06:00.000Z', times: 2 }];
    const older = entry({
      seq: 0,
      at: '2026-11-23T09:00:00.000Z',
      type: 'report-became-critical',
      text: 'Critical',
      actorName: null,
    });
    const lines = linesOf([entry({ data: { relay } }), older], views, text, 'UTC');
    expect(lines.map(({ group }) => group)).toEqual(['views', 'calls', 'results']);
    expect(copyText(lines, 'UTC').split('\n')).toEqual([
      expect.stringContaining('R. Patel'),
      '23-Nov-2026 10:00 (UTC) · M. Osei · Callout done by - M. Osei · Passed on to Dr Patel, said by Kelly Park at 23-Nov-2026 10:00',
      expect.stringContaining('Critical'),
    ]);
  });

  it('says of an attempt what became of it and to whom it was sent on; of a finished call neither', () => {
    const sent = { is_draft: true, outcome: 'sent-to-someone-else', sent_to: { name: 'Dr Patel', phone: '555-0199' } };
    const moreOf = (data: Record<string, unknown>) => linesOf([entry({ data })], [], text, 'UTC')[0]?.more;
    expect(moreOf(sent)).toBe('Sent to someone else · Dr Patel, 555-0199');
    expect(moreOf({ is_draft: true, outcome: 'no-answer' })).toBe('No answer');
    expect(moreOf({ outcome: 'reached-read-back' })).toBeNull();
    expect(moreOf({ is_draft: true, outcome: 'declared' })).toBeNull();
  });
});
