import { meSchema } from '@critical-callout/contract/auth';
import { keptTextSchema } from '@critical-callout/contract/workplace';
import { expect, expectTypeOf, it } from 'vitest';
import { type Ask, type Asked, addressOf, addressWith, methodOf, type Reads } from './routes.ts';

it('puts each value where the route has its name, percent-encoded', () => {
  expect(methodOf('POST /api/v1/mappings/{key}/judge-again')).toBe('POST');
  const key = 'K+ [mmol/l]?#';
  expect(addressOf('POST /api/v1/mappings/{key}/judge-again', { params: { key } })).toBe(
    '/api/v1/mappings/K%2B%20%5Bmmol%2Fl%5D%3F%23/judge-again',
  );
});

it('leaves out of the query what is not set, and repeats what there are several of', () => {
  const query = { q: '', test: 'K & Na', departmentId: 4, cursor: undefined };
  expect(addressOf('GET /api/v1/worklist', { query })).toBe('/api/v1/worklist?test=K+%26+Na&departmentId=4');
  expect(addressOf('GET /api/v1/worklist', { query: { q: '' } })).toBe('/api/v1/worklist');
  expect(addressOf('GET /api/v1/callout-logs', { query: { billId: [7, 9] } })).toBe('/api/v1/callout-logs?billId=7&billId=9');
  expect(addressOf('GET /api/v1/limits', { query: { isActive: false } })).toBe('/api/v1/limits?isActive=false');
});

const LACKING: Asked[] = [{}, { params: { id: '' } }, { params: { number: 7 } }];
it.each(LACKING)('makes no address that lacks a part: %j', (ask) => {
  expect(() => addressWith('GET /api/v1/patients/{id}', ask)).toThrow('GET /api/v1/patients/{id} needs the value of id.');
});

it('knows of each route what is asked and what the answer fits', () => {
  type Typed = Ask<'PUT /api/v1/bills/{id}/typed-text'>;
  expectTypeOf<Typed['params']>().toEqualTypeOf<{ id: number }>();
  expectTypeOf<{ seenVersion: number; form: Record<string, unknown> }>().toExtend<Typed['body']>();
  expectTypeOf<{ seenVersion: string; form: Record<string, unknown> }>().not.toExtend<Typed['body']>();
  type Kept = typeof keptTextSchema;
  expectTypeOf<Reads<'GET /api/v1/bills/{id}/typed-text', Kept>>().toEqualTypeOf<Kept>();
  expectTypeOf<Reads<'GET /api/v1/bills/{id}/typed-text', typeof meSchema>>().not.toEqualTypeOf<typeof meSchema>();
  expect([keptTextSchema, meSchema]).toHaveLength(2);
});
