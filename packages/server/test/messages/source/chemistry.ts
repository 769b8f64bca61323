import type { OwnMessage } from './own-message.ts';

export const chemistry: OwnMessage[] = [
  {
    file: 'chem-bmp-normal-2.5.1.hl7',
    exercises: ['a panel in which nothing is wrong', 'LOINC with UCUM units', 'OBR-22, OBX-14 and OBX-19'],
    text: `
      MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260302081500-0500||ORU^R01^ORU_R01|N000001|P|2.5.1|||||USA
      PID|1||100001^^^NORTH^MR||Quill^Marigold^^^^^L||19610412|F
      PV1|1|I|3W^312^A^NORTH||||2001^Okafor^Ben^^^Dr.||||||||||||V100001
      ORC|RE|P100001|F100001|G100001||CM||||||2001^Okafor^Ben^^^Dr.||^WPN^PH^^1^555^0101
      OBR|1|P100001|F100001|24321-2^Basic metabolic panel^LN|||20260302073000-0500|||||||||2001^Okafor^Ben^^^Dr.||||||20260302081200-0500||CH|F
      OBX|1|NM|2951-2^Sodium^LN||139|mmol/L^^UCUM|136-145|N|||F|||20260302073000-0500|||||20260302080500-0500
      OBX|2|NM|2823-3^Potassium^LN||4.2|mmol/L^^UCUM|3.5-5.1|N|||F|||20260302073000-0500|||||20260302080500-0500
      OBX|3|NM|2075-0^Chloride^LN||103|mmol/L^^UCUM|98-107|N|||F|||20260302073000-0500|||||20260302080500-0500
      OBX|4|NM|2028-9^Carbon dioxide^LN||25|mmol/L^^UCUM|22-29|N|||F|||20260302073000-0500|||||20260302080500-0500
      OBX|5|NM|2345-7^Glucose^LN||94|mg/dL^^UCUM|70-99|N|||F|||20260302073000-0500|||||20260302080500-0500`,
    expect: { outcome: 'processed', reports: 1, results: 5 },
  },
  {
    file: 'chem-potassium-hh.hl7',
    exercises: ['one critical high in a panel, flagged HH', 'emergency patient', 'stat by TQ1-9'],
    text: `
      MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260302093000-0500||ORU^R01^ORU_R01|N000002|P|2.5.1
      PID|1||100002^^^NORTH^MR||Bramble^Otis||19480919|M
      PV1|1|E|ED^07^^NORTH||||2002^Lindqvist^Sara^^^Dr.
      ORC|RE|P100002|F100002|G100002
      OBR|1|P100002|F100002|24321-2^Basic metabolic panel^LN|||20260302090500-0500|||||||||2002^Lindqvist^Sara^^^Dr.|^WPN^PH^^1^555^0102|||||20260302092800-0500||CH|F
      TQ1|1||||||||S
      OBX|1|NM|2951-2^Sodium^LN||134|mmol/L|136-145|L|||F
      OBX|2|NM|2823-3^Potassium^LN||7.1|mmol/L|3.5-5.1|HH|||F
      NTE|1|L|No visible haemolysis. Repeated on a second analyser.
      OBX|3|NM|2160-0^Creatinine^LN||3.4|mg/dL|0.7-1.3|H|||F`,
    expect: { outcome: 'processed', reports: 1, results: 3, criticalByFlag: ['2823-3'], criticalByStarterLimits: ['2823-3'] },
  },
  {
    file: 'chem-potassium-flagged-only-h.hl7',
    exercises: ['critical by its number, flagged only H by the sender'],
    text: `
      MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260302100000-0500||ORU^R01^ORU_R01|N000003|P|2.5.1
      PID|1||100003^^^NORTH^MR||Fenwick^Ada||19750630|F
      PV1|1|I|4E^401^B
      OBR|1|P100003|F100003|2823-3^Potassium^LN|||20260302094000-0500|||||||||2001^Okafor^Ben||||||20260302095500-0500||CH|F
      OBX|1|NM|2823-3^Potassium^LN||7.4|mmol/L|3.5-5.1|H|||F`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByStarterLimits: ['2823-3'] },
  },
  {
    file: 'chem-sodium-flagged-only-l.hl7',
    exercises: ['critical low by its number, flagged only L'],
    text: `
      MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260302101000-0500||ORU^R01^ORU_R01|N000004|P|2.5.1
      PID|1||100004^^^NORTH^MR||Sparrow^Tobias||19390102|M
      OBR|1|P100004|F100004|2951-2^Sodium^LN|||20260302095000-0500|||||||||2001^Okafor^Ben||||||20260302100800-0500||CH|F
      OBX|1|NM|2951-2^Sodium^LN||109|mmol/L|136-145|L|||F`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByStarterLimits: ['2951-2'] },
  },
  {
    file: 'chem-glucose-no-flag.hl7',
    exercises: ['critical by its number, OBX-8 empty', 'OBX-7 empty'],
    text: `
      MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260302102000-0500||ORU^R01^ORU_R01|N000005|P|2.5.1
      PID|1||100005^^^NORTH^MR||Thistle^June||19820214|F
      PV1|1|O|CLIN2
      OBR|1|P100005|F100005|2345-7^Glucose^LN|||20260302093000-0500|||||||||2003^Moreau^Luc||||||20260302101800-0500||CH|F
      OBX|1|NM|2345-7^Glucose^LN||26|mg/dL|||||F`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByStarterLimits: ['2345-7'] },
  },
  {
    file: 'chem-glucose-mmol.hl7',
    exercises: ['the same analyte in mmol/L', 'flag H on a critical value', 'ward without room'],
    text: `
      MSH|^~\\&|WESTLIS|WESTLAB|CALLOUT|WEST|20260302112000+0000||ORU^R01|W000001|P|2.4
      PID|1||W-2001^^^WEST^PI||Pemberton^Isla||19930505|F
      PV1|1|I|ICU
      OBR|1|WP1|WF1|14749-6^Glucose^LN|||20260302110000+0000|||||||||3001^Ahmed^Noor||||||20260302111500+0000||CH|F
      OBX|1|NM|14749-6^Glucose^LN||38.9|mmol/L|3.9-5.8|H|||F`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByStarterLimits: ['14749-6'] },
  },
  {
    file: 'chem-calcium-ll-two-flags.hl7',
    exercises: ['OBX-8 repeats: L~LL', 'two reports in one order, one critical'],
    text: `
      MSH|^~\\&|WESTLIS|WESTLAB|CALLOUT|WEST|20260302113000+0000||ORU^R01|W000002|P|2.4
      PID|1||W-2002^^^WEST^PI||Hollis^Graham||19550811|M
      PV1|1|I|SURG^2^1
      ORC|RE|WP2||WG2
      OBR|1|WP2|WF2|17861-6^Calcium^LN|||20260302111000+0000|||||||||3001^Ahmed^Noor||||||20260302112500+0000||CH|F
      OBX|1|NM|17861-6^Calcium^LN||5.1|mg/dL|8.6-10.2|L~LL|||F
      OBR|2|WP2|WF2B|19123-9^Magnesium^LN|||20260302111000+0000|||||||||3001^Ahmed^Noor||||||20260302112500+0000||CH|F
      OBX|1|NM|19123-9^Magnesium^LN||1.9|mg/dL|1.6-2.6||||F`,
    expect: { outcome: 'processed', reports: 2, results: 2, criticalByFlag: ['17861-6'], criticalByStarterLimits: ['17861-6'] },
  },
  {
    file: 'chem-sn-comparators.hl7',
    exercises: ['SN with comparators on ordinary chemistry: <^x, >^x, a range, a ratio'],
    text: `
      MSH|^~\\&|WESTLIS|WESTLAB|CALLOUT|WEST|20260302114000+0000||ORU^R01^ORU_R01|W000003|P|2.5
      PID|1||W-2003^^^WEST^PI||Larkspur^Edith||19440303|F
      OBR|1|WP3|WF3|CHEM^Chemistry^L|||20260302112000+0000|||||||||3001^Ahmed^Noor||||||20260302113500+0000||CH|F
      OBX|1|SN|2345-7^Glucose^LN||<^10|mg/dL|70-99|L|||F
      OBX|2|SN|2823-3^Potassium^LN||>^10.0|mmol/L|3.5-5.1|H|||F
      OBX|3|SN|2951-2^Sodium^LN||^139|mmol/L|136-145||||F
      OBX|4|SN|DIL^Dilution^L||^1^:^4||||||F
      OBX|5|SN|RBCU^Red cells in urine^L||^10^-^20|/[HPF]|0-3|A|||F`,
    expect: { outcome: 'processed', reports: 1, results: 5, criticalByStarterLimits: ['2345-7', '2823-3'] },
  },
  {
    file: 'chem-nm-with-comparator.hl7',
    exercises: ['NM that holds "<0.5" and ">1000"', 'thousands and blanks in a number'],
    text: `
      MSH|^~\\&|WESTLIS|WESTLAB|CALLOUT|WEST|20260302115000+0000||ORU^R01^ORU_R01|W000004|P|2.5
      PID|1||W-2004^^^WEST^PI||Marlowe^Piers||19670708|M
      OBR|1|WP4|WF4|CHEM^Chemistry^L|||20260302113000+0000|||||||||3001^Ahmed^Noor||||||20260302114500+0000||CH|F
      OBX|1|NM|1988-5^C reactive protein^LN||<0.5|mg/L|0-5||||F
      OBX|2|NM|2157-6^Creatine kinase^LN||>1000|U/L|30-200|H|||F
      OBX|3|NM|2951-2^Sodium^LN|| 141 |mmol/L|136-145||||F`,
    expect: { outcome: 'processed', reports: 1, results: 3, criticalByStarterLimits: ['2157-6'] },
  },
  {
    file: 'chem-local-codes-analyser-units.hl7',
    exercises: ['local codes without LOINC', 'analyser spellings of units (mEq/L, MG/DL, 10e3/uL)', 'no OBR-25', 'no OBX-8'],
    text: `
      MSH|^~\\&|XN-1000|ANALYZER7|CALLOUT||20260302120000||ORU^R01|7000001|P|2.3.1
      PID|1||A-77
      OBR|1||S770001|CHEM7^Chem 7|||20260302114500
      OBX|1|NM|K^K||4.0|mEq/L|||||F
      OBX|2|NM|GLUC^Glucose||105|MG/DL|||||F
      OBX|3|NM|WBC^WBC||8.4|10e3/uL|||||F`,
    expect: { outcome: 'processed', reports: 1, results: 3 },
  },
  {
    file: 'chem-lactate-blood-gas.hl7',
    exercises: ['blood gas: pH LL and lactate HH', 'respiratory intensive care', 'point of care ORU^R30'],
    text: `
      MSH|^~\\&|GAS900|POCT|CALLOUT|NORTH|20260302121500-0500||ORU^R30^ORU_R30|POC0001|P|2.6
      PID|1||100006^^^NORTH^MR||Wren^Felix||19700517|M
      PV1|1|I|RICU^5^1^NORTH
      OBR|1||G900-4411|24338-6^Gas panel, arterial^LN|||20260302121000-0500|||||||||2004^Novak^Iva||||||20260302121200-0500||POC|F
      OBX|1|NM|2744-1^pH of arterial blood^LN||6.98|[pH]|7.35-7.45|LL|||F
      OBX|2|NM|2019-8^Carbon dioxide, arterial^LN||82|mm[Hg]|35-45|HH|||F
      OBX|3|NM|1960-4^Bicarbonate, arterial^LN||18|mmol/L|22-26|L|||F
      OBX|4|NM|2518-9^Lactate, arterial^LN||11.2|mmol/L|0.5-1.6|HH|||F`,
    expect: {
      outcome: 'processed',
      reports: 1,
      results: 4,
      criticalByFlag: ['2744-1', '2019-8', '2518-9'],
      criticalByStarterLimits: ['2744-1', '2019-8', '2518-9'],
    },
  },
  {
    file: 'chem-troponin-newborn-bilirubin.hl7',
    exercises: ['two patients in one message (PID twice)', 'a newborn: age in hours', 'birth time in PID-7'],
    text: `
      MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260302123000-0500||ORU^R01^ORU_R01|N000006|P|2.5.1
      PID|1||100007^^^NORTH^MR||Ashby^Vernon||19520129|M
      OBR|1|P100007|F100007|89579-7^Troponin I, high sensitivity^LN|||20260302115000-0500|||||||||2002^Lindqvist^Sara||||||20260302122500-0500||CH|F
      OBX|1|NM|89579-7^Troponin I, high sensitivity^LN||4312|ng/L|0-34|H|||F
      PID|2||100008^^^NORTH^MR||Baby of Carr^Girl||202603010410|F
      OBR|2|P100008|F100008|1975-2^Bilirubin, total^LN|||20260302113000-0500|||||||||2005^Ito^Ken||||||20260302122500-0500||CH|F
      OBX|1|NM|1975-2^Bilirubin, total^LN||21.5|mg/dL|0-12|HH|||F`,
    expect: {
      outcome: 'processed',
      reports: 2,
      results: 2,
      criticalByFlag: ['1975-2'],
      criticalByStarterLimits: ['89579-7', '1975-2'],
    },
  },
  {
    file: 'chem-therapeutic-drugs.hl7',
    exercises: ['therapeutic drugs: digoxin, lithium, vancomycin trough', 'some critical by number and flagged H'],
    text: `
      MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260302124500-0500||ORU^R01^ORU_R01|N000007|P|2.5.1
      PID|1||100009^^^NORTH^MR||Drayton^Cleo||19360727|F
      PV1|1|O|PSYCH
      OBR|1|P100009|F100009|TDM^Drug levels^L|||20260302101500-0500|||||||||2006^Bauer^Jan||||||20260302124000-0500||TOX|F
      OBX|1|NM|10535-3^Digoxin^LN||4.6|ng/mL|0.8-2.0|H|||F
      OBX|2|NM|14334-7^Lithium^LN||3.1|mmol/L|0.6-1.2|H|||F
      OBX|3|NM|4092-3^Vancomycin trough^LN||14|ug/mL|10-20||||F`,
    expect: { outcome: 'processed', reports: 1, results: 3, criticalByStarterLimits: ['10535-3', '14334-7'] },
  },
  {
    file: 'chem-telephoned-already.hl7',
    exercises: ['a critical OBX followed by a note that the laboratory already telephoned it'],
    text: `
      MSH|^~\\&|NORTHLIS|NORTHLAB|CALLOUT|NORTH|20260302130000-0500||ORU^R01^ORU_R01|N000008|P|2.5.1
      PID|1||100010^^^NORTH^MR||Nettle^Rosa||19790404|F
      PV1|1|I|DIAL
      OBR|1|P100010|F100010|2823-3^Potassium^LN|||20260302122000-0500|||||||||2001^Okafor^Ben||||||20260302125500-0500||CH|F
      OBX|1|NM|2823-3^Potassium^LN||2.1|mmol/L|3.5-5.1|LL|||F
      NTE|1|L|CRITICAL VALUE telephoned to RN Dial\\E\\ysis desk by 412 at 12:52, read back OK.
      NTE|2|L|Please confirm with a fresh specimen.`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByFlag: ['2823-3'], criticalByStarterLimits: ['2823-3'] },
  },
];
