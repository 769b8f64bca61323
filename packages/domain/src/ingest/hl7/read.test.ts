import { describe, expect, it } from 'vitest';
import type { IncomingMessage, IncomingOrder, IncomingReport, IncomingResult } from '../../result/index.ts';
import { type ReadMessage, type ReadOptions, readHl7v2 } from './read.ts';

const msh = 'MSH|^~\\&|LIS|LAB|||20260301120000||ORU^R01|M1|P|2.5.1';
const pid = 'PID|1||4711^^^HOSP^MR||Sample^Ann||19700102|F';
const obr = 'OBR|1|P1|F1|24323-8^Metabolic panel^LN|||20260301100000|||||||||D1^Reed^Ida^^^Dr.||||||20260301115000||CH|F';

const readOne = (segments: string[], options?: ReadOptions): ReadMessage => {
  const [one] = readHl7v2(segments.join('\r'), options).messages;
  if (!one) throw new Error('nothing was read');
  return one;
};
const messageOf = (segments: string[], options?: ReadOptions): IncomingMessage => {
  const read = readOne(segments, options);
  if (read.outcome !== 'results') throw new Error(`${read.outcome}: ${'reason' in read ? read.reason.message : ''}`);
  return read.message;
};
const orderOf = (segments: string[], options?: ReadOptions): IncomingOrder =>
  messageOf(segments, options).orders[0] as IncomingOrder;
const reportOf = (...under: string[]): IncomingReport => orderOf([msh, pid, obr, ...under]).reports[0] as IncomingReport;
const resultOf = (...obx: string[]): IncomingResult => reportOf(...obx).results[0] as IncomingResult;
const codesOf = (segments: string[]): string[] => messageOf(segments).problems.map(({ code, place }) => `${code} ${place}`);

