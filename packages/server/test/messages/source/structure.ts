import type { OwnMessage } from './own-message.ts';

const small = (id: string, patient: string, value: string, flag: string): string =>
  [
    `MSH|^~\\&|BATCHLIS|BATCHLAB|CALLOUT|NORTH|20260308060000-0500||ORU^R01^ORU_R01|${id}|P|2.5.1`,
    `PID|1||${patient}^^^NORTH^MR||Batch^Person ${patient}||19700101|F`,
    `OBR|1|${id}P|${id}F|2823-3^Potassium^LN|||20260308050000-0500|||||||||2001^Okafor^Ben||||||20260308055500-0500||CH|F`,
    `OBX|1|NM|2823-3^Potassium^LN||${value}|mmol/L|3.5-5.1|${flag}|||F`,
  ].join('\n');

/** Batches, automation messages, other message types, and what cannot be read. */
export const structure: OwnMessage[] = [
  {
    file: 'batch-three.hl7',
    exercises: ['FHS/BHS batch of three, one critical'],
    text: [
      'FHS|^~\\&|BATCHLIS',
      'BHS|^~\\&|BATCHLIS',
      small('B1', '700001', '4.0', ''),
      small('B2', '700002', '7.0', 'HH'),
      small('B3', '700003', '4.8', ''),
      'BTS|3',
      'FTS|1',
    ].join('\n'),
    expect: {
      outcome: 'processed',
      messages: 3,
      reports: 3,
      results: 3,
      criticalByFlag: ['2823-3'],
      criticalByStarterLimits: ['2823-3'],
    },
  },
  {
    file: 'batch-wrong-count.hl7',
    exercises: ['BTS-1 announces three messages, the batch holds two'],
    text: ['BHS|^~\\&|BATCHLIS', small('B4', '700004', '4.1', ''), small('B5', '700005', '4.2', ''), 'BTS|3'].join('\n'),
    expect: { outcome: 'processed', messages: 2, reports: 2, results: 2, problems: ['ingest.batch-count'] },
  },
  {
    file: 'several-without-batch.hl7',
    exercises: ['two messages one after the other, without batch segments'],
    text: [small('B6', '700006', '4.3', ''), small('B7', '700007', '1.8', 'LL')].join('\n'),
    expect: {
      outcome: 'processed',
      messages: 2,
      reports: 2,
      results: 2,
      criticalByFlag: ['2823-3'],
      criticalByStarterLimits: ['2823-3'],
    },
  },
  {
    file: 'oul-r22-automation.hl7',
    exercises: ['OUL^R22: SPM before OBR, ORC after it'],
    text: `
      MSH|^~\\&|TRACK|AUTOLAB|CALLOUT|NORTH|20260308061000-0500||OUL^R22^OUL_R22|U000001|P|2.5.1|||NE|AL
      PID|1||100030^^^NORTH^MR||Magpie^Ida||19630303|F
      SPM|1|^T-881||SER^Serum^HL70487|||||||||||||20260308053000-0500
      SAC|||T-881
      OBR|1|UP1|UF1|2345-7^Glucose^LN|||20260308053000-0500|||||||||2001^Okafor^Ben||||||20260308060500-0500||CH|F
      ORC|RE|||UG1
      OBX|1|NM|2345-7^Glucose^LN||701|mg/dL|70-99|HH|||F`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByFlag: ['2345-7'], criticalByStarterLimits: ['2345-7'] },
  },
  {
    file: 'oul-r24-automation.hl7',
    exercises: ['OUL^R24: order first, SPM after the results'],
    text: `
      MSH|^~\\&|TRACK|AUTOLAB|CALLOUT|NORTH|20260308062000-0500||OUL^R24^OUL_R24|U000002|P|2.6
      PID|1||100031^^^NORTH^MR||Jay^Ron||19750505|M
      ORC|RE|UP2|UF2|UG2
      OBR|1|UP2|UF2|3255-7^Fibrinogen^LN|||20260308054000-0500|||||||||2001^Okafor^Ben||||||20260308061500-0500||CO|F
      OBX|1|NM|3255-7^Fibrinogen^LN||310|mg/dL|200-400||||F
      SPM|1|^T-882||PLAS^Plasma^HL70487`,
    expect: { outcome: 'processed', reports: 1, results: 1 },
  },
  {
    file: 'ignored-ack.hl7',
    exercises: ['an acknowledgement is no result'],
    text: 'MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260308063000-0500||ACK^R01^ACK|Z000001|P|2.5.1\nMSA|AA|N000001',
    expect: { outcome: 'ignored', reports: 0, results: 0 },
  },
  {
    file: 'ignored-adt.hl7',
    exercises: ['an admission is no result'],
    text: `
      MSH|^~\\&|ADTSYS|NORTH|CALLOUT|NORTH|20260308064000-0500||ADT^A01^ADT_A01|Z000002|P|2.5.1
      EVN|A01|20260308064000-0500
      PID|1||100032^^^NORTH^MR||Robin^Kit||19951010|M
      PV1|1|I|3W^305^B`,
    expect: { outcome: 'ignored', reports: 0, results: 0 },
  },
  {
    file: 'quarantined-no-msh.hl7',
    exercises: ['no MSH, and an OBX flagged HH: quarantined, unparsed critical'],
    text: `
      PID|1||100033^^^NORTH^MR||Linnet^Fay||19661111|F
      OBR|1|QP1|QF1|2823-3^Potassium^LN
      OBX|1|NM|2823-3^Potassium^LN||7.7|mmol/L|3.5-5.1|HH|||F`,
    expect: { outcome: 'quarantined', reports: 0, results: 0, criticalByFlag: ['2823-3'], problems: ['ingest.no-header'] },
  },
  {
    file: 'quarantined-no-obr.hl7',
    exercises: ['OBX under no OBR, flagged LL: quarantined, unparsed critical'],
    text: `
      MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260308065000-0500||ORU^R01^ORU_R01|Z000003|P|2.5.1
      PID|1||100034^^^NORTH^MR||Siskin^Ray||19770707|M
      OBX|1|NM|2345-7^Glucose^LN||18|mg/dL|70-99|LL|||F`,
    expect: {
      outcome: 'quarantined',
      reports: 0,
      results: 0,
      criticalByFlag: ['2345-7'],
      problems: ['ingest.result-without-test'],
    },
  },
  {
    file: 'quarantined-no-message-type.hl7',
    exercises: ['MSH-9 empty, nothing flagged'],
    text: `
      MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260308070000-0500|||Z000004|P|2.5.1
      PID|1||100035^^^NORTH^MR||Dunlin^Eve||19831203|F
      OBR|1|QP3|QF3|2951-2^Sodium^LN
      OBX|1|NM|2951-2^Sodium^LN||140|mmol/L|136-145||||F`,
    expect: { outcome: 'quarantined', reports: 0, results: 0, problems: ['ingest.missing-message-type'] },
  },
  {
    file: 'quarantined-bad-delimiters.hl7',
    exercises: ['MSH-2 names the same separator four times; AA further down'],
    text: `
      MSH|^^^^|NORTHLIS|NORTHLAB|||20260308071000-0500||ORU^R01|Z000005|P|2.5
      PID|1||100036
      OBR|1|QP4|QF4|600-7^Blood culture^LN
      OBX|1|ST|600-7^Blood culture^LN||Gram-negative rods|||AA|||P`,
    expect: { outcome: 'quarantined', reports: 0, results: 0, criticalByFlag: ['600-7'], problems: ['ingest.bad-delimiters'] },
  },
  {
    file: 'quarantined-truncated.hl7',
    exercises: ['cut off before the OBR, as a broken connection leaves it'],
    text: `
      MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260308072000-0500||ORU^R01^ORU_R01|Z000006|P|2.5.1
      PID|1||100037^^^NORTH^MR||Whimbrel^Guy||19510909|M
      PV1|1|I|4W^411^A`,
    finish: (bytes) => bytes.subarray(0, bytes.length - 4),
    expect: { outcome: 'quarantined', reports: 0, results: 0, problems: ['ingest.no-test'] },
  },
  {
    file: 'quarantined-not-hl7.hl7',
    exercises: ['something else on the port'],
    text: 'GET / HTTP/1.1\nHost: lab.example\n',
    expect: { outcome: 'quarantined', reports: 0, results: 0, problems: ['ingest.no-header'] },
  },
  {
    file: 'quarantined-unknown-type.hl7',
    exercises: ['a message type that does not exist: rejected, not ours'],
    text: 'MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260308073000-0500||LAB^RES|Z000007|P|2.5.1\nPID|1||100038',
    expect: { outcome: 'quarantined', reports: 0, results: 0, problems: ['ingest.unknown-message-type'] },
  },
];
