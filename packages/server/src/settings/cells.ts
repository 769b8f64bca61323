/** What is needed of a JSON Schema to write a value as lines of `field, value` and to read it back. */
export type Shape = {
  type?: string;
  properties?: Record<string, Shape>;
  additionalProperties?: Shape | boolean;
  items?: Shape;
  anyOf?: Shape[];
  enum?: unknown[];
  const?: unknown;
};

export type Cell = { field: string; text: string };

/** Stands for an empty list, which an empty cell is not: that is an empty text, or "not set". */
const NONE = 'none';

/** A value as lines: `notify_within.inpatient, 30`; lists of words in one cell, lists of things numbered from 1. */
export function writeCells(value: unknown, field = ''): Cell[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return [{ field, text: NONE }];
    if (value.every((one) => typeof one !== 'object')) return [{ field, text: value.join(' ') }];
    return value.flatMap((one, index) => writeCells(one, `${field}.${index + 1}`));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return [{ field, text: NONE }];
    return entries.flatMap(([name, one]) => writeCells(one, field === '' ? name : `${field}.${name}`));
  }
  return [{ field, text: value === null || value === undefined ? '' : String(value) }];
}

/** A field of the file: what stands in its cell, or the fields below it. */
export type Node = { text: string | null; below: Map<string, Node> };

export function treeOf(cells: readonly Cell[]): Node {
  const root: Node = { text: null, below: new Map() };
  for (const { field, text } of cells) {
    let node = root;
    for (const name of field.split('.')) {
      const next: Node = node.below.get(name) ?? { text: null, below: new Map() };
      node.below.set(name, next);
      node = next;
    }
    node.text = text;
  }
  return root;
}

/**
 * The value a file says, on top of what holds now: a field the file does not name stays; a list it names is replaced whole.
 * What does not fit is left as text, for the schema to refuse by its name.
 */
export function readTree(shape: Shape, node: Node, current: unknown): unknown {
  if (node.below.size === 0) return readCell(shape, node.text ?? '');
  const list = kindsOf(shape).find(({ type }) => type === 'array');
  const object = kindsOf(shape).find(({ type }) => type === 'object');
  if (list)
    return [...node.below].sort(([a], [b]) => Number(a) - Number(b)).map(([, one]) => readTree(list.items ?? {}, one, {}));
  const known = object?.properties;
  const value: Record<string, unknown> = known && typeof current === 'object' ? { ...current } : {};
  for (const [name, one] of node.below) {
    const below = known?.[name] ?? (typeof object?.additionalProperties === 'object' ? object.additionalProperties : {});
    value[name] = readTree(below, one, value[name]);
  }
  return value;
}

const kindsOf = (shape: Shape): Shape[] => (shape.anyOf ? shape.anyOf.flatMap(kindsOf) : [shape]);

function readCell(shape: Shape, text: string): unknown {
  const kinds = kindsOf(shape);
  const types = new Set(kinds.flatMap((kind) => kind.type ?? [kind.const, ...(kind.enum ?? [])].map((one) => typeof one)));
  if (text === '' && types.has('null')) return null;
  const list = kinds.find(({ type }) => type === 'array');
  if (list) {
    const words = text === NONE ? [] : text.split(/\s+/).filter((word) => word !== '');
    return words.map((word) => readCell(list.items ?? {}, word));
  }
  if (types.has('object') && text === NONE) return {};
  const isNumber = types.has('integer') || types.has('number');
  return isNumber && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
