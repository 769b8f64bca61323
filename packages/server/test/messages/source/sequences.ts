import type { OwnMessage } from './own-message.ts';

const pid = 'PID|1||100020^^^NORTH^MR||Osprey^Hugo||19660606|M';
const pv1 = 'PV1|1|I|5N^510^A';
const orc = 'ORC|RE|P100020|F100020|G100020';
const msh = (time: string, id: string): string =>
  `MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|${time}-0500||ORU^R01^ORU_R01|${id}|P|2.5.1`;
const obr = (reported: string, status: string): string =>
  `OBR|1|P100020|F100020|2823-3^Potassium^LN|||20260306060000-0500|||||||||2001^Okafor^Ben||||||${reported}-0500||CH|${status}`;
const potassium = (value: string, flag: string, status: string): string =>
  `OBX|1|NM|2823-3^Potassium^LN||${value}|mmol/L|3.5-5.1|${flag}|||${status}`;
const lines = (...segments: string[]): string => segments.join('\n');

/** One potassium through its life; the files are named in the order they are sent. */
export const sequences: OwnMessage[] = [
  {
    file: 'seq-1-preliminary.hl7',
    exercises: ['preliminary critical: opens a callout where the source calls preliminary results'],
    text: lines(msh('20260306063000', 'Q1'), pid, pv1, orc, obr('20260306062500', 'P'), potassium('6.9', 'HH', 'P')),
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByFlag: ['2823-3'], criticalByStarterLimits: ['2823-3'] },
  },
  {
    file: 'seq-2-final-same-value.hl7',
    exercises: ['final with the same value: no second callout'],
    text: lines(msh('20260306064500', 'Q2'), pid, pv1, orc, obr('20260306064000', 'F'), potassium('6.9', 'HH', 'F')),
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByFlag: ['2823-3'], criticalByStarterLimits: ['2823-3'] },
  },
  {
    file: 'seq-3-resend-new-control-id.hl7',
    exercises: ['the same results again under another control id'],
    text: lines(msh('20260306070000', 'Q3'), pid, pv1, orc, obr('20260306064000', 'F'), potassium('6.9', 'HH', 'F')),
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByFlag: ['2823-3'], criticalByStarterLimits: ['2823-3'] },
  },
  {
    file: 'seq-4-corrected-worse.hl7',
    exercises: ['correction (C) to a worse critical value'],
    text: lines(msh('20260306073000', 'Q4'), pid, pv1, orc, obr('20260306072500', 'C'), potassium('7.6', 'HH', 'C')),
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByFlag: ['2823-3'], criticalByStarterLimits: ['2823-3'] },
  },
  {
    file: 'seq-5-late-older-version.hl7',
    exercises: ['an older version that arrives late: stored, never replaces the correction'],
    text: lines(msh('20260306073500', 'Q5'), pid, pv1, orc, obr('20260306064100', 'F'), potassium('6.8', 'HH', 'F')),
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByFlag: ['2823-3'], criticalByStarterLimits: ['2823-3'] },
  },
  {
    file: 'seq-6-corrected-to-normal.hl7',
    exercises: ['correction to normal: whoever was told must be told again'],
    text: lines(
      msh('20260306080000', 'Q6'),
      pid,
      pv1,
      orc,
      obr('20260306075500', 'C'),
      potassium('4.4', '', 'C'),
      'NTE|1|L|Corrected: previous specimen haemolysed.',
    ),
    expect: { outcome: 'processed', reports: 1, results: 1 },
  },
  {
    file: 'seq-7-posted-wrongly.hl7',
    exercises: ['W: posted for the wrong patient, no value'],
    text: lines(msh('20260306083000', 'Q7'), pid, pv1, orc, obr('20260306082500', 'C'), potassium('', '', 'W')),
    expect: { outcome: 'processed', reports: 1, results: 1 },
  },
  {
    file: 'seq-8-deleted.hl7',
    exercises: ['D: deleted'],
    text: lines(msh('20260306083500', 'Q8'), pid, pv1, orc, obr('20260306083000', 'C'), potassium('', '', 'D')),
    expect: { outcome: 'processed', reports: 1, results: 1 },
  },
  {
    file: 'seq-9-cannot-be-obtained.hl7',
    exercises: ['X: cannot be obtained, order cancelled'],
    text: lines(
      msh('20260306090000', 'Q9'),
      pid,
      pv1,
      orc,
      obr('20260306085500', 'X'),
      potassium('', '', 'X'),
      'NTE|1|L|Specimen clotted.',
    ),
    expect: { outcome: 'processed', reports: 1, results: 1 },
  },
  {
    file: 'amended-flags-only.hl7',
    exercises: ['A: amended; reference range and flag change, the value does not'],
    text: lines(
      msh('20260306091000', 'Q10'),
      'PID|1||100021^^^NORTH^MR||Petrel^Joan||20180101|F',
      'OBR|1|P100021|F100021|718-7^Hemoglobin^LN|||20260306060000-0500|||||||||2005^Ito^Ken||||||20260306090500-0500||HM|C',
      'OBX|1|NM|718-7^Hemoglobin^LN||11.6|g/dL|11.5-14.5|N|||A',
    ),
    expect: { outcome: 'processed', reports: 1, results: 1 },
  },
  {
    file: 'final-without-resend-u.hl7',
    exercises: ['U: status becomes final without sending the result again', 'R: entered, not verified'],
    text: lines(
      msh('20260306092000', 'Q11'),
      'PID|1||100022^^^NORTH^MR||Heron^Saul||19910321|M',
      'OBR|1|P100022|F100022|CHEM^Chemistry^L|||20260306070000-0500|||||||||2001^Okafor^Ben||||||20260306091500-0500||CH|F',
      'OBX|1|NM|2951-2^Sodium^LN||||||||U',
      'OBX|2|NM|2823-3^Potassium^LN||4.9|mmol/L|3.5-5.1||||R',
    ),
    expect: { outcome: 'processed', reports: 1, results: 2 },
  },
  {
    file: 'correction-beside-original.hl7',
    exercises: ['original and correction of one result in the same message: the correction stands'],
    text: lines(
      msh('20260306093000', 'Q12'),
      'PID|1||100023^^^NORTH^MR||Egret^Mona||19580808|F',
      'OBR|1|P100023|F100023|2345-7^Glucose^LN|||20260306071000-0500|||||||||2001^Okafor^Ben||||||20260306092500-0500||CH|C',
      'OBX|1|NM|2345-7^Glucose^LN||15|mg/dL|70-99|LL|||F',
      'OBX|2|NM|2345-7^Glucose^LN||115|mg/dL|70-99|H|||C',
    ),
    expect: { outcome: 'processed', reports: 1, results: 1 },
  },
  {
    file: 'glucose-series-same-code.hl7',
    exercises: ['three readings under one code without OBX-4: every value is kept'],
    text: lines(
      msh('20260306094000', 'Q13'),
      'PID|1||100024^^^NORTH^MR||Grebe^Carl||19690417|M',
      'OBR|1|P100024|F100024|GTT^Glucose tolerance^L|||20260306061000-0500|||||||||2003^Moreau^Luc||||||20260306093500-0500||CH|F',
      'OBX|1|NM|2345-7^Glucose^LN||92|mg/dL|70-99||||F|||20260306061000-0500',
      'OBX|2|NM|2345-7^Glucose^LN||188|mg/dL||H|||F|||20260306071000-0500',
      'OBX|3|NM|2345-7^Glucose^LN||31|mg/dL||LL|||F|||20260306081000-0500',
    ),
    expect: {
      outcome: 'processed',
      reports: 1,
      results: 3,
      criticalByFlag: ['2345-7'],
      criticalByStarterLimits: ['2345-7'],
      problems: ['ingest.repeated-result'],
    },
  },
];