describe('a result', () => {
  it('is read with everything that explains it', () => {
    const result = resultOf(
      'OBX|1|NM|2823-3^Potassium^LN^K^Kalium^L|a|6.8|mmol/L^millimole per liter^UCUM|3.5-5.1|HH~A|||F|||20260301100000|||||20260301114500',
      'NTE|1||no haemolysis\\.br\\checked~twice',
    );
    expect(result).toEqual({
      parameterCode: '2823-3',
      codeSystem: 'LN',
      parameterName: 'Potassium',
      subId: 'a',
      valueType: 'NM',
      value: '6.8',
      valueCodes: [],
      unit: 'mmol/L',
      referenceRange: '3.5-5.1',
      flags: ['HH', 'A'],
      status: 'F',
      versionAt: new Date('2026-03-01T11:50:00Z'),
      sentAt: new Date('2026-03-01T12:00:00Z'),
      observedAt: new Date('2026-03-01T10:00:00Z'),
      note: 'no haemolysis\nchecked\ntwice',
      place: 'OBR[1].OBX[1]',
    });
  });

  it.each([
    ['SN', '<^0.5', '<0.5'],
    ['SN', '^1^:^128', '1:128'],
    ['SN', '=^440', '440'],
    ['SN', '^182', '182'],
    ['SN', '>^1^.^3', '>1.3'],
    ['SN', '^10^-^20', '10-20'],
    ['SN', '182', '182'],
    ['SN', '^2^+', '2+'],
    ['NM', ' 0065.88 ', '0065.88'],
    ['NM', '&lt', '&lt'],
    ['ST', 'a^b&c', 'a^b&c'],
    ['FT', 'one\\.br\\two~three', 'one\ntwo\nthree'],
    ['CWE', '3092008^Staphylococcus aureus^SCT^SA^S. aureus^L', 'Staphylococcus aureus'],
    ['CWE', '^^^^^^^^seen as typed', 'seen as typed'],
    ['CE', 'POS', 'POS'],
    ['IS', 'A', 'A'],
    ['DT', '20260301', '20260301'],
    ['TM', '2231', '2231'],
    ['NR', '1^5', '1-5'],
    ['DR', '20260301^20260302', '20260301 20260302'],
    ['ED', 'ID&1.2&ISO^AP^PDF^Base64^AAAA', '(attachment: AP PDF Base64)'],
    ['', '1^Positive^L', 'Positive'],
    ['ST', '""', ''],
    ['ST', '', ''],
  ])('of type %s written %j has the value %j', (type, written, value) => {
    expect(resultOf(`OBX|1|${type}|X^Y^L||${written}||||||F`).value).toBe(value);
  });

  it('keeps every code of a coded value, over repeats', () => {
    expect(resultOf('OBX|1|CWE|600-7^Culture^LN||11^One^SCT^L1^Eins^L~22^Two^SCT||||||F')).toMatchObject({
      value: 'One\nTwo',
      valueCodes: ['11', 'L1', '22'],
    });
  });

  it.each([
    ['2823-3^Potassium^LN', '2823-3', 'LN', 'Potassium'],
    ['K^Kalium^L^2823-3^Potassium^LN', '2823-3', 'LN', 'Potassium'],
    ['2823-3^Potassium', '2823-3', 'LN', 'Potassium'],
    ['2823-4^Potassium', '2823-4', '', 'Potassium'],
    ['2823-3^Potassium^HOUSE', '2823-3', 'HOUSE', 'Potassium'],
    ['^^^99717-6^17-OHP^L', '99717-6', 'L', '17-OHP'],
    ['^Lactate', 'Lactate', '', 'Lactate'],
    ['K', 'K', '', 'K'],
    ['', '24323-8', 'LN', 'Metabolic panel'],
  ])('named %s is %s of system %s', (written, parameterCode, codeSystem, parameterName) => {
    expect(resultOf(`OBX|1|NM|${written}||1||||||F`)).toMatchObject({ parameterCode, codeSystem, parameterName });
  });

  it.each(['O', 'I', 'N'])('of OBX-11 %s is no result', (status) => {
    expect(reportOf(`OBX|1|NM|2823-3^K^LN||6.8||||||${status}`).results).toEqual([]);
    expect(resultOf(`OBX|1|NM|2823-3^K^LN||6.8|||HH|||${status}`)).toMatchObject({ status: 'P', flags: ['HH'] });
    expect(reportOf(`OBX|1|NM|2823-3^K^LN|||||HH|||${status}`).results).toEqual([]);
  });

  it.each([
    ['F', 'F'],
    ['p', 'P'],
    ['B', 'A'],
    ['V', 'F'],
    ['W', 'W'],
    ['D^deleted^HL70085', 'D'],
    ['', 'F'],
    ['Q', 'F'],
  ])('of OBX-11 %j has status %s', (written, status) => {
    expect(resultOf(`OBX|1|NM|2823-3^K^LN||4||||||${written}`).status).toBe(status);
  });

  it('says where a status was missing', () => {
    expect(codesOf([msh, pid, obr, 'OBX|1|NM|2823-3^K^LN||4'])).toEqual(['ingest.missing-status OBR[1].OBX[1]-11']);
  });

  it('is newer by the later of analysis and report', () => {
    const at = (obx19: string) =>
      resultOf(`OBX|1|NM|2823-3^K^LN||4||||||F|||20260301080000|||||${obx19}`).versionAt?.toISOString();
    expect(at('20260301120000')).toBe('2026-03-01T12:00:00.000Z');
    expect(at('20260301100000')).toBe('2026-03-01T11:50:00.000Z');
    expect(at('')).toBe('2026-03-01T11:50:00.000Z');
  });
});

describe('in the hour that occurs twice', () => {
  const zone = 'America/New_York';
  const versionOf = (msh7: string, obr22: string, obx14: string, obx19: string) => {
    const header = `MSH|^~\\&|LIS|LAB|||${msh7}||ORU^R01|M1|P|2.5.1`;
    const test = `OBR|1|P1|F1|T^Test^L|||20261101${'|'.repeat(15)}${obr22}|||F`;
    const obx = `OBX|1|NM|K^K^L||4||||||F|||${obx14}|||||${obx19}`;
    const result = orderOf([header, pid, test, obx], { zone }).reports[0]?.results[0];
    return { versionAt: result?.versionAt?.toISOString() ?? null, sentAt: result?.sentAt?.toISOString() ?? null };
  };

  it('a time without offset orders nothing', () => {
    const nothing = { versionAt: null, sentAt: null };
    expect(versionOf('20261101013000', '', '', '')).toEqual(nothing);
    expect(versionOf('20261101013000', '20261101012000', '', '')).toEqual(nothing);
    expect(versionOf('20261101013000', '', '20261101012000', '')).toEqual(nothing);
    expect(versionOf('20261101013000', '20261101030000', '', '20261101012000')).toEqual(nothing);
  });

  it('a time with offset, or of the hours beside it, does', () => {
    expect(versionOf('20261101013000-0500', '20261101012000-0400', '', '')).toEqual({
      versionAt: '2026-11-01T05:20:00.000Z',
      sentAt: '2026-11-01T06:30:00.000Z',
    });
    expect(versionOf('20261101020000', '20261101005959', '', '')).toEqual({
      versionAt: '2026-11-01T04:59:59.000Z',
      sentAt: '2026-11-01T07:00:00.000Z',
    });
  });
});

