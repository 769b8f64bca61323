import nunjucks from 'nunjucks';

/** What a template may name: text and yes/no at the leaves, lists with the shape of their elements. */
export type Shape = { [name: string]: '' | false | Shape | [Shape] };

/** A view: the same names with their values. */
export type View = { [name: string]: string | boolean | View | View[] };

export type Template = (view: View) => string;

/** What is wrong with a template, with the line (from 1) and, where it is one, the name that nobody knows. */
export type TemplateProblem = { line: number; message: string; variable?: string };
export type TemplateCheck = {
  problems: TemplateProblem[];
  /** Every variable it names, by its place in the shape: `labName`, `tests.values.value`. */
  variables: string[];
};

type AstNode = { typename: string; fields: string[]; lineno: number; [field: string]: unknown };
type Kind = '' | false | Shape | [Shape];
type Found = { kind: Kind; path: string };
type Walk = { problems: TemplateProblem[]; variables: Set<string>; depth: number };
type Scope = Map<string, Found>;

/** A list of a list is all there is; deeper loops only multiply the time one message takes. */
const MAX_LOOPS = 2;

/**
 * Reads a message template: `{{ variable }}`, `{% if %}` and `{% for %}` over the variables of `shape`, and nothing else.
 * Filters, calls, assignments, includes and macros are refused, so a template is never code; a name that is not in
 * `shape` is refused when the template is saved, not at night when it is needed.
 */
export function checkTemplate(source: string, shape: Shape): TemplateCheck {
  const walk: Walk = { problems: [], variables: new Set(), depth: 0 };
  const scope: Scope = new Map(Object.entries(shape).map(([name, kind]) => [name, { kind, path: name }]));
  try {
    checkNode(parse(source), scope, walk);
  } catch (error) {
    walk.problems.push(unreadable(error, source));
  }
  return { problems: walk.problems, variables: [...walk.variables].sort() };
}

/**
 * The checked template as a function. With `isHtml` every value is escaped, and since filters are refused nothing can
 * switch that off.
 */
