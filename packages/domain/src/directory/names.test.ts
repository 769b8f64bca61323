import { describe, expect, it } from 'vitest';
import { matchShift, type NamedParty, nameKey, type PartyRef } from './index.ts';

describe('one name in two spellings', () => {
  it.each([
    ['Dr. Ada Finch', 'FINCH, Ada'],
    ['Prof. Dr. med. Jürgen Groß', 'Groß, Jürgen'],
    ['Nurse Kim', 'kim'],
    ['  Ben   Reed ', 'Reed Ben'],
  ])('%s is %s', (a, b) => {
    expect(nameKey(a)).toBe(nameKey(b));
  });

  it.each([
    ['Ada Finch', 'Ada Fynch'],
    ['Ada Finch', 'Finch'],
  ])('%s is not %s', (a, b) => {
    expect(nameKey(a)).not.toBe(nameKey(b));
  });
});

const finch: NamedParty = { kind: 'doctor', id: 1, name: 'Dr Ada Finch', code: 'D1', emails: ['finch@harbour.example'] };
const reed: NamedParty = { kind: 'doctor', id: 2, name: 'Dr Ben Reed', code: 'D2', emails: [] };
const kim: NamedParty = { kind: 'person', id: 3, name: 'Nurse Kim', code: 'N1', emails: [] };
const other: NamedParty = { kind: 'person', id: 4, name: 'Kim', code: 'N2', emails: [] };
const all = [finch, reed, kim];

describe('who a shift names', () => {
  it.each<[string, string, [string, string][], number | null]>([
    ['by the address of the attendee', 'Shift 1', [['A. F.', 'Finch@Harbour.example']], 1],
    ['by the name of the attendee', 'Shift 1', [['Reed, Ben', 'somebody@else.example']], 2],
    ['by the summary alone', 'Ada Finch', [], 1],
    ['behind a colon', 'Cardiology on call: Dr. Ben Reed', [], 2],
    ['behind a dash, with a remark', 'Night - Nurse Kim (78)', [], 3],
    ['by the code', 'D2', [], 2],
    ['not by a part of the name', 'Ben', [], null],
    ['not whom nobody knows', 'Dr Nobody', [['Nobody', 'nobody@x.example']], null],
    ['nobody where nothing is said', '', [], null],
  ])('%s', (_name, summary, attendees, expected) => {
    const names = { summary, attendees: attendees.map(([name, email]) => ({ name, email })) };
    expect(matchShift(names, all, new Map())?.id ?? null).toBe(expected);
  });

  it('is nobody where two would fit, until somebody has settled the name', () => {
    const names = { summary: 'Kim', attendees: [] };
    expect(matchShift(names, [...all, other], new Map())).toBeNull();
    const settled = new Map<string, PartyRef>([[nameKey('kim'), { kind: 'person', id: 4 }]]);
    expect(matchShift(names, [...all, other], settled)).toEqual({ kind: 'person', id: 4 });
  });
});