describe('several OBX', () => {
  it('of one narrative are one text', () => {
    const report = reportOf(
      'OBX|1|TX|R^Report^L||Gram stain:||||||F',
      'OBX|2|TX|R^Report^L||||||||F',
      'OBX|3|TX|R^Report^L||2 of 2 bottles|||AA|||F',
    );
    expect(report.results).toHaveLength(1);
    expect(report.results[0]).toMatchObject({ value: 'Gram stain:\n\n2 of 2 bottles', flags: ['AA'] });
  });

  it('with the same code and other values are all kept', () => {
    const report = reportOf(
      'OBX|1|NM|2345-7^Glucose^LN||90||||||F',
      'OBX|2|NM|2345-7^Glucose^LN||500|||HH|||F',
      'OBX|3|NM|2345-7^Glucose^LN||20|||LL|||F',
    );
    expect(report.results.map(({ subId, value }) => [subId, value])).toEqual([
      ['', '90'],
      ['#2', '500'],
      ['#3', '20'],
    ]);
  });

  it('said twice are one; a correction replaces', () => {
    expect(reportOf('OBX|1|NM|K^K^L||4||||||F', 'OBX|2|NM|K^K^L||4||||||F').results).toHaveLength(1);
    const corrected = reportOf('OBX|1|NM|K^K^L||9.9|||HH|||F', 'OBX|2|NM|K^K^L||4||||||C').results;
    expect(corrected.map(({ value, status }) => [value, status])).toEqual([['4', 'C']]);
  });

  it.each(['D', 'W', 'X'])('a value after OBX-11 %s replaces it', (status) => {
    const { results } = reportOf(
      'OBX|1|NM|K^K^L||4.1||||||F',
      `OBX|2|NM|K^K^L||4.1||||||${status}`,
      'OBX|3|NM|K^K^L||7.9|||HH|||F',
    );
    expect(results.map(({ subId, value, status: final }) => [subId, value, final])).toEqual([['', '7.9', 'F']]);
  });

  it('in a panel sent as two OBR are one report', () => {
    const order = orderOf([msh, pid, obr, 'OBX|1|NM|K^K^L||4||||||F', obr, 'OBX|1|NM|NA^Na^L||140||||||F']);
    expect(order.reports).toHaveLength(1);
    expect(order.reports[0]?.results.map(({ parameterCode }) => parameterCode)).toEqual(['K', 'NA']);
  });

  it('with a raw line break inside keep their text', () => {
    expect(reportOf('OBX|1|FT|R^Report^L||first line\nsecond line||||||F').results[0]).toMatchObject({
      value: 'first line\nsecond line',
      status: 'F',
    });
  });
});

