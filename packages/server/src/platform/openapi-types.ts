import { createHash } from 'node:crypto';

/** The part of JSON Schema that the contract's schemas become. */
type Schema = {
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  prefixItems?: Schema[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
};
type Content = { content?: Record<string, { schema?: Schema }> };
type Operation = {
  parameters?: { in: string; name: string; required?: boolean; schema: Schema }[];
  requestBody?: Content;
  responses: Record<string, Content>;
};
export type ApiDocument = { paths: Record<string, Record<string, Operation>> };

const READ = 'type enum properties required items prefixItems additionalProperties propertyNames anyOf oneOf';
/** What TypeScript cannot say of a value; the server checks it. */
const CHECKED =
  'default description format pattern minLength maxLength minItems maxItems minimum maximum exclusiveMinimum exclusiveMaximum';
const KNOWN_WORDS = new Set(`${READ} ${CHECKED}`.split(' '));

/** A shorter object is written where it stands, however often. */
const NAMED_FROM_CHARACTERS = 80;

const HEAD = `// What the server's OpenAPI document says of each route, as types. Made by \`npm run generate\`; not edited by hand.
// An object that stands in more than one place is named by its content, so that a change of another moves no line of it.
`;

/** The source text of the types of a document: \`Routes\` has an entry for each method and path. */
export function describeRoutes({ paths }: ApiDocument): string {
  const routes = Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
    )
    .sort((one, other) => (one.route < other.route ? -1 : 1));
  const uses = new Map<string, number>();
  const counting: Writer = (text) => {
    uses.set(text, (uses.get(text) ?? 0) + 1);
    return text;
  };
  for (const { operation } of routes) describeRoute(operation, counting);
  const named = new Map<string, string>();
  const naming: Writer = (text, whole) => {
    if ((uses.get(whole) ?? 0) < 2 || whole.length < NAMED_FROM_CHARACTERS) return text;
    const name = `T${createHash('sha256').update(whole).digest('hex').slice(0, 8)}`;
    named.set(name, text);
    return name;
  };
  const entries = routes.map(({ route, operation }) => `  '${route}': ${describeRoute(operation, naming)};\n`);
  const types = [...named].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, text]) => `type ${name} = ${text};\n`);
  return `${HEAD}\nexport type Routes = {\n${entries.join('')}};\n\n${types.join('')}`;
}

/** Is given an object's text, with the names it is made of, and the same written out; answers what is written in its place. */
type Writer = (text: string, whole: string) => string;

function describeRoute({ parameters = [], requestBody, responses }: Operation, write: Writer): string {
  const ask = [
    ...describeParameters(
      'params',
      parameters.filter(({ in: place }) => place === 'path'),
      write,
    ),
    ...describeParameters(
      'query',
      parameters.filter(({ in: place }) => place === 'query'),
      write,
    ),
    ...(requestBody ? [`body: ${typeOf(contentOf(requestBody), write)}`] : []),
  ];
  const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const answer = answers.map(([status, response]) => (status === '204' ? 'null' : typeOf(contentOf(response), write)));
  return `{ ask: ${ask.length === 0 ? 'object' : `{ ${ask.join('; ')} }`}; answer: ${unite(answer)} }`;
}

function describeParameters(name: string, parameters: NonNullable<Operation['parameters']>, write: Writer): string[] {
  if (parameters.length === 0) return [];
  const isRequired = parameters.some(({ required }) => required);
  const type = describeProperties(
    parameters.map((parameter) => ({
      name: parameter.name,
      isRequired: parameter.required === true,
      schema: asFlag(parameter.schema),
    })),
    write,
  );
  return [`${name}${isRequired ? '' : '?'}: ${type}${isRequired ? '' : ' | undefined'}`];
}

/** A yes or no is a text in an address, and a boolean for who asks. */
const asFlag = (schema: Schema): Schema => (schema.enum?.join() === 'true,false' ? { type: 'boolean' } : schema);

/** Bodies and answers that are no JSON have no type. */
const contentOf = ({ content }: Content): Schema => content?.['application/json']?.schema ?? {};

const unite = (types: string[]): string => (types.length === 0 ? 'unknown' : [...new Set(types)].join(' | '));

const listOf = (item: string): string => (/^\w+$/.test(item) ? `${item}[]` : `Array<${item}>`);
const propertyName = (name: string): string => (/^[a-z]\w*$/i.test(name) ? name : JSON.stringify(name));

function typeOf(schema: Schema, write: Writer): string {
  const unknown = Object.keys(schema).find((word) => !KNOWN_WORDS.has(word));
  if (unknown) throw new Error(`The word '${unknown}' of JSON Schema has no type yet: ${JSON.stringify(schema).slice(0, 200)}`);
  if (schema.enum) return unite(schema.enum.map((value) => JSON.stringify(value)));
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return unite(variants.map((variant) => typeOf(variant, write)));
  if (Array.isArray(schema.type)) return unite(schema.type.map((type) => typeOf({ ...schema, type }, write)));
  switch (schema.type) {
    case undefined:
      return 'unknown';
    case 'integer':
      return 'number';
    case 'array':
      return schema.prefixItems
        ? `[${schema.prefixItems.map((item) => typeOf(item, write)).join(', ')}]`
        : listOf(typeOf(schema.items ?? {}, write));
    case 'object':
      return describeObject(schema, write);
    default:
      return schema.type;
  }
}

function describeObject(schema: Schema, write: Writer): string {
  const { properties, required = [], additionalProperties, propertyNames } = schema;
  if (properties) {
    return describeProperties(
      Object.entries(properties).map(([name, property]) => ({ name, isRequired: required.includes(name), schema: property })),
      write,
    );
  }
  const key = typeOf(propertyNames ?? { type: 'string' }, write);
  const value = typeof additionalProperties === 'object' ? typeOf(additionalProperties, write) : 'unknown';
  const isPartial = propertyNames?.enum !== undefined && required.length === 0;
  return isPartial ? `{ [K in ${key}]?: ${value} | undefined }` : `{ [K in ${key}]: ${value} }`;
}

function describeProperties(properties: readonly { name: string; isRequired: boolean; schema: Schema }[], write: Writer): string {
  const textWith = (writer: Writer): string => {
    const lines = properties.map(
      ({ name, isRequired, schema }) =>
        `${propertyName(name)}${isRequired ? '' : '?'}: ${typeOf(schema, writer)}${isRequired ? '' : ' | undefined'}`,
    );
    return `{ ${lines.join('; ')} }`;
  };
  return write(
    textWith(write),
    textWith((_text, whole) => whole),
  );
}
