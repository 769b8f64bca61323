import { type CsvError, parse } from 'csv-parse/sync';

export type Table = { records: { line: number; cells: string[] }[] };

/** The lines of a CSV file, with comma or semicolon, each with its number; or what makes it none. */
export function readTable(text: string): Table | { line: number; message: string } {
  const delimiter = /^[^\r\n]*;/.test(text) && !/^[^\r\n;]*,/.test(text) ? ';' : ',';
  try {
    const records = parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    return { records: records.map(({ record, info }) => ({ line: info.lines, cells: record })) };
  } catch (error) {
    const { message, lines } = error as CsvError & { lines?: number };
    return { line: lines ?? 1, message: `not a CSV file: ${message}` };
  }
}
