// What the answers of qualitative parameters mean, for the starter list. A shorter phrase inside a longer one does not
// count, so every negation stands here in full: "growth" is critical, "no growth" is not.

type Answer = { option: string; match: 'equals' | 'contains'; isCritical: 0 | 1 | 2 };

const contains = (isCritical: 0 | 1 | 2, ...phrases: string[]): Answer[] =>
  phrases.map((option) => ({ option, match: 'contains', isCritical }));
const equals = (isCritical: 0 | 1 | 2, ...texts: string[]): Answer[] =>
  texts.map((option) => ({ option, match: 'equals', isCritical }));

const NEGATIVE = [
  ...contains(
    0,
    'negative',
    'not detected',
    'not seen',
    'none seen',
    'not isolated',
    'not present',
    'in progress',
    'to follow',
    'pending',
  ),
  ...equals(0, 'none', 'absent', 'neg', 'sterile'),
];
const POSITIVE = [...contains(2, 'positive'), ...equals(2, 'detected', 'present', 'seen', 'pos', '1+', '2+', '3+', '4+')];

const ORGANISMS = contains(
  2,
  'gram positive',
  'gram-positive',
  'gram negative',
  'gram-negative',
  'cocci',
  'bacilli',
  'rods',
  'yeast',
  'hyphae',
  'organisms seen',
  'bacteria seen',
);
const NO_ORGANISMS = contains(
  0,
  'no organisms',
  'no organisms seen',
  'no bacteria',
  'no bacteria seen',
  'no micro-organisms',
  'no microorganisms',
  'no yeast',
  'no hyphae',
  'no gram positive',
  'no gram-positive',
  'no gram negative',
  'no gram-negative',
  'no bacilli',
  'no cocci',
  'no rods',
  'no organism',
);
const CULTURE = [
  ...NEGATIVE,
  ...NO_ORGANISMS,
  ...contains(
    0,
    'no growth',
    'no bacterial growth',
    'no anaerobic growth',
    'no aerobic growth',
    'no significant growth',
    'no pathogens isolated',
    'no organism isolated',
    'no organisms isolated',
    'none isolated',
    'no anaerobes isolated',
    'no bacteria isolated',
  ),
  ...POSITIVE,
  ...ORGANISMS,
  ...contains(
    2,
    'growth',
    'isolated',
    'staphylococcus',
    'streptococcus',
    'enterococcus',
    'escherichia',
    'klebsiella',
    'pseudomonas',
    'acinetobacter',
    'enterobacter',
    'proteus',
    'serratia',
    'salmonella',
    'citrobacter',
    'neisseria',
    'haemophilus',
    'listeria',
    'bacteroides',
    'clostridium',
    'candida',
    'cryptococcus',
    'brucella',
  ),
];
const GRAM = [...NEGATIVE, ...NO_ORGANISMS, ...POSITIVE, ...ORGANISMS];
const MALARIA = [
  ...NEGATIVE,
  ...contains(
    0,
    'no parasites',
    'no parasites seen',
    'no malaria parasites',
    'no malaria parasites seen',
    'no malarial parasites',
    'no malarial parasites seen',
    'no blood parasites',
    'no blood parasites seen',
    'no plasmodium',
  ),
  ...POSITIVE,
  ...contains(
    2,
    'plasmodium',
    'falciparum',
    'vivax',
    'malariae',
    'knowlesi',
    'parasites seen',
    'parasites present',
    'trophozoites',
    'schizonts',
    'gametocytes',
    'ring forms',
  ),
];
const ACID_FAST = [
  ...NEGATIVE,
  ...contains(
    0,
    'no acid fast bacilli',
    'no acid-fast bacilli',
    'no acid fast bacilli seen',
    'no acid-fast bacilli seen',
    'no acid fast organisms',
    'no acid-fast organisms',
    'no afb',
    'no afb seen',
    'no mycobacteria seen',
  ),
  ...POSITIVE,
  ...contains(2, 'acid fast bacilli', 'acid-fast bacilli', 'afb seen', 'afb present', 'mycobacteria seen', 'mycobacterium'),
];

export const STARTER_ANSWERS: { analyte: string; answers: Answer[] }[] = [
  { analyte: 'blood_culture', answers: CULTURE },
  { analyte: 'csf_culture', answers: CULTURE },
  { analyte: 'sterile_fluid_culture', answers: CULTURE },
  // 664-3 is the Gram stain of any specimen. Until the laboratory says which specimens count, every positive one does.
  { analyte: 'csf_gram', answers: GRAM },
  { analyte: 'malaria', answers: MALARIA },
  { analyte: 'afb_smear', answers: ACID_FAST },
];
