/** PostgreSQL text holds neither NUL nor half a surrogate pair; the raw copy keeps them, the readable one shows U+FFFD. */
const UNSTORABLE = /\\u0000|\\ud[89ab][0-9a-f]{2}|\\ud[c-f][0-9a-f]{2}/i;

/** Rows as one JSON parameter for json_to_recordset: one parameter and one statement text whatever the number of rows. */
export function toJsonRows(rows: readonly object[]): string {
  const json = JSON.stringify(rows);
  return UNSTORABLE.test(json)
    ? JSON.stringify(rows, (_, value) => (typeof value === 'string' ? toStorable(value) : value))
    : json;
}

export function toStorable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
