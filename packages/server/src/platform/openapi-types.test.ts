import { expect, it } from 'vitest';
import { type ApiDocument, describeRoutes } from './openapi-types.ts';

type Operation = ApiDocument['paths'][string][string];
type Body = NonNullable<Operation['requestBody']>;

const json = (schema: object): Body => ({ content: { 'application/json': { schema } } });
const routesOf = (operation: Partial<Operation>, method = 'get'): string =>
  describeRoutes({ paths: { '/x/{id}': { [method]: { responses: { 200: {} }, ...operation } } } });
const answered = (schema: object): string =>
  /answer: (.*) \};\n\};/.exec(routesOf({ responses: { 200: json(schema) } }))?.[1] ?? '';

it.each([
  [{}, 'unknown'],
  [{ type: 'integer', minimum: 1 }, 'number'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ type: 'string', enum: ['a', "b'"] }, '"a" | "b\'"'],
  [{ type: 'array', items: { type: 'string' } }, 'string[]'],
  [{ type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } }, 'Array<string | null>'],
  [{ type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] }, '[string, number]'],
  [
    { type: 'object', properties: { a: { type: 'boolean' }, 'if-x': {} }, required: ['a'] },
    '{ a: boolean; "if-x"?: unknown | undefined }',
  ],
  [{ type: 'object', additionalProperties: { type: 'number' } }, '{ [K in string]: number }'],
  [{ type: 'object', propertyNames: { enum: ['a'] }, additionalProperties: {} }, '{ [K in "a"]?: unknown | undefined }'],
])('%j', (schema, type) => {
  expect(answered(schema)).toBe(type);
});

it('a word of JSON Schema that has no type stops it and is named', () => {
  expect(() => answered({ type: 'object', patternProperties: {} })).toThrow("The word 'patternProperties'");
});

it('says of a route what is asked: its parts, its query with yes and no, its body', () => {
  const parameters = [
    { in: 'path', name: 'id', required: true, schema: { type: 'integer' } },
    { in: 'query', name: 'isActive', required: false, schema: { type: 'string', enum: ['true', 'false'] } },
  ];
  expect(routesOf({ parameters, requestBody: json({ type: 'string' }), responses: { 204: {} } }, 'post')).toContain(
    "  'POST /x/{id}': { ask: { params: { id: number }; query?: { isActive?: boolean | undefined } | undefined; body: string }; answer: null };\n",
  );
  expect(routesOf({})).toContain("'GET /x/{id}': { ask: object; answer: unknown };");
});

it('names by its content what stands in more than one place, whatever else there is', () => {
  const order = {
    type: 'object',
    properties: Object.fromEntries('abcdef'.split('').map((key) => [`${key}Number`, { type: 'string' }])),
  };
  const twice = { type: 'object', properties: { one: order, other: order } };
  const [, name = ''] = /one\?: (T[0-9a-f]{8}) /.exec(answered(twice)) ?? [];
  expect(answered({ type: 'array', items: twice })).toContain(`other?: ${name} | undefined`);
  expect(answered(order)).toContain('aNumber');
});