export function compileTemplate(source: string, shape: Shape, isHtml: boolean): Template {
  const [problem] = checkTemplate(source, shape).problems;
  if (problem) throw new Error(`template line ${problem.line}: ${problem.message}`);
  const environment = new nunjucks.Environment([], {
    autoescape: isHtml,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  const template = new nunjucks.Template(source, environment, undefined, true);
  return (view) => template.render(view);
}

function parse(source: string): AstNode {
  // The parser is public in the library and missing in its published types.
  const { parser } = nunjucks as unknown as { parser: { parse: (source: string) => AstNode } };
  return parser.parse(source);
}

function unreadable(error: unknown, source: string): TemplateProblem {
  const { message, lineno } = error as { message?: string; lineno?: number };
  const words = /(?:\n|^)\s*(?:Template render error:)?\s*([^\n]*)$/.exec(String(message))?.[1] ?? 'cannot be read';
  // Where something is missing at the end, the parser knows no line.
  const last = source.split('\n').length;
  return { line: words.includes('end of file') || typeof lineno !== 'number' ? last : lineno + 1, message: words.trim() };
}

function checkNode(node: AstNode, scope: Scope, walk: Walk): void {
  switch (node.typename) {
    case 'TemplateData':
      return;
    case 'Symbol':
    case 'LookupVal':
      resolve(node, scope, walk);
      return;
    case 'For':
      checkLoop(node, scope, walk);
      return;
    case 'Output':
      for (const child of childrenOf(node)) checkOutput(child, scope, walk);
      return;
    case 'If':
      checkCondition(node.cond as AstNode, scope, walk);
      for (const child of [node.body, node.else_]) if (child) checkNode(child as AstNode, scope, walk);
      return;
    case 'Root':
    case 'NodeList':
    case 'Not':
      for (const child of childrenOf(node)) checkNode(child, scope, walk);
      return;
    default:
      walk.problems.push({ line: node.lineno + 1, message: `${node.typename} is not allowed, only variables, if and for` });
  }
}

/** A list or a group printed as such would say `[object Object]` to a doctor. */
function checkOutput(node: AstNode, scope: Scope, walk: Walk): void {
  if (node.typename !== 'Symbol' && node.typename !== 'LookupVal') {
    checkNode(node, scope, walk);
    return;
  }
  const found = resolve(node, scope, walk);
  if (found && found.kind !== '') {
    const what = found.kind === false ? 'is yes or no: it belongs into an if' : 'is a list: it belongs into a for';
    walk.problems.push({ line: node.lineno + 1, message: `${found.path} ${what}`, variable: found.path });
  }
}

/** A list is true even when it is empty: an `if` over it would never be false. */
function checkCondition(node: AstNode, scope: Scope, walk: Walk): void {
  if (node.typename === 'Not') {
    checkCondition(node.target as AstNode, scope, walk);
    return;
  }
  if (node.typename !== 'Symbol' && node.typename !== 'LookupVal') {
    checkNode(node, scope, walk);
    return;
  }
  const found = resolve(node, scope, walk);
  if (found && typeof found.kind === 'object') {
    const message = `${found.path} is a list: it belongs into a for, an if over it is always true`;
    walk.problems.push({ line: node.lineno + 1, message, variable: found.path });
  }
}

function checkLoop(node: AstNode, scope: Scope, walk: Walk): void {
  const list = resolve(node.arr as AstNode, scope, walk);
  const name = node.name as AstNode;
  if (!list) return;
  const problem = loopProblem(list, name, scope, walk.depth);
  if (problem !== null || !Array.isArray(list.kind)) {
    walk.problems.push({ line: node.lineno + 1, message: problem ?? '' });
    return;
  }
  walk.depth += 1;
  const inner = new Map(scope).set(String(name.value), { kind: list.kind[0], path: list.path });
  checkNode(node.body as AstNode, inner, walk);
  walk.depth -= 1;
  if (node.else_) checkNode(node.else_ as AstNode, scope, walk);
}

function loopProblem(list: Found, name: AstNode, scope: Scope, depth: number): string | null {
  if (!Array.isArray(list.kind)) return 'for needs a list';
  if (name.typename !== 'Symbol' || scope.has(String(name.value))) return 'for needs one new name';
  return depth >= MAX_LOOPS ? `at most ${MAX_LOOPS} loops inside each other` : null;
}

function resolve(node: AstNode, scope: Scope, walk: Walk): Found | null {
  const refuse = (message: string, variable?: string): null => {
    walk.problems.push({ line: node.lineno + 1, message, ...(variable !== undefined && { variable }) });
    return null;
  };
  if (node.typename === 'Symbol') {
    const name = String(node.value);
    const found = scope.get(name);
    if (found) walk.variables.add(found.path);
    return found ?? refuse(`unknown variable ${name}`, name);
  }
  const key = node.val as AstNode | undefined;
  if (node.typename !== 'LookupVal' || key?.typename !== 'Literal') {
    const what = node.typename === 'LookupVal' ? '' : `${node.typename} is not allowed, `;
    return refuse(`${what}only names and names of names are allowed`);
  }
  const target = resolve(node.target as AstNode, scope, walk);
  if (!target) return null;
  const name = String(key.value);
  const { kind } = target;
  const inner = typeof kind === 'object' && !Array.isArray(kind) && Object.hasOwn(kind, name) ? kind[name] : undefined;
  if (inner === undefined) return refuse(`unknown variable ${name}`, name);
  const path = `${target.path}.${name}`;
  walk.variables.add(path);
  return { kind: inner, path };
}

function childrenOf(node: AstNode): AstNode[] {
  const values = node.fields.flatMap((field) => node[field]);
  return values.filter((value): value is AstNode => typeof value === 'object' && value !== null && 'typename' in value);
}
