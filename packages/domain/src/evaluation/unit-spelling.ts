// What analysers and laboratory systems write for a unit, and the UCUM code that is meant. Equal quantities get one code
// where UCUM has several (K/uL and 10*9/L), so that most comparisons need no conversion at all.

/** UCUM codes in laboratory use. Their lower-case and upper-case spellings are read as the same unit. */
const COMMON = `g/L g/dL mg/dL mg/L mg/mL ug/L ug/dL ug/mL ng/L ng/dL ng/mL pg/mL pg/dL g/mL mg/kg ug/g mg/g
  mol/L mmol/L umol/L nmol/L pmol/L mmol/mol umol/mol umol/g mg/mmol g/mol mmol/kg
  meq/L osm/kg mosm/kg mosm/L U/L U/mL kU/L mU/L mU/mL uU/mL U/g kat/L ukat/L nkat/L mkat/L
  s min h d mm/h mm[Hg] kPa Pa fL pg % /uL /mL /L L/L mL/dL mL/min mL/min/{1.73_m2} g/(24.h) mg/(24.h) mmol/(24.h) ug/(24.h)
  Cel [degF] mL L kg g mg mS/cm 10*3 10*6 10*9/L 10*12/L /[HPF] /[LPF]`.split(/\s+/);

/** Lower case, no blanks. The code '' means: no unit (a pure number, a ratio, a titre, pH). */
const ALIASES: Record<string, string> = {
  ph: '',
  phunits: '',
  phunit: '',
  '[ph]': '',
  inr: '',
  ratio: '',
  titer: '',
  titre: '',
  index: '',
  's/co': '',
  '1': '',
  none: '',
  units: 'U',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  hr: 'h',
  hrs: 'h',
  hours: 'h',
  minute: 'min',
  minutes: 'min',
  days: 'd',
  day: 'd',
  'mm/hr': 'mm/h',
  mmhg: 'mm[Hg]',
  torr: 'mm[Hg]',
  percent: '%',
  'vol%': '%',
  'mg%': 'mg/dL',
  'g%': 'g/dL',
  'gm%': 'g/dL',
  'gm/dl': 'g/dL',
  'gms/dl': 'g/dL',
  'gm/l': 'g/L',
  'mgs/dl': 'mg/dL',
  'mg/100ml': 'mg/dL',
  'g/100ml': 'g/dL',
  'gm/100ml': 'g/dL',
  'mcg/dl': 'ug/dL',
  'mcg/l': 'ug/L',
  'mcg/ml': 'ug/mL',
  'mcmol/l': 'umol/L',
  'mmoles/l': 'mmol/L',
  'mm/l': 'mmol/L',
  'meq/l': 'meq/L',
  'mval/l': 'meq/L',
  'pg/ml': 'pg/mL',
  'g.l-1': 'g/L',
  'mmol.l-1': 'mmol/L',
  'umol.l-1': 'umol/L',
  'nmol.l-1': 'nmol/L',
  'u.l-1': 'U/L',
  'giga.l-1': '10*9/L',
  'tera.l-1': '10*12/L',
  'gpt/l': '10*9/L',
  'tpt/l': '10*12/L',
  'giga/l': '10*9/L',
  'tera/l': '10*12/L',
  't/l': '10*12/L',
  'k/ul': '10*9/L',
  'k/mm3': '10*9/L',
  'k/cumm': '10*9/L',
  'k/mcl': '10*9/L',
  'thou/ul': '10*9/L',
  'thou/mm3': '10*9/L',
  'thousand/ul': '10*9/L',
  'th/ul': '10*9/L',
  'tsd/ul': '10*9/L',
  '10*3/ul': '10*9/L',
  '10*3/mm3': '10*9/L',
  '10*6/l': '10*6/L',
  '10*6/ml': '10*9/L',
  '10*3/ml': '10*6/L',
  'm/ul': '10*12/L',
  'mil/ul': '10*12/L',
  'mill/ul': '10*12/L',
  'mio/ul': '10*12/L',
  'million/ul': '10*12/L',
  'm/mm3': '10*12/L',
  'm/mcl': '10*12/L',
  '10*6/ul': '10*12/L',
  '10*6/mm3': '10*12/L',
  '/mm3': '/uL',
  '/cmm': '/uL',
  '/cumm': '/uL',
  '/mcl': '/uL',
  'cells/ul': '/uL',
  'cells/mm3': '/uL',
  'cells/cumm': '/uL',
  '{cells}/ul': '/uL',
  '#/ul': '/uL',
  '/hpf': '/[HPF]',
  '/lpf': '/[LPF]',
  'copies/ml': '{copies}/mL',
  '{copies}/ml': '{copies}/mL',
  'mg/24h': 'mg/(24.h)',
  'mg/24hr': 'mg/(24.h)',
  'mg/24hrs': 'mg/(24.h)',
  'g/24h': 'g/(24.h)',
  'g/24hr': 'g/(24.h)',
  'mg/d': 'mg/(24.h)',
  'g/d': 'g/(24.h)',
  'ml/min/1.73m2': 'mL/min/{1.73_m2}',
  'ml/min/1.73': 'mL/min/{1.73_m2}',
  'mosmol/kg': 'mosm/kg',
  'mosmol/l': 'mosm/L',
  'mosm/kgh2o': 'mosm/kg',
  c: 'Cel',
  degc: 'Cel',
  '°c': 'Cel',
  degf: '[degF]',
  '°f': '[degF]',
  'g/dl(calc)': 'g/dL',
  'l/l': 'L/L',
  'ng/mlfeu': 'ng/mL{FEU}',
  'ug/mlfeu': 'ug/mL{FEU}',
  'ug/lfeu': 'ug/L{FEU}',
  'mg/lfeu': 'mg/L{FEU}',
  'ng/mlddu': 'ng/mL{DDU}',
  'ug/mlddu': 'ug/mL{DDU}',
  'mcg/mlfeu': 'ug/mL{FEU}',
  'ng/ml{feu}': 'ng/mL{FEU}',
  'ug/ml{feu}': 'ug/mL{FEU}',
  'mg/l{feu}': 'mg/L{FEU}',
  'ng/ml{ddu}': 'ng/mL{DDU}',
};

