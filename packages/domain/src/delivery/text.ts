// C0 and C1 controls without tab, line feed and carriage return; line and paragraph separator; byte order mark.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g;
// Embeddings, overrides and isolates: with one of these in a name, "8.2" can be shown as "2.8".
const BIDI_CONTROLS = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Foreign text as it may stand in a message: no control characters, no direction overrides, lines kept. */
export function messageText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, ' ').replace(BIDI_CONTROLS, '').replace(LONE_SURROGATES, '\ufffd');
}

/** The same on one line, at most `maxLength` characters: for headers, names and table cells. */
export function lineText(text: string, maxLength = 200): string {
  const line = messageText(text).replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join('')}…`;
}

/** Right-to-left text wrapped in isolates (UAX 9), so that it cannot reorder the numbers and units beside it in plain text. */
export function isolateText(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}
