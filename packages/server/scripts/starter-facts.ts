// Facts of chemistry that the starter list needs, by analyte of the collection or by LOINC code.

/** g/mol (IUPAC atomic weights, rounded). A LOINC code here goes before its analyte. */
export const MOLAR_MASS: Record<string, string> = {
  potassium: '39.098',
  sodium: '22.990',
  chloride: '35.45',
  co2_total: '61.017',
  bicarbonate_blood: '61.017',
  glucose: '180.156',
  glucose_csf: '180.156',
  calcium: '40.078',
  calcium_adjusted: '40.078',
  calcium_ionized: '40.078',
  magnesium: '24.305',
  // Inorganic phosphate is reported as phosphorus.
  phosphate: '30.974',
  creatinine: '113.12',
  uric_acid: '168.11',
  bilirubin_total: '584.66',
  ammonia: '17.031',
  lactate: '90.078',
  // One haem: the monomer that mmol/L of haemoglobin counts.
  hemoglobin: '16114',
  triglyceride: '885.4',
  iron: '55.845',
  cortisol: '362.46',
  ft4: '776.87',
  ft3: '650.97',
  acetaminophen: '151.16',
  salicylate: '138.12',
  ethanol: '46.069',
  lithium: '6.94',
  digoxin: '780.94',
  phenytoin: '252.27',
  carbamazepine: '236.27',
  theophylline: '180.164',
  valproate: '144.21',
  phenobarbital: '232.24',
  caffeine: '194.19',
  methotrexate: '454.44',
  // 3094-0 is urea nitrogen (two nitrogen atoms a molecule), 3091-6 and 22664-7 are urea: the code settles what mg/dL alone does not.
  '3094-0': '28.014',
  '3091-6': '60.056',
  '22664-7': '60.056',
};

/** Charges of one ion in solution. */
export const VALENCE: Record<string, number> = {
  potassium: 1,
  sodium: 1,
  chloride: 1,
  co2_total: 1,
  bicarbonate_blood: 1,
  lithium: 1,
  lactate: 1,
  calcium: 2,
  calcium_adjusted: 2,
  calcium_ionized: 2,
  magnesium: 2,
};

/** Left out, and why. */
export const SKIPPED_ANALYTES: Record<string, string> = {
  d_dimer: 'fibrinogen equivalents and D-dimer units differ twofold and the lists seldom say which',
  troponin_unspecified: 'the assays differ; a number without the assay means nothing',
};
