import nunjucks from 'nunjucks';

/** What a template may name: text and yes/no at the leaves, lists with the shape of their elements. */
export type Shape = { [name: string]: '' | false | Shape | [Shape] };

/** A view: the same names with their values. */
export type View = { [name: string]: string | boolean | View | View[] };

export type Template = (view: View) => string;

type AstNode = { typename: string; fields: string[]; lineno: number; [field: string]: unknown };
type Scope = Map<string, '' | false | Shape | [Shape]>;

/**
 * Compiles a message template: `{{ variable }}`, `{% if %}` and `{% for %}` over the variables of `shape`, and nothing else.
 * Filters, calls, assignments, includes and macros are refused, so a template is never code; a name that is not in
 * `shape` is refused when the template is compiled, not at night when it is needed. With `isHtml` every value is escaped,
 * and since filters are refused nothing can switch that off.
 */
export function compileTemplate(source: string, shape: Shape, isHtml: boolean): Template {
  checkNode(parse(source), new Map(Object.entries(shape)));
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

function checkNode(node: AstNode, scope: Scope): void {
  switch (node.typename) {
    case 'TemplateData':
      return;
    case 'Symbol':
    case 'LookupVal':
      resolve(node, scope);
      return;
    case 'For':
      checkLoop(node, scope);
      return;
    case 'Root':
    case 'NodeList':
    case 'Output':
    case 'If':
    case 'Not':
      for (const child of childrenOf(node)) checkNode(child, scope);
      return;
    default:
      throw new Error(`template line ${node.lineno + 1}: ${node.typename} is not allowed, only variables, if and for`);
  }
}

function checkLoop(node: AstNode, scope: Scope): void {
  const list = resolve(node.arr as AstNode, scope);
  const name = node.name as AstNode;
  if (!Array.isArray(list)) throw new Error(`template line ${node.lineno + 1}: for needs a list`);
  if (name.typename !== 'Symbol' || scope.has(String(name.value))) {
    throw new Error(`template line ${node.lineno + 1}: for needs one new name`);
  }
  checkNode(node.body as AstNode, new Map(scope).set(String(name.value), list[0]));
  if (node.else_) checkNode(node.else_ as AstNode, scope);
}

function resolve(node: AstNode, scope: Scope): '' | false | Shape | [Shape] {
  if (node.typename === 'Symbol') {
    const found = scope.get(String(node.value));
    if (found === undefined) throw new Error(`template line ${node.lineno + 1}: unknown variable ${String(node.value)}`);
    return found;
  }
  const key = node.val as AstNode | undefined;
  if (node.typename !== 'LookupVal' || key?.typename !== 'Literal') {
    throw new Error(`template line ${node.lineno + 1}: only names and names of names are allowed`);
  }
  const target = resolve(node.target as AstNode, scope);
  const found =
    typeof target === 'object' && !Array.isArray(target) && Object.hasOwn(target, String(key.value))
      ? target[String(key.value)]
      : undefined;
  if (found === undefined) throw new Error(`template line ${node.lineno + 1}: unknown variable ${String(key.value)}`);
  return found;
}

function childrenOf(node: AstNode): AstNode[] {
  const values = node.fields.flatMap((field) => node[field]);
  return values.filter((value): value is AstNode => typeof value === 'object' && value !== null && 'typename' in value);
}
