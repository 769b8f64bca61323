import type { OwnMessage } from './own-message.ts';

export const haematology: OwnMessage[] = [
  {
    file: 'haem-cbc-critical-2.7.hl7',
    exercises: ['version 2.7 with MSH-2 of five characters', 'CBC: platelets LL and leukocytes HH', 'SPM after the results'],
    text: `
      MSH|^~\\&#|HEMO^1.2.3.4^ISO|EASTLAB^1.2.3.5^ISO|CALLOUT|EAST|20260303070000+0100||ORU^R01^ORU_R01|E000001|P|2.7|||AL|AL|DEU|UNICODE UTF-8
      PID|1||E-5001^^^EAST&1.2.9&ISO^MR||Sommer^Liese^^^^^L||19881130|F
      PV1|1|I|H3^301^1
      ORC|RE|EP1|EF1|EG1
      OBR|1|EP1^HEMO|EF1^HEMO|58410-2^CBC panel^LN|||20260303063000+0100|||||||||4001^Petrov^Ana||||||20260303065500+0100||HM|F
      OBX|1|NM|6690-2^Leukocytes^LN||112|10*3/uL^^UCUM|4.0-11.0|HH|||F
      OBX|2|NM|718-7^Hemoglobin^LN||9.8|g/dL^^UCUM|12.0-16.0|L|||F
      OBX|3|NM|777-3^Platelets^LN||6|10*3/uL^^UCUM|150-400|LL|||F
      SPM|1|^SP5001||BLD^Whole blood^HL70487|||||||||||||20260303063000+0100`,
    expect: {
      outcome: 'processed',
      reports: 1,
      results: 3,
      criticalByFlag: ['6690-2', '777-3'],
      criticalByStarterLimits: ['6690-2', '777-3'],
    },
  },
  {
    file: 'haem-cbc-2.8-units-g-per-l.hl7',
    exercises: ['version 2.8', 'haemoglobin in g/L', 'status V of version 2.8 (verified)'],
    text: `
      MSH|^~\\&|HEMO|EASTLAB|CALLOUT|EAST|20260303071000+0100||ORU^R01^ORU_R01|E000002|P|2.8
      PID|1||E-5002^^^EAST^MR||Winter^Paul||19590616|M
      OBR|1|EP2|EF2|58410-2^CBC panel^LN|||20260303064000+0100|||||||||4001^Petrov^Ana||||||20260303070500+0100||HM|F
      OBX|1|NM|718-7^Hemoglobin^LN||48|g/L^^UCUM|130-170|L|||V
      OBX|2|NM|777-3^Platelets^LN||210|10*9/L^^UCUM|150-400||||V`,
    expect: { outcome: 'processed', reports: 1, results: 2, criticalByStarterLimits: ['718-7'] },
  },
  {
    file: 'haem-coag-inr.hl7',
    exercises: ['INR critical high flagged H', 'fibrinogen LL', 'outpatient with a telephone in ORC-14'],
    text: `
      MSH|^~\\&|COAG|EASTLAB|CALLOUT|EAST|20260303072000+0100||ORU^R01^ORU_R01|E000003|P|2.5.1
      PID|1||E-5003^^^EAST^MR||Brandt^Otto||19410420|M
      PV1|1|O|AMB
      ORC|RE|EP3|EF3|EG3||||||||4002^Huber^Eva^^^Dr.||(030) 555-0199
      OBR|1|EP3|EF3|COAG^Coagulation^L|||20260303065000+0100|||||||||4002^Huber^Eva||||||20260303071500+0100||CO|F
      OBX|1|NM|6301-6^INR^LN||9.3|{INR}|0.9-1.1|H|||F
      OBX|2|NM|3255-7^Fibrinogen^LN||52|mg/dL|200-400|LL|||F
      OBX|3|NM|14979-9^aPTT^LN||36|s|25-37||||F`,
    expect: {
      outcome: 'processed',
      reports: 1,
      results: 3,
      criticalByFlag: ['3255-7'],
      criticalByStarterLimits: ['6301-6', '3255-7'],
    },
  },
  {
    file: 'haem-partial-then-pending.hl7',
    exercises: ['partial panel: F beside OBX with status I and no value', 'OBR-25 A'],
    text: `
      MSH|^~\\&|HEMO|EASTLAB|CALLOUT|EAST|20260303073000+0100||ORU^R01^ORU_R01|E000004|P|2.5.1
      PID|1||E-5004^^^EAST^MR||Krause^Ilse||19720923|F
      OBR|1|EP4|EF4|57021-8^CBC W Auto Differential panel^LN|||20260303070000+0100|||||||||4001^Petrov^Ana||||||20260303072500+0100||HM|A
      OBX|1|NM|6690-2^Leukocytes^LN||7.2|10*3/uL|4.0-11.0||||F
      OBX|2|NM|718-7^Hemoglobin^LN||13.1|g/dL|12.0-16.0||||F
      OBX|3||751-8^Neutrophils^LN||||||||I
      OBX|4||26474-7^Lymphocytes^LN||||||||I`,
    expect: { outcome: 'processed', reports: 1, results: 2 },
  },
  {
    file: 'haem-pending-but-flagged.hl7',
    exercises: ['OBX-11 I with a value and HH: a pending result the sender calls critical is kept, as preliminary'],
    text: `
      MSH|^~\\&|HEMO|EASTLAB|CALLOUT|EAST|20260303074000+0100||ORU^R01^ORU_R01|E000005|P|2.5.1
      PID|1||E-5005^^^EAST^MR||Vogel^Ines||19901207|F
      OBR|1|EP5|EF5|751-8^Neutrophils^LN|||20260303070500+0100|||||||||4001^Petrov^Ana||||||||HM|I
      OBX|1|NM|751-8^Neutrophils^LN||0.1|10*3/uL|1.8-7.7|LL|||I`,
    expect: {
      outcome: 'processed',
      reports: 1,
      results: 1,
      criticalByFlag: ['751-8'],
      criticalByStarterLimits: ['751-8'],
      problems: ['ingest.flagged-without-result'],
    },
  },
  {
    file: 'haem-blasts-in-comment.hl7',
    exercises: ['criticality only in narrative text: blasts reported in a TX comment, no flag, numbers normal'],
    text: `
      MSH|^~\\&|HEMO|EASTLAB|CALLOUT|EAST|20260303075000+0100||ORU^R01^ORU_R01|E000006|P|2.5.1
      PID|1||E-5006^^^EAST^MR||Falk^Nils||20100311|M
      OBR|1|EP6|EF6|58410-2^CBC panel^LN|||20260303071500+0100|||||||||4001^Petrov^Ana||||||20260303074500+0100||HM|F
      OBX|1|NM|6690-2^Leukocytes^LN||10.4|10*3/uL|4.5-13.5||||F
      OBX|2|TX|MORPH^Morphology comment^L||Blood film reviewed by the pathologist.||||||F
      OBX|3|TX|MORPH^Morphology comment^L||42 % blasts with Auer rods, suspicious of acute promyelocytic leukaemia.||||||F
      OBX|4|TX|MORPH^Morphology comment^L||Urgent referral advised.||||||F`,
    expect: { outcome: 'processed', reports: 1, results: 2 },
  },
  {
    file: 'haem-malaria-aa.hl7',
    exercises: ['qualitative critical: malaria smear AA', 'ST value', 'OBR note'],
    text: `
      MSH|^~\\&|HEMO|EASTLAB|CALLOUT|EAST|20260303080000+0100||ORU^R01^ORU_R01|E000007|P|2.5.1
      PID|1||E-5007^^^EAST^MR||Adler^Greta||19961018|F
      PV1|1|E|ED
      OBR|1|EP7|EF7|32700-7^Malaria smear^LN|||20260303072000+0100|||||||||4003^Mensah^Kofi||||||20260303075500+0100||HM|F
      NTE|1||Returned from travel four days ago.
      OBX|1|ST|32700-7^Malaria smear^LN||Plasmodium falciparum seen, parasitaemia 6 %||Not seen|AA|||F`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByFlag: ['32700-7'], criticalByStarterLimits: ['32700-7'] },
  },
];
