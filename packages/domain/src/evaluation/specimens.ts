/** Words and types are names people and senders write: case and blanks do not matter. */
export function foldText(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

type Kind = {
  /** The house's word, as it stands in the key of a limit. */
  word: string;
  /** The codes of HL7 tables 0070 and 0487 that are sure, and what senders write beside them. */
  names: readonly string[];
  /** The kind this one is a sort of: a limit for urine is for a clean catch too. */
  of?: string;
  /** What is drawn as blood: one series of a patient, whatever the tube. */
  isDrawn?: true;
};

const KINDS: readonly Kind[] = [
  { word: 'blood', names: ['BLD', 'WB', 'whole blood'], isDrawn: true },
  { word: 'arterial blood', names: ['BLDA', 'blood arterial'], of: 'blood', isDrawn: true },
  { word: 'venous blood', names: ['BLDV', 'blood venous'], of: 'blood', isDrawn: true },
  { word: 'capillary blood', names: ['BLDC', 'blood capillary'], of: 'blood', isDrawn: true },
  { word: 'cord blood', names: ['CBLD', 'blood cord', 'blood, cord'], of: 'blood', isDrawn: true },
  { word: 'serum', names: ['SER'], isDrawn: true },
  { word: 'plasma', names: ['PLAS', 'PLB'], isDrawn: true },
  { word: 'platelet poor plasma', names: ['PPP', 'plasma, platelet poor'], of: 'plasma', isDrawn: true },
  { word: 'platelet rich plasma', names: ['PRP', 'plasma, platelet rich'], of: 'plasma', isDrawn: true },
  { word: 'urine', names: ['UR'] },
  { word: 'urine clean catch', names: ['URC', 'urine, clean catch'], of: 'urine' },
  { word: 'urine catheter', names: ['URT', 'urine, catheter'], of: 'urine' },
  { word: 'cerebrospinal fluid', names: ['CSF', 'cerebral spinal fluid', 'spinal fluid', 'liquor'] },
  { word: 'pleural fluid', names: ['PLR'] },
  { word: 'peritoneal fluid', names: ['PRT', 'ascites', 'ascitic fluid'] },
  { word: 'synovial fluid', names: ['SNV', 'joint fluid'] },
  { word: 'amniotic fluid', names: ['AMN'] },
  { word: 'dialysis fluid', names: ['DIAF', 'dialysate'] },
  { word: 'stool', names: ['STL', 'faeces', 'feces'] },
  { word: 'sputum', names: ['SPT'] },
  { word: 'saliva', names: ['SAL'] },
  { word: 'sweat', names: ['SWT'] },
  { word: 'tissue', names: ['TISS'] },
  { word: 'pus', names: [] },
];

const byName = new Map(KINDS.flatMap((kind) => [kind.word, ...kind.names].map((name) => [foldText(name), kind] as const)));

/** Said, and saying nothing: "to be specified", "not specified". */
const SAYS_NOTHING = new Set(['', 'xxx', 'nos', 'oth', 'other', 'unk', 'unknown', 'not specified']);

/** The house's word for a specimen, or the text as it is where the house has none. */
export function specimenWord(text: string): string {
  const folded = foldText(text);
  return byName.get(folded)?.word ?? folded;
}

/** Every kind of specimen the house has a word for, in their order. */
export const SPECIMENS: readonly string[] = KINDS.map(({ word }) => word);

/** Whether the house knows what the text means. */
export const isKnownSpecimen = (text: string): boolean => byName.has(foldText(text));

/** The names that say something, of those a report gives its specimen (the text and the code of SPM-4). */
const saying = (names: readonly string[]): string[] => names.filter((name) => !SAYS_NOTHING.has(foldText(name)));

/** Whether every specimen of the one name is one of the other: the same, or a sort of it. */
export function isSpecimenInside(inner: string | null, outer: string | null): boolean {
  if (outer === null) return true;
  if (inner === null) return false;
  const [a, b] = [specimenWord(inner), specimenWord(outer)];
  return a === b || byName.get(a)?.of === b;
}

/** The narrower of two names where one is inside the other; undefined where they can be of no one specimen. */
export function sharedSpecimen(a: string | null, b: string | null): string | null | undefined {
  if (isSpecimenInside(a, b)) return a;
  return isSpecimenInside(b, a) ? b : undefined;
}

/**
 * Whether a report's specimen is the one a limit asks for. `maybe`: the report does not say, or says it in words the house
 * does not know.
 */
export function fitsSpecimen(asked: string, names: readonly string[]): 'yes' | 'maybe' | 'no' {
  const said = saying(names);
  if (said.some((name) => isSpecimenInside(name, asked))) return 'yes';
  if (said.length === 0 || !said.some(isKnownSpecimen)) return 'maybe';
  // "Blood" may be arterial; what a report says in general may be the particular that the limit is for.
  return said.some((name) => isSpecimenInside(asked, name)) ? 'maybe' : 'no';
}

/** Whether two results may stand in one series: of one kind, both drawn as blood, or one of them does not say. */
export function isOneSeries(a: readonly string[], b: readonly string[]): boolean {
  const [one, other] = [saying(a).map(specimenWord), saying(b).map(specimenWord)];
  if (one.length === 0 || other.length === 0) return true;
  const isDrawn = (word: string): boolean => byName.get(word)?.isDrawn === true;
  if (one.some(isDrawn) && other.some(isDrawn)) return true;
  return one.some((x) => other.some((y) => isSpecimenInside(x, y) || isSpecimenInside(y, x)));
}

/** The same where nothing is left open: both say it, or neither does. */
export function isSurelyOneSeries(a: readonly string[], b: readonly string[]): boolean {
  return (saying(a).length === 0) === (saying(b).length === 0) && isOneSeries(a, b);
}