describe('an order', () => {
  const obx = 'OBX|1|NM|K^K^L||4||||||F';
  const test = (placer: string, filler: string) => `OBR|1|${placer}|${filler}|T^Test^L|||20260301`;

  it.each([
    [{}, 'ORC|RE|P9|F9|G9', 'P1', 'F1', 'G9'],
    [{}, 'ORC|RE|P9|F9|', 'P1', 'F1', 'P1'],
    [{}, 'ORC|RE|P9|F9|', '', 'F1', 'P9'],
    [{}, 'ORC|RE||F9|', '', 'F1', 'F1'],
    [{}, 'ORC|RE||F9|', '', '', 'F9'],
    [{}, 'ORC|RE|P9|F9|system generated', 'P1', 'F1', 'P1'],
    [{ billRule: 'placer' }, 'ORC|RE|P9|F9|G9', 'P1', 'F1', 'P1'],
    [{ billRule: 'filler' }, 'ORC|RE|P9|F9|G9', 'P1', 'F1', 'F1'],
  ] as [ReadOptions, string, string, string, string][])(
    'by rule %o and %s, OBR %s %s, is %s',
    (options, orc, placer, filler, bill) => {
      expect(orderOf([msh, pid, orc, test(placer, filler), obx], options).billNumber).toBe(bill);
    },
  );

  it('of a reflex test is the order of its parent', () => {
    const child = `OBR|2||F2|T2^Reflex^L${'|'.repeat(25)}P1&EHR^F1&LIS`;
    expect(messageOf([msh, pid, test('P1', 'F1'), obx, child, obx]).orders.map(({ billNumber }) => billNumber)).toEqual(['P1']);
  });

  it('without any number finds itself again by patient and collection, and shows neither', () => {
    const bill = (control: string, person: string) =>
      orderOf([msh.replace('M1', control), `PID|1||${person}`, test('', ''), obx]).billNumber;
    expect(bill('M1', '4711')).toBe(bill('M2', '4711'));
    expect(bill('M1', '4711')).not.toBe(bill('M1', '4712'));
    expect(bill('M1', '4711')).toMatch(/^unnumbered-[0-9a-f]{16}$/);
  });

  it('is found in several OBR, and two orders in one message are two', () => {
    const message = messageOf([msh, pid, test('P1', 'F1'), obx, test('P1', 'F2'), obx, test('P2', 'F3'), obx]);
    expect(
      message.orders.map(({ billNumber, reports }) => [billNumber, reports.map((report) => report.fillerOrderNumber)]),
    ).toEqual([
      ['P1', ['F1', 'F2']],
      ['P2', ['F3']],
    ]);
  });

  it('of a second patient is never put on the first one', () => {
    const message = messageOf([msh, pid, test('P1', 'F1'), obx, 'PID|2||9999', test('P1', 'F1'), obx]);
    expect(message.orders.map(({ billNumber, patient }) => [billNumber, patient.identifier])).toEqual([
      ['P1', '4711'],
      ['P1/2', '9999'],
    ]);
    expect(message.problems.map(({ code }) => code)).toContain('ingest.shared-order-number');
  });

  it('knows where the patient is, who ordered, how urgent', () => {
    const order = orderOf([
      msh,
      'PID|1||8^^^MPI&1.2&ISO^PI~4711^^^HOSP^MR~99^^^SSA^SS||van Dyk&van^Ann^^^Dr.^^L||19700102|f||||||||||ACC1||||||||||||Y',
      'PV1|1|E|ICU^12^B||||A1^Attend^Al||||||||||||V77',
      'ORC|RE|P1|F1|G1|||||20260301090000|||D1^Reed^Ida^^^Dr.||^PRN^PH^^1^555^0100^23~^NET^Internet^x@example.org',
      `${test('P1', 'F1')}|||||||S&Serum&HL7|`,
      'TQ1|1||||||||S',
      obx,
      'SPM|1|S1^SP-9||BLD^Blood^HL70487',
    ]);
    expect(order).toMatchObject({
      billNumber: 'G1',
      accessionNumber: 'F1',
      patientClass: 'emergency',
      ward: 'ICU',
      room: '12',
      bed: 'B',
      visitNumber: 'V77',
      priority: 'S',
      orderedAt: new Date('2026-03-01T09:00:00Z'),
      ordering: { code: 'D1', name: 'Dr. Ida Reed', phone: '+1 555 0100 ext. 23' },
      patient: {
        identifier: '4711',
        authority: 'HOSP',
        identifierType: 'MR',
        secondIdentifier: '8',
        secondIdentifierType: 'PI',
        familyName: 'van Dyk',
        title: 'Dr.',
        born: '1970-01-02',
        sex: 'female',
        died: true,
      },
    });
    expect(order.reports[0]?.specimen).toBe('Blood');
  });

  it('falls back to the attending doctor', () => {
    const order = orderOf([msh, pid, 'PV1|1|B|W1||||A1^Attend^Al', test('P1', 'F1'), obx]);
    expect(order).toMatchObject({ patientClass: 'inpatient', ordering: { code: 'A1', name: 'Al Attend', phone: '' } });
  });
});