const KNOWN = new Map<string, string>([
  ...COMMON.map((code): [string, string] => [code.toLowerCase(), code]),
  ...Object.entries(ALIASES),
]);

// Capital G and T before a litre are giga and tera in half of Europe, and grams from an analyser that writes capitals.
const GIGA = new Set(['G/L', 'G/l']);

/**
 * The UCUM codes a unit text may mean, likeliest first; '' stands for "no unit". Text nobody knows is passed on as it
 * stands, for the UCUM library to judge. Two candidates come back only for `G/L`: which is meant is seen from what it is
 * compared with.
 */
export function ucumCandidates(text: string): readonly string[] {
  const plain = text.trim().normalize('NFKC').replace(/[µμ]/g, 'u').replace(/\s+/g, '');
  if (/^(?:\{[^}]*\})?$/.test(plain) && !/^\{[^}]*cells?[^}]*\}$/i.test(plain)) return [''];
  if (GIGA.has(plain)) return ['10*9/L', 'g/L'];
  const powers = plain
    // x10^3/uL, x10E3/uL, 10e3/uL, 10**3/uL, *10^9/L: a power of ten.
    .replace(/^(?:x|×|\*|X)?10(?:\^|\*\*|\*|[eE])\+?(\d{1,2})/, '10*$1')
    .replace(/^[xX×]10(\d)(?=\/)/, '10*$1');
  // International units and enzyme units: one parameter of one limit uses one kind, and senders write either for it.
  const folded = powers
    .toLowerCase()
    .replace(/\[iu\]/g, 'u')
    .replace(/(^|[^a-z])([kmu]?)iu(?=$|[^a-z])/g, '$1$2u');
  const known = KNOWN.get(folded);
  if (known !== undefined) return [known];
  return [powers.replace(/\[[iI]U\]/g, 'U')];
}
