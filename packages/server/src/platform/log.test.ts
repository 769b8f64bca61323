import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createLogger, describeError } from './log.ts';

describe('the log', () => {
  it('writes one JSON object a line with an ISO time', () => {
    const lines: string[] = [];
    createLogger('info', { write: (line) => lines.push(line) }).info({ labId: 7 }, 'ready');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ labId: 7, msg: 'ready', time: expect.stringMatching(/^\d{4}-.*Z$/) });
  });

  it('leaves out what is below its level', () => {
    const lines: string[] = [];
    createLogger('warn', { write: (line) => lines.push(line) }).info('nothing');
    expect(lines).toEqual([]);
  });

  const databaseError = Object.assign(new pg.DatabaseError('invalid input syntax for type date: "CANARY"', 40, 'error'), {
    code: '22007',
    detail: 'Key (name)=(CANARY) already exists.',
    table: 'patients',
  });
  const parsing = (() => {
    try {
      return JSON.parse('CANARY');
    } catch (error) {
      return error;
    }
  })();
  const cause = new Error('request failed', { cause: databaseError });

  it.each([
    ['of the database', databaseError],
    ['of parsing', parsing],
    ['that was caused by one of those', cause],
  ])('never repeats the value in an error %s', (_what, error) => {
    const lines: string[] = [];
    createLogger('info', { write: (line) => lines.push(line) }).error({ err: error }, 'failed');
    expect(lines.join('')).not.toContain('CANARY');
    expect(lines.join('')).toMatch(/"type":"(DatabaseError|SyntaxError|Error)"/);
  });

  it('keeps code, place and stack, which say where to look', () => {
    expect(describeError(databaseError)).toMatchObject({ type: 'DatabaseError', code: '22007', table: 'patients' });
    expect(describeError(new TypeError('x is not a function'))).toMatchObject({
      message: 'x is not a function',
      stack: expect.stringContaining('log.test.ts'),
    });
  });
});
