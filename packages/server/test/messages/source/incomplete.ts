import type { OwnMessage } from './own-message.ts';

/** Messages that leave out what the standard asks for and can still be read. */
export const incomplete: OwnMessage[] = [
  {
    file: 'missing-pid.hl7',
    exercises: ['no PID at all: the results still count'],
    text: `
      MSH|^~\\&|GAS900|POCT|||20260307080000||ORU^R01^ORU_R01|X000001|P|2.5
      OBR|1|XP1|XF1|2823-3^Potassium^LN|||20260307074500|||||||||2004^Novak^Iva||||||20260307075500||POC|F
      OBX|1|NM|2823-3^Potassium^LN||8.0|mmol/L|3.5-5.1|HH|||F`,
    expect: {
      outcome: 'processed',
      reports: 1,
      results: 1,
      criticalByFlag: ['2823-3'],
      criticalByStarterLimits: ['2823-3'],
      problems: ['ingest.missing-patient'],
    },
  },
  {
    file: 'pid-3-only.hl7',
    exercises: ['PID with PID-3 only'],
    text: `
      MSH|^~\\&|GAS900|POCT|||20260307081000||ORU^R01^ORU_R01|X000002|P|2.5
      PID|||100002
      OBR|1|XP2|XF2|2345-7^Glucose^LN|||20260307080000|||||||||||||||20260307080500||POC|F
      OBX|1|NM|2345-7^Glucose^LN||88|mg/dL|70-99||||F`,
    expect: { outcome: 'processed', reports: 1, results: 1 },
  },
  {
    file: 'missing-msh-3-4.hl7',
    exercises: ['no sending application and facility'],
    text: `
      MSH|^~\\&|||CALLOUT|NORTH|20260307082000||ORU^R01^ORU_R01|X000003|P|2.5
      PID|1||100011^^^NORTH^MR||Rook^Alba||19800101|F
      OBR|1|XP3|XF3|2951-2^Sodium^LN|||20260307080500|||||||||||||||20260307081500||CH|F
      OBX|1|NM|2951-2^Sodium^LN||168|mmol/L|136-145|HH|||F`,
    expect: {
      outcome: 'processed',
      reports: 1,
      results: 1,
      criticalByFlag: ['2951-2'],
      criticalByStarterLimits: ['2951-2'],
      problems: ['ingest.missing-header-field'],
    },
  },
  {
    file: 'missing-obx-11.hl7',
    exercises: ['OBX ends after its flag: no OBX-11'],
    text: `
      MSH|^~\\&|XN-1000|ANALYZER7|||20260307083000||ORU^R01|X000004|P|2.3.1
      PID|1||A-78
      OBR|1||S780001|K^Potassium|||20260307082000
      OBX|1|NM|2823-3^Potassium^LN||2.0|mmol/L|3.5-5.1|LL`,
    expect: {
      outcome: 'processed',
      reports: 1,
      results: 1,
      criticalByFlag: ['2823-3'],
      criticalByStarterLimits: ['2823-3'],
      problems: ['ingest.missing-status'],
    },
  },
  {
    file: 'no-order-numbers.hl7',
    exercises: [
      'no ORC, OBR-2 and OBR-3 empty: the order goes by patient and collection time',
      'no OBR-4: the test goes by its result',
    ],
    text: `
      MSH|^~\\&|METER3|POCT|||20260307084000||ORU^R01|X000005|P|2.4
      PID|1||100012^^^NORTH^MR||Swift^Ned||19850215|M
      OBR|1||||||20260307083500
      OBX|1|NM|41653-7^Glucose by glucometer^LN||22|mg/dL|70-99|LL|||F`,
    expect: {
      outcome: 'processed',
      reports: 1,
      results: 1,
      criticalByFlag: ['41653-7'],
      criticalByStarterLimits: ['41653-7'],
      problems: ['ingest.missing-order-number', 'ingest.missing-test'],
    },
  },
  {
    file: 'order-number-words.hl7',
    exercises: ['ORC-4 says "system generated": a word is no order number'],
    text: `
      MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260307085000||ORU^R01^ORU_R01|X000006|P|2.5.1
      PID|1||100013^^^NORTH^MR||Finch^Olga||19540504|F
      ORC|RE|P100013|system generated|system generated
      OBR|1|P100013|system generated|2823-3^Potassium^LN|||20260307083000|||||||||2001^Okafor^Ben||||||20260307084500||CH|F
      OBX|1|NM|2823-3^Potassium^LN||4.4|mmol/L|3.5-5.1||||F`,
    expect: { outcome: 'processed', reports: 1, results: 1 },
  },
  {
    file: 'version-2.1-short.hl7',
    exercises: ['version 2.1: MSH-9 "ORU", patient number in PID-2, names in one component'],
    text: `
      MSH|^~\\&|OLDLIS|OLDLAB|||19990102030405||ORU|OLD1|P|2.1
      PID|1|O-55|||PLOVER^MAX||19200101|M
      OBR|1|OP1|OF1|GLU^GLUCOSE|||199901020200|||||||||SMITH J
      OBX|1|NM|GLU^GLUCOSE||450|MG/DL|70-110|HH|||F`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByFlag: ['GLU'] },
  },
  {
    file: 'odd-delimiters.hl7',
    exercises: ['delimiters # * ~ ! @ read from MSH-1 and MSH-2', '| and ^ and & are text'],
    text: `
      MSH#*~!@#ODDLIS#ODDLAB#CALLOUT##20260307090000##ORU*R01*ORU_R01#X000007#P#2.5
      PID#1##100014***NORTH*MR##Stork*Lily##19760909#F
      OBR#1#XP7#XF7#CMT*Comment*L###20260307085000#########2001*Okafor*Ben######20260307085500##CH#F
      OBX#1#ST#CMT*Comment*L##10^3 | A&B !S!!T!######F`,
    expect: { outcome: 'processed', reports: 1, results: 1 },
  },
  {
    file: 'raw-line-breaks-in-text.hl7',
    exercises: ['line breaks inside OBX-5 that the sender did not escape'],
    text: `
      MSH|^~\\&|PATHLIS|PATHLAB|CALLOUT|NORTH|20260307091000||ORU^R01^ORU_R01|X000008|P|2.5
      PID|1||100015^^^NORTH^MR||Crane^Ivo||19430606|M
      OBR|1|XP8|XF8|11529-5^Surgical pathology^LN|||20260306090000|||||||||2007^Stein^Ute||||||20260307090500||SP|F
      OBX|1|TX|22637-3^Diagnosis^LN||Colon, biopsy:
      invasive adenocarcinoma.
      See comment.||||||F`,
    expect: { outcome: 'processed', reports: 1, results: 1, problems: ['ingest.continued-segment'] },
  },
  {
    file: 'nul-and-blank-lines.hl7',
    exercises: ['a NUL byte inside a name', 'blank lines between segments'],
    text: `
      MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260307092000||ORU^R01^ORU_R01|X000009|P|2.5

      PID|1||100016^^^NORTH^MR||Teal@Amos||19810303|M

      OBR|1|XP9|XF9|2951-2^Sodium^LN|||20260307090000|||||||||2001^Okafor^Ben||||||20260307091500||CH|F
      OBX|1|NM|2951-2^Sodium^LN||140|mmol/L|136-145||||F`,
    finish: (bytes) => Buffer.from(bytes.toString('latin1').replace('Teal@Amos', 'Teal\0^Amos'), 'latin1'),
    expect: { outcome: 'processed', reports: 1, results: 1 },
  },
  {
    file: 'impossible-times.hl7',
    exercises: ['times that do not exist in OBR-7, OBX-14 and PID-7'],
    text: `
      MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260307093000||ORU^R01^ORU_R01|X000010|P|2.5
      PID|1||100017^^^NORTH^MR||Quail^Bea||1950|F
      OBR|1|XP10|XF10|2951-2^Sodium^LN|||20260231090000|||||||||2001^Okafor^Ben||||||20260307092500||CH|F
      OBX|1|NM|2951-2^Sodium^LN||141|mmol/L|136-145||||F|||220260307090000`,
    expect: { outcome: 'processed', reports: 1, results: 1, problems: ['ingest.bad-birth-date', 'ingest.bad-time'] },
  },
  {
    file: 'empty-panel.hl7',
    exercises: ['OBR without any OBX: an order that was received, OBR-25 O'],
    text: `
      MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260307094000||ORU^R01^ORU_R01|X000011|P|2.5
      PID|1||100018^^^NORTH^MR||Dove^Tom||19870707|M
      OBR|1|XP11|XF11|24321-2^Basic metabolic panel^LN|||20260307093500|||||||||2001^Okafor^Ben||||||||CH|O`,
    expect: { outcome: 'processed', reports: 1, results: 0 },
  },
  {
    file: 'test-codes-as-text.hl7',
    exercises: ['OBR-4 and OBX-3 with text and no code', 'LOINC code without its system', 'code in the alternate triple only'],
    text: `
      MSH|^~\\&|MINILIS|MINILAB|||20260307095000||ORU^R01|X000012|P|2.3
      PID|1||M-12^^^MINI||Swan^Ola||19710505|F
      OBR|1|XP12|XF12|^Chemistry|||20260307093000
      OBX|1|NM|^Lactate||1.1|mmol/L|0.5-2.2||||F
      OBX|2|NM|2823-3^Potassium||6.9|mmol/L|3.5-5.1||||F
      OBX|3|NM|^^^NH3^Ammonia^L||30|umol/L|11-32||||F`,
    expect: { outcome: 'processed', reports: 1, results: 3, criticalByStarterLimits: ['2823-3'] },
  },
];
