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

export type Storable = string | number | boolean | Date | null | undefined;

/**
 * One column of many rows as the text of a PostgreSQL array, for unnest: half of what the same rows cost as JSON. Null
 * where no row has a value: unnest then fills the column with nulls.
 */
export function toArrayText(column: readonly Storable[]): string | null {
  let hasValue = false;
  let text = '{';
  for (const value of column) {
    if (text.length > 1) text += ',';
    if (value === null || value === undefined) text += 'NULL';
    else {
      hasValue = true;
      if (typeof value === 'string') text += `"${QUOTED.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`;
      else text += value instanceof Date ? `"${value.toISOString()}"` : value;
    }
  }
  if (!hasValue) return null;
  return text.includes('\0') || !text.isWellFormed() ? `${toStorable(text)}}` : `${text}}`;
}

const QUOTED = /["\\]/;
