const ACCENTED: Record<string, string> = {
  a: 'á',
  b: 'ƀ',
  c: 'ç',
  d: 'ð',
  e: 'é',
  g: 'ĝ',
  h: 'ĥ',
  i: 'î',
  j: 'ĵ',
  k: 'ķ',
  l: 'ļ',
  n: 'ñ',
  o: 'ö',
  r: 'ŕ',
  s: 'š',
  t: 'ţ',
  u: 'û',
  w: 'ŵ',
  y: 'ý',
  z: 'ž',
  A: 'Å',
  B: 'Ɓ',
  C: 'Ç',
  D: 'Ð',
  E: 'É',
  G: 'Ĝ',
  H: 'Ĥ',
  I: 'Î',
  L: 'Ļ',
  N: 'Ñ',
  O: 'Ö',
  R: 'Ŕ',
  S: 'Š',
  T: 'Ţ',
  U: 'Û',
  W: 'Ŵ',
  Y: 'Ý',
  Z: 'Ž',
};
/** How much longer other languages are than English, at the worst that is common. */
const LONGER = 0.4;

/** The same ids with words that are accented, bracketed and longer; variables and plural forms stay what they are. */
export function pseudoCatalogue<T extends Readonly<Record<string, string>>>(english: T): T {
  return Object.fromEntries(Object.entries(english).map(([id, message]) => [id, pseudoMessage(message)])) as T;
}

export function pseudoMessage(message: string): string {
  const letters = message.replaceAll(/\{[^}]*\}/g, '').length;
  return `[${accent(message)}${'·'.repeat(Math.ceil(letters * LONGER))}]`;
}

function accent(message: string): string {
  let out = '';
  for (let at = 0; at < message.length; at += 1) {
    const letter = message[at] ?? '';
    if (letter !== '{') {
      out += ACCENTED[letter] ?? letter;
      continue;
    }
    const end = closingBrace(message, at);
    out += `{${accentArgument(message.slice(at + 1, end))}}`;
    at = end;
  }
  return out;
}

/** `count, plural, one {# row} other {# rows}`: the forms are words, the rest is grammar. */
function accentArgument(argument: string): string {
  let out = '';
  for (let at = 0; at < argument.length; at += 1) {
    if (argument[at] !== '{') {
      out += argument[at];
      continue;
    }
    const end = closingBrace(argument, at);
    out += `{${accent(argument.slice(at + 1, end))}}`;
    at = end;
  }
  return out;
}

function closingBrace(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}
