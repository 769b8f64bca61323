import { parseDecimal } from '@critical-callout/domain/kernel';

/**
 * Keeps a spreadsheet from running what a patient's name or a comment says: an apostrophe makes it text (OWASP, CSV
 * injection). Plain negative numbers stay numbers. `unprotectCell` takes the apostrophe away when a file is read back.
 */
export function protectCell(text: string): string {
  return /^'*[=+\-@\t\r]/u.test(text) && !parseDecimal(text) ? `'${text}` : text;
}

export function unprotectCell(text: string): string {
  return /^'+[=+\-@\t\r]/u.test(text) ? text.slice(1) : text;
}
