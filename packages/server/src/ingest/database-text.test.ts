import { describe, expect, it } from 'vitest';
import { toArrayText, toJsonRows } from './database-text.ts';

describe('rows as parameters', () => {
  it('writes a column as an array, with what PostgreSQL would misread in quotes', () => {
    expect(toArrayText(['a,b', 'NULL', '', '"q"', '\\', '{}', null])).toBe('{"a,b","NULL","","\\"q\\"","\\\\","{}",NULL}');
    expect(toArrayText([1, true, new Date(0), undefined])).toBe('{1,true,"1970-01-01T00:00:00.000Z",NULL}');
  });

  it('is null where no row has a value', () => {
    expect([toArrayText([null, undefined]), toArrayText([])]).toEqual([null, null]);
  });

  it('replaces what PostgreSQL text cannot hold', () => {
    expect(toArrayText(['a\0b', '\ud800'])).toBe('{"a\uFFFDb","\uFFFD"}');
    expect(JSON.parse(toJsonRows([{ a: 'a\0b', b: ['\ud800'] }]))).toEqual([{ a: 'a\uFFFDb', b: ['\uFFFD'] }]);
  });
});
