import type { OwnMessage } from './own-message.ts';

export const microbiology: OwnMessage[] = [
  {
    file: 'micro-blood-culture-gram-preliminary.hl7',
    exercises: ['blood culture Gram stain, preliminary, AA', 'several TX lines of one narrative', 'OBX-4 sub-ids'],
    text: `
      MSH|^~\\&|MICRO|SOUTHLAB|CALLOUT|SOUTH|20260304060000-0600||ORU^R01^ORU_R01|S000001|P|2.5.1
      PID|1||S-9001^^^SOUTH^MR||Calloway^Ruth||19470130|F
      PV1|1|I|ONC^11^2
      ORC|RE|SP1|SF1|SG1
      OBR|1|SP1|SF1|600-7^Blood culture^LN|||20260303180000-0600|||||||||5001^Reyes^Marco^^^Dr.||||||20260304055500-0600||MB|P
      OBX|1|TX|664-3^Gram stain^LN|1|Aerobic bottle positive after 11 hours:|||AA|||P
      OBX|2|TX|664-3^Gram stain^LN|1|Gram-positive cocci in clusters||||||P
      OBX|3|TX|664-3^Gram stain^LN|2|Anaerobic bottle: no growth so far||||||P
      SPM|1|^SB9001||BLD^Blood^HL70487|||LA^Left arm`,
    expect: { outcome: 'processed', reports: 1, results: 2, criticalByFlag: ['664-3'], criticalByStarterLimits: ['664-3'] },
  },
  {
    file: 'micro-blood-culture-final-organism.hl7',
    exercises: [
      'the same culture, final: coded organism with alternate codes',
      'susceptibilities in a child OBR with OBR-26 and OBR-29',
    ],
    text: `
      MSH|^~\\&|MICRO|SOUTHLAB|CALLOUT|SOUTH|20260305090000-0600||ORU^R01^ORU_R01|S000002|P|2.5.1
      PID|1||S-9001^^^SOUTH^MR||Calloway^Ruth||19470130|F
      PV1|1|I|ONC^11^2
      ORC|RE|SP1|SF1|SG1
      OBR|1|SP1|SF1|600-7^Blood culture^LN|||20260303180000-0600|||||||||5001^Reyes^Marco^^^Dr.||||||20260305085500-0600||MB|F
      OBX|1|TX|664-3^Gram stain^LN|1|Gram-positive cocci in clusters|||AA|||F
      OBX|2|CWE|600-7^Bacteria identified^LN|1|3092008^Staphylococcus aureus^SCT^SAUR^S. aureus^L|||AA|||F
      ORC|RE||SF1S|SG1
      OBR|2||SF1S|50545-3^Susceptibility panel^LN|||20260303180000-0600|||||||||5001^Reyes^Marco||||||20260305085500-0600||MB|F|600-7&Bacteria identified&LN^1|||SP1^SF1
      OBX|1|SN|20475-8^Vancomycin^LN|1|<=^1|ug/mL||S|||F
      OBX|2|SN|6932-8^Penicillin^LN|1|>=^0.5|ug/mL||R|||F`,
    expect: {
      outcome: 'processed',
      reports: 2,
      results: 4,
      criticalByFlag: ['664-3', '600-7'],
      criticalByStarterLimits: ['664-3', '600-7'],
    },
  },
  {
    file: 'micro-csf-gram-unflagged.hl7',
    exercises: ['Gram stain of cerebrospinal fluid, positive, without any flag', 'SPM names the specimen'],
    text: `
      MSH|^~\\&|MICRO|SOUTHLAB|CALLOUT|SOUTH|20260304070000-0600||ORU^R01^ORU_R01|S000003|P|2.5.1
      PID|1||S-9002^^^SOUTH^MR||Dorn^Mila||20250911|F
      PV1|1|E|PED
      OBR|1|SP2|SF2|664-3^Gram stain^LN|||20260304061500-0600|||||||||5002^Grant^Lena||||||20260304065500-0600||MB|F
      OBX|1|ST|664-3^Gram stain^LN||Gram-negative diplococci seen||No organisms seen||||F
      SPM|1|^SC9002||CSF^Cerebrospinal fluid^HL70487`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByStarterLimits: ['664-3'] },
  },
  {
    file: 'micro-culture-no-growth.hl7',
    exercises: ['culture without growth: nothing to call', 'FT with escapes for line breaks and highlighting'],
    text: `
      MSH|^~\\&|MICRO|SOUTHLAB|CALLOUT|SOUTH|20260304080000-0600||ORU^R01^ORU_R01|S000004|P|2.5.1
      PID|1||S-9003^^^SOUTH^MR||Ember^Joel||19840822|M
      OBR|1|SP3|SF3|630-4^Urine culture^LN|||20260302120000-0600|||||||||5001^Reyes^Marco||||||20260304075500-0600||MB|F
      OBX|1|FT|630-4^Urine culture^LN||\\H\\No growth\\N\\ after 48 h\\.br\\Method: plate \\T\\ broth; count < 10\\S\\3 CFU/mL||||||F`,
    expect: { outcome: 'processed', reports: 1, results: 1 },
  },
  {
    file: 'micro-afb-positive-ce-repeats.hl7',
    exercises: ['acid-fast stain positive', 'OBX-5 repeats of CE', 'flag A only'],
    text: `
      MSH|^~\\&|MICRO|SOUTHLAB|CALLOUT|SOUTH|20260304083000-0600||ORU^R01|S000005|P|2.3.1
      PID|1||S-9004^^^SOUTH||Hartigan^Noel||19680229|M
      OBR|1|SP4|SF4|11545-1^Acid fast stain^LN|||20260303090000-0600|||||||||5003^Lam^Yu||||||20260304082500-0600||MB|F
      OBX|1|CE|11545-1^Acid fast stain^LN||AFB3^Acid-fast bacilli seen, 3+^L~REP^Reported to public health^L||Not seen|A|||F`,
    expect: { outcome: 'processed', reports: 1, results: 1, criticalByStarterLimits: ['11545-1'] },
  },
  {
    file: 'micro-narrative-only-critical.hl7',
    exercises: ['criticality only in narrative text: organism named in an NTE under OBR', 'OBX says "See note"'],
    text: `
      MSH|^~\\&|MICRO|SOUTHLAB|CALLOUT|SOUTH|20260304084000-0600||ORU^R01^ORU_R01|S000006|P|2.5.1
      PID|1||S-9005^^^SOUTH^MR||Ivory^Sam||19530706|M
      OBR|1|SP5|SF5|611-4^Body fluid culture^LN|||20260303100000-0600|||||||||5001^Reyes^Marco||||||20260304083500-0600||MB|P
      NTE|1|L|Gram-negative rods in joint fluid, morphology suggests Pasteurella.
      NTE|2|L|Identification to follow.
      OBX|1|ST|611-4^Body fluid culture^LN||See note||||||P`,
    expect: { outcome: 'processed', reports: 1, results: 1 },
  },
  {
    file: 'micro-two-isolates-same-panel.hl7',
    exercises: ['two susceptibility OBR with the same filler number and test: nothing of either isolate may be lost'],
    text: `
      MSH|^~\\&|MICRO|SOUTHLAB|CALLOUT|SOUTH|20260304090000-0600||ORU^R01^ORU_R01|S000007|P|2.5.1
      PID|1||S-9006^^^SOUTH^MR||Jessop^Wanda||19400114|F
      ORC|RE|SP6|SF6|SG6
      OBR|1|SP6|SF6|50545-3^Susceptibility panel^LN|||20260302100000-0600|||||||||5001^Reyes^Marco||||||20260304085500-0600||MB|F|634-6&Bacteria&LN^1
      OBX|1|SN|20475-8^Vancomycin^LN||<=^1|ug/mL||S|||F
      OBR|2|SP6|SF6|50545-3^Susceptibility panel^LN|||20260302100000-0600|||||||||5001^Reyes^Marco||||||20260304085500-0600||MB|F|634-6&Bacteria&LN^2
      OBX|1|SN|20475-8^Vancomycin^LN||>=^32|ug/mL||R|||F`,
    expect: { outcome: 'processed', reports: 1, results: 2, problems: ['ingest.repeated-result'] },
  },
  {
    file: 'micro-pdf-attachment.hl7',
    exercises: ['ED: an attached report is remarked, not stored as a value', 'RP pointer'],
    text: `
      MSH|^~\\&|MICRO|SOUTHLAB|CALLOUT|SOUTH|20260304091000-0600||ORU^R01^ORU_R01|S000008|P|2.5.1
      PID|1||S-9007^^^SOUTH^MR||Keats^Dora||19771009|F
      OBR|1|SP7|SF7|18725-2^Microbiology studies^LN|||20260302110000-0600|||||||||5001^Reyes^Marco||||||20260304090500-0600||MB|F
      OBX|1|ED|PDF^Report^L||MICRO^Application^PDF^Base64^JVBERi0xLjQKJSDi48/T||||||F
      OBX|2|RP|IMG^Image^L||slide-44&MICRO^^IM^JPEG||||||F`,
    expect: { outcome: 'processed', reports: 1, results: 2 },
  },
];