describe('a report', () => {
  it.each([
    ['F', 'final', true],
    ['P', 'preliminary', true],
    ['C', 'corrected', true],
    ['X', 'cancelled', true],
    ['I', 'preliminary', false],
    ['O', 'preliminary', false],
    ['S', 'preliminary', false],
  ])('of OBR-25 %s is %s, collected %s', (written, status, isCollected) => {
    const segments = [msh, pid, `OBR|1|P1|F1|T^Test^L|||20260301${'|'.repeat(18)}${written}`];
    expect(orderOf(segments).reports[0]).toMatchObject({ status, isCollected });
    expect(orderOf([...segments, 'OBX|1|NM|K^K^L||9.1|||HH|||F']).reports[0]?.isCollected).toBe(true);
  });

  it.each(['F', 'I'])('not collected by OBR-25 is collected when a note explains a flag without a value, OBX-11 %s', (status) => {
    const test = `OBR|1|P1|F1|T^Test^L|||20260301${'|'.repeat(18)}I`;
    const obx = `OBX|1|TX|GRAM^Gram stain^L|||||AA|||${status}`;
    const [report] = orderOf([msh, pid, test, obx, 'NTE|1||Gram-negative rods in 2 of 2 bottles']).reports;
    expect(report).toMatchObject({ isCollected: true, results: [{ value: '', flags: ['AA'] }] });
  });

  it('not collected by OBR-25 is collected when a flag is critical', () => {
    const test = `OBR|1|P1|F1|T^Test^L|||20260301${'|'.repeat(18)}S`;
    expect(orderOf([msh, pid, test, 'OBX|1|TX|G^Gram^L|||||AA|||F']).reports[0]?.isCollected).toBe(true);
    expect(orderOf([msh, pid, test, 'OBX|1|TX|G^Gram^L||||||||F']).reports[0]?.isCollected).toBe(false);
  });

  it('without OBR-25 takes its status from its results', () => {
    const status = (...statuses: string[]) =>
      orderOf([
        msh,
        pid,
        'OBR|1|P1|F1|T^Test^L',
        ...statuses.map((code, index) => `OBX|${index}|NM|K${index}^K^L||4||||||${code}`),
      ]).reports[0]?.status;
    expect(status('F', 'F')).toBe('final');
    expect(status('F', 'P')).toBe('preliminary');
    expect(status('F', 'C')).toBe('corrected');
    expect(status('X', 'D')).toBe('cancelled');
  });

  it('keeps a note under its OBR, where critical narrative may stand', () => {
    const report = reportOf('NTE|1||phoned to ward', 'OBX|1|NM|K^K^L||4||||||F', 'NTE|1||own note');
    expect(report.results[0]?.note).toBe('phoned to ward\nown note');
  });

  it('of OUL^R22 has its specimen before and its ORC after the OBR', () => {
    const order = orderOf([
      'MSH|^~\\&|LIS|LAB|||20260301||OUL^R22|M1|P|2.5.1',
      pid,
      'SPM|1|^S-5||SER^Serum',
      'OBR|1||F1|T^Test^L',
      'ORC|RE|||G7',
      'OBX|1|NM|K^K^L||4||||||F',
    ]);
    expect(order.billNumber).toBe('G7');
    expect(order.reports[0]?.specimen).toBe('Serum');
  });
});

