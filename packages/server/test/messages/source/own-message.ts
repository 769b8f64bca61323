/**
 * A message of our own: all patients, doctors and wards are invented. `text` holds one segment a line; the bytes written
 * use `end` as line end and `charset` (an iconv-lite name).
 */
export type OwnMessage = {
  file: string;
  exercises: string[];
  text: string;
  charset?: string;
  end?: '\r' | '\n' | '\r\n';
  /** The last touch on the bytes: a byte-order mark, a cut, a NUL. */
  finish?: (bytes: Buffer) => Buffer;
  expect: {
    /** What intake makes of the file. */
    outcome: 'processed' | 'ignored' | 'quarantined';
    /** Messages in the file; 1 where not said. */
    messages?: number;
    reports: number;
    results: number;
    /** Parameter codes of results (or, unread, of OBX) that carry HH, LL or AA. */
    criticalByFlag?: string[];
    /** Parameter codes of results beyond the starter limits, whatever the sender says. */
    criticalByStarterLimits?: string[];
    /** Codes of the problems a reader must report, in any order, each once. */
    problems?: string[];
  };
};
