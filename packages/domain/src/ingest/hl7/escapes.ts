import { type Delimiters, defaultDelimiters } from './delimiters.ts';

// Longest escape body we look for: `\X` with the bytes of a short text. A lone escape character never swallows more.
const longestBody = 200;

/**
 * Decodes the escape sequences of HL7 v2 chapter 2.7 exactly once: `\E\T\E\` is the text `\T\`, not `&`.
 * What is no known sequence stays as it was written.
 */
export function decodeEscapes(text: string, delimiters: Delimiters = defaultDelimiters): string {
  const escape = delimiters.escape;
  let open = text.indexOf(escape);
  if (open < 0) return text;
  let decoded = '';
  let done = 0;
  while (open >= 0) {
    const close = text.indexOf(escape, open + 1);
    if (close < 0) break;
    const replacement = close - open - 1 <= longestBody ? meaningOf(text.slice(open + 1, close), delimiters) : null;
    if (replacement === null) {
      open = close;
      continue;
    }
    decoded += text.slice(done, open) + replacement;
    done = close + 1;
    open = text.indexOf(escape, done);
  }
  return decoded + text.slice(done);
}

function meaningOf(body: string, delimiters: Delimiters): string | null {
  switch (body) {
    case 'F':
      return delimiters.field;
    case 'S':
      return delimiters.component;
    case 'T':
      return delimiters.subcomponent;
    case 'R':
      return delimiters.repetition;
    case 'E':
      return delimiters.escape;
    case 'P':
      return delimiters.encodingCharacters.charAt(4) || '#';
    case 'H':
    case 'N':
      return '';
  }
  if (body.startsWith('X')) return bytesToText(body.slice(1));
  if (body.startsWith('.')) return formatting(body.slice(1));
  // \Cxxyy\ and \Mxxyyzz\ switch character sets in the middle of a text; the bytes themselves were decoded before.
  return /^(C[0-9A-Fa-f]{4}|M[0-9A-Fa-f]{4,6})$/.test(body) ? '' : null;
}

/** FT formatting commands: what moves to a new line is a line feed, the rest is layout that text does not keep. */
function formatting(command: string): string | null {
  const name = command.slice(0, 2).toLowerCase();
  const count = Math.min(Number.parseInt(command.slice(2), 10) || 1, 20);
  if (name === 'br' || name === 'ce') return '\n';
  if (name === 'sp') return '\n'.repeat(count);
  if (name === 'sk') return ' '.repeat(count);
  return name === 'in' || name === 'ti' || name === 'fi' || name === 'nf' ? '' : null;
}

function bytesToText(hex: string): string | null {
  if (hex === '' || hex.length % 2 !== 0 || !/^[0-9A-Fa-f]+$/.test(hex)) return null;
  let text: string;
  try {
    text = decodeURIComponent(hex.replace(/../g, '%$&'));
  } catch {
    // Not UTF-8: one byte, one character, as in ISO-8859-1.
    text = hex.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
  }
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '');
}

/** Writes free text into a field: separators escaped, line breaks and control characters made harmless. */
export function encodeEscapes(text: string, delimiters: Delimiters = defaultDelimiters): string {
  const { field, component, subcomponent, repetition, escape } = delimiters;
  const codes = new Map([
    [escape, 'E'],
    [field, 'F'],
    [component, 'S'],
    [subcomponent, 'T'],
    [repetition, 'R'],
  ]);
  let encoded = '';
  for (const character of text.replace(/\r\n?|\n/g, ' ')) {
    const code = codes.get(character);
    if (code !== undefined) encoded += escape + code + escape;
    else encoded += /\p{Cc}/u.test(character) ? ' ' : character;
  }
  return encoded;
}