describe('a message', () => {
  const rest = [pid, obr, 'OBX|1|NM|K^K^L||9.9|||HH|||F'];
  const outcome = (header: string, ...segments: string[]) => {
    const read = readOne([header, ...segments]);
    return 'reason' in read ? `${read.outcome} ${read.reason.code}` : read.outcome;
  };

  it.each([
    ['MSH|^~\\&|L|L|||2026||ACK^R01|1|P|2.5', 'unreadable ingest.critical-not-read'],
    ['MSH|^~\\&|L|L|||2026||ADT^A01|1|P|2.5', 'unreadable ingest.critical-not-read'],
    ['MSH|^~\\&|L|L|||2026||OML^O21|1|P|2.5', 'unreadable ingest.critical-not-read'],
    ['MSH|^~\\&|L|L|||2026||ZRU^Z01|1|P|2.5', 'unreadable ingest.critical-not-read'],
    ['MSH|^~\\&|L|L|||2026||ORU^W01|1|P|2.5', 'results'],
    ['MSH|^~\\&|L|L|||2026||ORU^R02|1|P|2.5', 'results'],
    ['MSH|^~\\&|L|L|||2026||ORU^O01|1|P|2.5', 'results'],
    ['MSH|^~\\&|L|L|||2026||ORF^R04|1|P|2.5', 'results'],
    ['MSH|^~\\&|L|L|||2026||OUL^R99|1|P|2.5', 'results'],
    ['MSH|^~\\&|L|L|||2026||HELLO|1|P|2.5', 'rejected ingest.unknown-message-type'],
    ['MSH|^~\\&|L|L|||2026||ORU^R01|1|P|3.0', 'rejected ingest.unsupported-version'],
    ['MSH|^~\\&|L|L|||2026|||1|P|2.5', 'unreadable ingest.missing-message-type'],
    ['MSH|^^^^|L|L|||2026||ORU^R01|1|P|2.5', 'unreadable ingest.bad-delimiters'],
    ['MSHX', 'unreadable ingest.bad-delimiters'],
    ['MSH|^~\\&|L|L|||2026||ORU|1|P|2.1', 'results'],
    ['MSH|^~\\&|L|L|||2026||ORU_R01|1|P|2.8', 'results'],
    ['MSH|^~\\&|||||||ORU^R01|||', 'results'],
  ])('%s: %s', (header, expected) => {
    expect(outcome(header, ...rest)).toBe(expected);
  });

  it.each(['ACK^R01', 'ADT^A01', 'OML^O21', 'ZRU^Z01'])('%s that flags nothing critical is ignored', (type) => {
    const header = `MSH|^~\\&|L|L|||2026||${type}|1|P|2.5`;
    expect(outcome(header, pid, obr, 'OBX|1|NM|K^K^L||4.1|||N|||F')).toBe('ignored ingest.no-results');
  });

  it.each(['ORU^R02', 'ORF^R04'])('%s without any OBX is ignored', (type) => {
    expect(outcome(`MSH|^~\\&|L|L|||2026||${type}|1|P|2.5`, pid, obr)).toBe('ignored ingest.no-results');
  });

  it('without test, or with results under none, is unreadable and still says what is critical', () => {
    expect(outcome(msh, pid)).toBe('unreadable ingest.no-test');
    const read = readOne([msh, pid, 'OBX|1|NM|2823-3^Potassium^LN||7.4|mmol/L||HH|||F']);
    expect(read.outcome === 'unreadable' && read.criticalFlags).toEqual([
      { flag: 'HH', parameterCode: '2823-3', parameterName: 'Potassium', value: '7.4', unit: 'mmol/L', place: 'OBX[1]' },
    ]);
  });

  it.each([
    ['T', ['ingest.not-production']],
    ['D', ['ingest.not-production']],
    ['P', []],
    ['', []],
  ])('of MSH-11 %j is read, with a problem where it is not production', (processingId, problems) => {
    expect(messageOf([msh.replace('|P|', `|${processingId}|`), ...rest]).problems.map(({ code }) => code)).toEqual(problems);
  });

  it('reads delimiters, line ends, byte-order mark and frame bytes as they come', () => {
    const odd = [
      'MSH#*~!@#LIS#LAB###20260301##ORU*R01#M1#P#2.5',
      'PID#1##4711',
      'OBR#1#P1#F1#T*Te!S!st*L',
      'OBX#1#ST#K*K*L##a|b!T!c######F',
    ];
    for (const end of ['\r', '\n', '\r\n', '\r\r']) {
      const [one] = readHl7v2(`\x0b\uFEFF${odd.join(end)}\x1c\r`).messages;
      expect(one?.outcome === 'results' && one.message.orders[0]?.reports[0]).toMatchObject({
        testName: 'Te*st',
        results: [{ value: 'a|b@c', status: 'F' }],
      });
    }
  });

  it('may begin with blanks', () => {
    expect(readHl7v2(`  \r\n ${[msh, ...rest].join('\r')}`).messages.map(({ outcome }) => outcome)).toEqual(['results']);
  });

  it('names no patient where PID is missing', () => {
    const message = messageOf([msh, obr, 'OBX|1|NM|K^K^L||4||||||F']);
    expect(message.orders[0]?.patient.identifier).toBeNull();
    expect(message.problems.map(({ place }) => place)).toContain('PID');
  });

  it('is cut out of a batch, and a wrong count is said', () => {
    const text = ['FHS|^~\\&', 'BHS|^~\\&', msh, ...rest, msh.replace('M1', 'M2'), ...rest, 'BTS|3', 'FTS|1'].join('\r\n');
    const batch = readHl7v2(text);
    expect(batch.isBatch).toBe(true);
    expect(batch.messages.map((one) => one.header?.controlId)).toEqual(['M1', 'M2']);
    expect(batch.problems.map(({ code }) => code)).toEqual(['ingest.batch-count']);
    expect(readHl7v2('FHS|^~\\&\rFTS|0').problems.map(({ code }) => code)).toEqual(['ingest.empty-batch']);
  });

  it('is read in the zone of the laboratory where it gives none', () => {
    expect(messageOf([msh, ...rest], { zone: 'Asia/Kolkata' }).sentAt?.toISOString()).toBe('2026-03-01T06:30:00.000Z');
    expect(readHl7v2([msh, ...rest].join('\r'), { zone: 'Mars/Base' }).problems.map(({ code }) => code)).toEqual([
      'ingest.unknown-zone',
    ]);
  });
});
