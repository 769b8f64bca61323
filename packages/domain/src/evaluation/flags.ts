/** What the sender's own flags (OBX-8, FHIR interpretation) say of a result. */
export type SenderVerdict = 'normal' | 'abnormal' | 'critical';

export type ReadFlags = {
  verdict: SenderVerdict | null;
  /** The flag that decided, for the reason; null when none did. */
  flag: string | null;
  side: 'low' | 'high' | null;
};

type Meaning = { verdict: SenderVerdict; side: 'low' | 'high' | null };

// HL7 table 0078 and the FHIR code system v3-ObservationInterpretation. HU and LU ("significantly" high and low, formerly
// H> and L<) are counted as critical, as AA with its children HH and LL. `<` and `>` say only that the value is off scale.
const MEANINGS: Record<string, Meaning> = {
  HH: { verdict: 'critical', side: 'high' },
  HU: { verdict: 'critical', side: 'high' },
  'H>': { verdict: 'critical', side: 'high' },
  LL: { verdict: 'critical', side: 'low' },
  LU: { verdict: 'critical', side: 'low' },
  'L<': { verdict: 'critical', side: 'low' },
  AA: { verdict: 'critical', side: null },
  H: { verdict: 'abnormal', side: 'high' },
  L: { verdict: 'abnormal', side: 'low' },
  A: { verdict: 'abnormal', side: null },
  N: { verdict: 'normal', side: null },
};

const NOTHING: ReadFlags = { verdict: null, flag: null, side: null };
const RANK: Record<SenderVerdict, number> = { normal: 1, abnormal: 2, critical: 3 };

/** The gravest of all flags speaks: `A~HH` is critical. Flags of other kinds (S, R, D, >, POS) say nothing here. */
export function readFlags(flags: readonly string[]): ReadFlags {
  let found = NOTHING;
  for (const text of flags) {
    const flag = text.split('^', 1)[0]?.trim().toUpperCase() ?? '';
    const meaning = MEANINGS[flag];
    if (meaning && (found.verdict === null || RANK[meaning.verdict] > RANK[found.verdict])) found = { ...meaning, flag };
  }
  return found;
}
