import type { OwnMessage } from './own-message.ts';

export const international: OwnMessage[] = [
  {
    file: 'de-kalium-8859-1.hl7',
    exercises: ['German, ISO-8859-1 declared as 8859/1', 'Ä Ö Ü ß in names', 'decimal comma in the value and in the range'],
    charset: 'iso-8859-1',
    text: `
      MSH|^~\\&|LABOR^^|KLINIKUM|CALLOUT|KH|20260305080000+0100||ORU^R01|D000001|P|2.4||||||8859/1
      PID|1||D-3001^^^KH^PI||Müller-Lüdenscheidt^Jörg^^^Dr.||19500715|M
      PV1|1|I|INN2^214^T
      OBR|1|DP1|DF1|K^Kalium^99LAB|||20260305073000+0100|||||||||6001^Größe^Käthe||||||20260305075500+0100||CH|F
      OBX|1|NM|K^Kalium^99LAB^2823-3^Potassium^LN||7,2|mmol/L|3,5-5,1|HH|||F
      NTE|1||Bitte sofort zurückrufen: Verdacht auf Hämolyse ausgeschlossen.`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByFlag: ['2823-3'], criticalByStarterLimits: ['2823-3'] },
  },
  {
    file: 'fr-hemoglobine-8859-15.hl7',
    exercises: ['French, ISO-8859-15 (Œ and the euro sign)', 'haemoglobin in g/dL flagged B'],
    charset: 'iso-8859-15',
    text: `
      MSH|^~\\&|SIL|LABO|CALLOUT|CHU|20260305081000+0100||ORU^R01^ORU_R01|FR00001|P|2.5||||||8859/15
      PID|1||F-4001^^^CHU^PI||Œuvrard^Françoise||19830209|F
      PV1|1|E|URG
      OBR|1|FP1|FF1|NFS^Numération^L|||20260305074000+0100|||||||||6101^Lefèvre^Zoé||||||20260305080500+0100||HM|F
      OBX|1|NM|718-7^Hémoglobine^LN||4.1|g/dL|12-16|LL|||F
      NTE|1||Tarif 20 €; prélèvement vérifié.`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByFlag: ['718-7'], criticalByStarterLimits: ['718-7'] },
  },
  {
    file: 'es-gasometria-utf8.hl7',
    exercises: ['Spanish, UTF-8 declared', 'LF line ends'],
    end: '\n',
    text: `
      MSH|^~\\&|SIL|HOSPITAL|CALLOUT|HG|20260305082000+0100||ORU^R01^ORU_R01|ES00001|P|2.5.1||||||UNICODE UTF-8
      PID|1||E-1^^^HG^PI||Núñez^Íñigo||19641224|M
      PV1|1|I|UCI^3^1
      OBR|1|ESP1|ESF1|24338-6^Gasometría arterial^LN|||20260305080000+0100|||||||||6201^Peña^Álvaro||||||20260305081500+0100||BG|F
      OBX|1|NM|2744-1^pH arterial^LN||7.03|[pH]|7,35-7,45|LL|||F
      OBX|2|NM|2703-7^Oxígeno, presión parcial^LN||31|mm[Hg]|83-108|LL|||F`,
    expect: {
      outcome: 'processed',
      reports: 1,
      results: 2,
      criticalByFlag: ['2744-1', '2703-7'],
      criticalByStarterLimits: ['2744-1', '2703-7'],
    },
  },
  {
    file: 'jp-shift-jis.hl7',
    exercises: ['Japanese, Shift-JIS declared as ISO IR14', 'second bytes that are | and \\ in ASCII'],
    charset: 'shift_jis',
    text: `
      MSH|^~\\&|LIS|KENSA|CALLOUT|BYOIN|20260305083000+0900||ORU^R01^ORU_R01|JP00001|P|2.5||||||ISO IR14
      PID|1||J-1^^^BYOIN^PI||表^ソノコ||19710303|F
      PV1|1|I|ﾋｶﾞｼ3
      OBR|1|JPP1|JPF1|2823-3^カリウム^LN|||20260305080000+0900|||||||||6301^十^能||||||20260305082500+0900||CH|F
      OBX|1|NM|2823-3^カリウム^LN||6.9|mmol/L|3.6-4.8|HH|||F`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByFlag: ['2823-3'], criticalByStarterLimits: ['2823-3'] },
  },
  {
    file: 'jp-iso-2022.hl7',
    exercises: ['Japanese, kanji by ISO 2022 escape sequences (ISO IR6~ISO IR87)'],
    charset: 'iso-2022-jp',
    text: `
      MSH|^~\\&|LIS|KENSA|CALLOUT|BYOIN|20260305083500+0900||ORU^R01^ORU_R01|JP00002|P|2.5||||||ISO IR6~ISO IR87
      PID|1||J-2^^^BYOIN^PI||山田^太郎||19550505|M
      OBR|1|JPP2|JPF2|2951-2^ナトリウム^LN|||20260305080500+0900|||||||||6301^佐藤^愛||||||20260305083000+0900||CH|F
      OBX|1|NM|2951-2^ナトリウム^LN||108|mmol/L|138-145|LL|||F`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByFlag: ['2951-2'], criticalByStarterLimits: ['2951-2'] },
  },
  {
    file: 'pl-utf8-undeclared-bom.hl7',
    exercises: ['Polish, UTF-8 without MSH-18, with a byte-order mark', 'CR LF line ends'],
    end: '\r\n',
    finish: (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
    text: `
      MSH|^~\\&|LIS|LAB|CALLOUT|SZP|20260305084000+0100||ORU^R01^ORU_R01|PL00001|P|2.5.1
      PID|1||P-1^^^SZP^PI||Wójcik^Żaneta||19990119|F
      OBR|1|PLP1|PLF1|777-3^Płytki krwi^LN|||20260305081000+0100|||||||||6401^Łąka^Józef||||||20260305083500+0100||HM|F
      OBX|1|NM|777-3^Płytki krwi^LN||9|10*9/L|150-400|LL|||F`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByFlag: ['777-3'], criticalByStarterLimits: ['777-3'] },
  },
  {
    file: 'at-latin1-undeclared.hl7',
    exercises: ['ISO-8859-1 bytes without MSH-18: guessed, with a problem', 'no last CR'],
    charset: 'iso-8859-1',
    finish: (bytes) => bytes.subarray(0, bytes.length - 1),
    text: `
      MSH|^~\\&|LIS|LAB|CALLOUT|AKH|20260305084500+0100||ORU^R01|AT00001|P|2.3
      PID|1||A-1^^^AKH||Gößwein^Änne||19620202|F
      OBR|1|ATP1|ATF1|2345-7^Glukose^LN|||20260305081500+0100|||||||||6501^Höß^Ulf||||||20260305084000+0100||CH|F
      OBX|1|NM|2345-7^Glukose^LN||612|mg/dl|70-99|HH|||F`,
    expect: {
      outcome: 'processed',
      reports: 1,
      results: 1,
      criticalByFlag: ['2345-7'],
      criticalByStarterLimits: ['2345-7'],
      problems: ['ingest.charset-guessed'],
    },
  },
  {
    file: 'in-declared-utf8-but-latin1.hl7',
    exercises: ['MSH-18 says UTF-8, the bytes are ISO-8859-1', 'zone +0530', 'µ in a unit'],
    charset: 'iso-8859-1',
    text: `
      MSH|^~\\&|LIS|LAB|CALLOUT|BLR|20260305143000+0530||ORU^R01^ORU_R01|IN00001|P|2.5.1||||||UNICODE UTF-8
      PID|1||I-1^^^BLR^MR||Rao^Meera||19730815|F
      PV1|1|I|ICU^8
      OBR|1|INP1|INF1|16362-6^Ammonia^LN|||20260305135000+0530|||||||||6601^Iyer^Arun||||||20260305142500+0530||CH|F
      OBX|1|NM|16362-6^Ammonia^LN||310|µmol/L|11-32|HH|||F`,
    expect: {
      outcome: 'processed',
      reports: 1,
      results: 1,
      criticalByFlag: ['16362-6'],
      criticalByStarterLimits: ['16362-6'],
      problems: ['ingest.charset-mismatch'],
    },
  },
  {
    file: 'ru-8859-5.hl7',
    exercises: ['Russian, ISO-8859-5', 'platelets normal'],
    charset: 'iso-8859-5',
    text: `
      MSH|^~\\&|LIS|LAB|CALLOUT|MSK|20260305103000+0300||ORU^R01^ORU_R01|RU00001|P|2.5||||||8859/5
      PID|1||R-1^^^MSK^PI||Иванова^Ольга||19660421|F
      OBR|1|RUP1|RUF1|777-3^Тромбоциты^LN|||20260305100000+0300|||||||||6701^Петров^Илья||||||20260305102500+0300||HM|F
      OBX|1|NM|777-3^Тромбоциты^LN||255|10*9/L|150-400||||F`,
    expect: { outcome: 'processed', reports: 1, results: 1 },
  },
  {
    file: 'cn-gb18030.hl7',
    exercises: ['Chinese, GB 18030', 'ST number'],
    charset: 'gb18030',
    text: `
      MSH|^~\\&|LIS|LAB|CALLOUT|BJ|20260305153000+0800||ORU^R01^ORU_R01|CN00001|P|2.5||||||GB 18030-2000
      PID|1||C-1^^^BJ^PI||王^小明||20010910|M
      OBR|1|CNP1|CNF1|2823-3^钾^LN|||20260305150000+0800|||||||||6801^李^华||||||20260305152500+0800||CH|F
      OBX|1|ST|2823-3^钾^LN||1.9|mmol/L|3.5-5.3|LL|||F`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByFlag: ['2823-3'], criticalByStarterLimits: ['2823-3'] },
  },
];
