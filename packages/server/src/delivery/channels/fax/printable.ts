/** Signs that laboratories write in units and values, and how they are said in the letter's alphabet. */
const SAID: Record<string, string> = {
  μ: 'µ',
  '≥': '>=',
  '≤': '<=',
  '≠': '!=',
  '≈': '~',
  '−': '-',
  '‐': '-',
  '‑': '-',
  '\u2009': ' ',
  '\u202f': ' ',
  '\u2068': '',
  '\u2069': '',
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  κ: 'kappa',
  λ: 'lambda',
  Δ: 'Delta',
  '⁻': '^-',
  '⁺': '^+',
};
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
/** Windows-1252 beyond Latin-1: what the PDF's own fonts can show. */
const WINDOWS_1252 = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');

/**
 * Text in the alphabet of the fonts every reader of PDF has. A raised digit becomes `^9`, never `9`: "10⁹" must not be read as
 * "109". Letters of other scripts become `?`, and `isComplete` says so, for the letter to tell its reader.
 */
export function printable(text: string): { text: string; isComplete: boolean } {
  let isComplete = true;
  // A run of raised digits is one exponent: 10¹² is 10^12.
  const raised = text.replace(/[⁰¹²³⁴-⁹]+/g, (run) => `^${[...run].map((digit) => SUPERSCRIPTS.indexOf(digit)).join('')}`);
  const shown = [...raised.normalize('NFC')].map((character) => {
    const said = SAID[character];
    if (said !== undefined) return said;
    const below = SUBSCRIPTS.indexOf(character);
    if (below >= 0) return String(below);
    const code = character.codePointAt(0) ?? 0;
    if (code === 10 || (code >= 32 && code < 127) || (code >= 160 && code < 256) || WINDOWS_1252.has(character)) return character;
    isComplete = false;
    return '?';
  });
  return { text: shown.join(''), isComplete };
}
