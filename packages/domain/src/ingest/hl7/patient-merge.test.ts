import { describe, expect, it } from 'vitest';
import { type ReadMessage, readHl7v2 } from './read.ts';

const ANNA = 'PID|1||200^^^NORTH^MR||MUSTER^ANNA||19700101|F';

function readAdt(event: string, ...segments: string[]): ReadMessage {
  const header = `MSH|^~\\&|ADT|NORTH|CC|LAB|20260302080000+0000||ADT^${event}|7|P|2.5.1`;
  const [read] = readHl7v2([header, `EVN|${event}`, ...segments].join('\r')).messages;
  if (!read) throw new Error('nothing was read');
  return read;
}

const numbersOf = (read: ReadMessage): string[] =>
  read.outcome === 'merges'
    ? read.merges.map(
        ({ patient, prior }) => `${prior.authority}/${prior.identifier} into ${patient.authority}/${patient.identifier}`,
      )
    : [read.outcome];
const refusalOf = (read: ReadMessage): string => ('reason' in read ? `${read.reason.place} ${read.reason.code}` : read.outcome);

describe('two records of a patient that are one', () => {
  it.each(['A18', 'A34', 'A36', 'A40', 'A40^ADT_A39', 'A47'])(
    'ADT^%s names the number that stays and the one given up',
    (event) => {
      const read = readAdt(event, ANNA, 'PD1||', 'MRG|100^^^NORTH^MR');
      expect(numbersOf(read)).toEqual(['NORTH/100 into NORTH/200']);
      expect(read.outcome === 'merges' && read.merges[0]?.patient).toMatchObject({
        familyName: 'MUSTER',
        born: '1970-01-01',
        sex: 'female',
      });
    },
  );

  it.each(['A01', 'A08', 'A35', 'A41', 'A42'])('ADT^%s leaves the patient as it is', (event) => {
    expect(numbersOf(readAdt(event, ANNA, 'MRG|100^^^NORTH^MR'))).toEqual(['ignored']);
  });

  it('several of one message, each MRG with the PID before it', () => {
    const berta = 'PID|2||300^^^NORTH^MR||BEISPIEL^BERTA||19800101|F';
    expect(numbersOf(readAdt('A40', ANNA, 'MRG|100^^^NORTH^MR', 'MRG|101^^^NORTH^MR', berta, 'MRG|102^^^NORTH^MR'))).toEqual([
      'NORTH/100 into NORTH/200',
      'NORTH/101 into NORTH/200',
      'NORTH/102 into NORTH/300',
    ]);
  });

  it('of several numbers in MRG-1 the one the same authority gave; MRG-4 where version 2.2 leaves MRG-1 empty', () => {
    expect(numbersOf(readAdt('A40', ANNA, 'MRG|77^^^STATE^MR~100^^^NORTH^PI'))).toEqual(['NORTH/100 into NORTH/200']);
    expect(numbersOf(readAdt('A34', 'PID|1|200||||MUSTER^ANNA', 'MRG||||100'))).toEqual(['/100 into /200']);
  });

  it.each([
    ['MRG[1]-1 ingest.merge-without-number', [ANNA, 'MRG|']],
    ['MRG[1]-1 ingest.merge-without-number', [ANNA, 'MRG|UNKNOWN^^^NORTH^MR']],
    ['PID[1]-3 ingest.merge-without-number', ['PID|1||||MUSTER^ANNA', 'MRG|100^^^NORTH^MR']],
    ['MRG[1] ingest.merge-without-patient', ['MRG|100^^^NORTH^MR', ANNA]],
    ['MRG ingest.merge-without-number', [ANNA]],
  ])('%s: nothing is half done', (refused, segments) => {
    expect(refusalOf(readAdt('A40', ...segments))).toBe(refused);
  });

  it('a number merged into itself is nothing to do', () => {
    const read = readAdt('A40', ANNA, 'MRG|200^^^NORTH^MR');
    expect(numbersOf(read)).toEqual([]);
    expect(read.problems.map(({ code }) => code)).toEqual(['ingest.merge-of-one']);
  });

  it('one that carries a critical value is kept for a person', () => {
    const read = readAdt('A40', ANNA, 'MRG|100^^^NORTH^MR', 'OBX|1|NM|2823-3^Potassium^LN||7.4|mmol/L||HH|||F');
    expect(refusalOf(read)).toBe('MSH-9 ingest.critical-not-read');
  });
});
