/** One measured thing: where healthy values lie, what the laboratory prints as its range, and what would be critical. */
export type Analyte = {
  code: string;
  name: string;
  unit: string;
  decimals: number;
  /** Reference interval as printed in OBX-7. */
  range: readonly [number, number];
  healthy: { middle: number; spread: number };
  /** Values that need a call. Well beyond every published limit, so that nobody argues about the demo. */
  low?: readonly [number, number];
  high?: readonly [number, number];
};

export type Panel = {
  code: string;
  name: string;
  department: string;
  specimen: string;
  /** How often it is ordered, against the others. */
  weight: number;
  /** Wards that order it; empty: all adult wards. */
  wards: readonly string[];
  analytes: readonly [Analyte, ...Analyte[]];
};

const analyte = (
  code: string,
  name: string,
  unit: string,
  decimals: number,
  range: readonly [number, number],
  healthy: readonly [middle: number, spread: number],
  critical: { low?: readonly [number, number]; high?: readonly [number, number] } = {},
): Analyte => ({ code, name, unit, decimals, range, healthy: { middle: healthy[0], spread: healthy[1] }, ...critical });

const sodium = analyte('2951-2', 'Sodium', 'mmol/L', 0, [136, 145], [140, 1.6], { low: [106, 116], high: [163, 174] });
const potassium = analyte('2823-3', 'Potassium', 'mmol/L', 1, [3.5, 5.1], [4.3, 0.25], { low: [1.8, 2.3], high: [6.9, 8.2] });
const glucose = analyte('2345-7', 'Glucose', 'mg/dL', 0, [70, 99], [86, 5], { low: [18, 35], high: [560, 900] });
const calcium = analyte('17861-6', 'Calcium', 'mg/dL', 1, [8.6, 10.2], [9.4, 0.25], { low: [4.8, 5.7], high: [14.5, 17] });
const hemoglobin = analyte('718-7', 'Hemoglobin', 'g/dL', 1, [12, 17], [14, 0.6], { low: [3.6, 5.8] });
const lactate = analyte('2524-7', 'Lactate', 'mmol/L', 1, [0.5, 2.0], [1.2, 0.2], { high: [6.5, 15] });

export const practicePanels: readonly [Panel, ...Panel[]] = [
  {
    code: '24321-2',
    name: 'Basic metabolic panel',
    department: 'CH',
    specimen: 'SER^Serum',
    weight: 30,
    wards: [],
    analytes: [
      sodium,
      potassium,
      analyte('2075-0', 'Chloride', 'mmol/L', 0, [98, 107], [102.5, 1.3]),
      analyte('2028-9', 'Carbon dioxide', 'mmol/L', 0, [22, 29], [25.5, 1], { low: [5, 8] }),
      analyte('3094-0', 'Urea nitrogen', 'mg/dL', 0, [7, 20], [13.5, 2]),
      analyte('2160-0', 'Creatinine', 'mg/dL', 2, [0.5, 1.3], [0.9, 0.12]),
      glucose,
      calcium,
    ],
  },
  {
    code: '58410-2',
    name: 'Complete blood count',
    department: 'HM',
    specimen: 'BLD^Whole blood',
    weight: 26,
    wards: [],
    analytes: [
      analyte('6690-2', 'Leukocytes', '10*3/uL', 1, [4, 11], [7.5, 1], { low: [0.2, 0.9], high: [70, 190] }),
      hemoglobin,
      analyte('777-3', 'Platelets', '10*3/uL', 0, [150, 400], [265, 35], { low: [3, 14] }),
      analyte('787-2', 'Mean corpuscular volume', 'fL', 0, [80, 100], [90, 3]),
    ],
  },
  {
    code: 'COAG',
    name: 'Coagulation panel',
    department: 'CO',
    specimen: 'PPP^Platelet poor plasma',
    weight: 12,
    wards: [],
    analytes: [
      analyte('6301-6', 'INR', '{INR}', 1, [0.9, 1.2], [1.05, 0.04], { high: [6.2, 11] }),
      analyte('14979-9', 'Activated partial thromboplastin time', 's', 0, [25, 37], [31, 1.8], { high: [130, 200] }),
      analyte('3255-7', 'Fibrinogen', 'mg/dL', 0, [200, 400], [300, 30], { low: [38, 75] }),
    ],
  },
  {
    code: '24338-6',
    name: 'Blood gas, arterial',
    department: 'BG',
    specimen: 'BLDA^Arterial blood',
    weight: 8,
    wards: ['ICU', 'ED', 'SURG'],
    analytes: [
      analyte('2744-1', 'pH of arterial blood', '[pH]', 2, [7.35, 7.45], [7.4, 0.015], { low: [6.88, 7.09], high: [7.66, 7.72] }),
      analyte('2019-8', 'Carbon dioxide, arterial', 'mm[Hg]', 0, [35, 45], [40, 1.5], { high: [80, 110] }),
      analyte('2703-7', 'Oxygen, arterial', 'mm[Hg]', 0, [83, 108], [95, 4], { low: [24, 34] }),
      lactate,
    ],
  },
  {
    code: '89579-7',
    name: 'Troponin I, high sensitivity',
    department: 'CH',
    specimen: 'PLAS^Plasma',
    weight: 9,
    wards: ['ED', 'ICU', 'MED3'],
    analytes: [analyte('89579-7', 'Troponin I, high sensitivity', 'ng/L', 0, [0, 34], [9, 2.5], { high: [900, 14_000] })],
  },
  {
    code: '41653-7',
    name: 'Glucose by glucometer',
    department: 'BG',
    specimen: 'BLDC^Capillary blood',
    weight: 10,
    wards: ['ED', 'MED3', 'LDC', 'HFC'],
    analytes: [
      analyte('41653-7', 'Glucose by glucometer', 'mg/dL', 0, [70, 140], [104, 10], { low: [21, 34], high: [540, 600] }),
    ],
  },
  {
    code: 'TDM',
    name: 'Drug level',
    department: 'CH',
    specimen: 'SER^Serum',
    weight: 5,
    wards: ['MED3', 'HFC', 'LDC'],
    analytes: [analyte('10535-3', 'Digoxin', 'ng/mL', 1, [0.8, 2], [1.3, 0.15], { high: [3.8, 6] })],
  },
  {
    code: '1975-2',
    name: 'Bilirubin, newborn',
    department: 'CH',
    specimen: 'SER^Serum',
    weight: 6,
    wards: ['NICU'],
    analytes: [analyte('1975-2', 'Bilirubin, total', 'mg/dL', 1, [0, 10], [6, 1.2], { high: [20.5, 27] })],
  },
];

/** Blood cultures: what a Gram stain says when it is positive, and what grows. */
export const practiceOrganisms: readonly [
  { gram: string; code: string; name: string },
  ...{ gram: string; code: string; name: string }[],
] = [
  { gram: 'Gram-positive cocci in clusters', code: '3092008', name: 'Staphylococcus aureus' },
  { gram: 'Gram-negative rods', code: '112283007', name: 'Escherichia coli' },
  { gram: 'Gram-positive cocci in chains', code: '9861002', name: 'Streptococcus pneumoniae' },
  { gram: 'Yeast cells', code: '53326005', name: 'Candida albicans' },
  { gram: 'Gram-negative rods', code: '52499004', name: 'Pseudomonas aeruginosa' },
];
