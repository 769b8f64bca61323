import pg from 'pg';
import { expect, it } from 'vitest';
import { faultOf } from './database-fault.ts';

const database = (code: string): Error => Object.assign(new pg.DatabaseError('text that quotes a name', 0, 'error'), { code });
const system = (code: string): Error => Object.assign(new Error('connect'), { code });

it.each([
  ['connection lost', database('08006'), 'away'],
  ['too many connections', database('53300'), 'away'],
  ['shutting down', database('57P01'), 'away'],
  ['starting', database('57P03'), 'away'],
  ['disk full', database('53100'), 'away'],
  ['a standby', database('25006'), 'away'],
  ['refused', system('ECONNREFUSED'), 'away'],
  ['torn', new Error('Connection terminated unexpectedly'), 'away'],
  ['no socket', system('ENOENT'), 'away'],
  ['serialization', database('40001'), 'again'],
  ['deadlock', database('40P01'), 'again'],
  ['lock not available', database('55P03'), 'again'],
  ['a number out of range', database('22003'), 'content'],
  ['a check', database('23514'), 'content'],
  ['a fault of ours', new TypeError('x is not a function'), 'content'],
])('%s is %s', (_, error, kind) => {
  expect(faultOf(error).kind).toBe(kind);
});

it('names a fault without quoting what it failed on', () => {
  expect(faultOf(database('22003')).code).toBe('22003');
  expect(faultOf(new TypeError('ANNA MUSTER'))).toEqual({ kind: 'content', code: 'TypeError' });
});
