import { Parser } from 'htmlparser2';
import type { TemplateProblem } from './template.ts';

/** What a mail needs to be read; nothing that runs, loads, sends or hides. */
const ELEMENTS = new Set(
  (
    'html head meta title body div p span br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr td th ' +
    'strong em b i u s small sub sup mark bdi bdo blockquote pre code a address section article header footer center font'
  ).split(' '),
);
const ATTRIBUTES = new Set(
  'style lang dir class role title align valign width height colspan rowspan scope bgcolor color face size border cellpadding cellspacing'.split(
    ' ',
  ),
);
const OWN: Record<string, readonly string[]> = { a: ['href'], meta: ['charset'] };
/** A style that loads something tells its server who opened the mail; one that moves or hides something lies to its reader. */
const STYLE = /url\s*\(|expression|@import|image-set|position\s*:|display\s*:\s*none|visibility\s*:|\\/i;
/** A < that no element, end tag, doctype or comment begins with; or one that nothing ends. */
const LONE = /<(?!\/?[a-z]|!doctype|!--)|<[^<>]*$/gi;
const ADDRESS = /^(https:\/\/|mailto:|tel:)[^\s"'<>]*$/i;
/** Stand in for `{{ … }}` and `{% … %}`: letters no template holds. */
const VARIABLE = '\ue000';
const TAG = '\ue001';

/**
 * What is wrong with the HTML of a template. A variable is text between tags, or the whole of one `href`, which only `link`
 * may be; anywhere else escaping alone would not keep a name from becoming markup.
 */
export function checkHtml(source: string): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  const { text, variables } = withoutTemplate(source);
  const refuse = (at: number, message: string): void => {
    problems.push({ line: text.slice(0, at).split('\n').length, message });
  };
  const attributes: { name: string; value: string; isQuoted: boolean }[] = [];
  const parser = new Parser(
    {
      onattribute: (name, value, quote) => {
        attributes.push({ name, value, isQuoted: quote === '"' || quote === "'" });
      },
      onopentag: (name) => {
        const at = parser.startIndex;
        if (!ELEMENTS.has(name)) refuse(at, `the element ${printed(name)} is not allowed in a message`);
        for (const attribute of attributes.splice(0)) {
          const why = attributeProblem(name, attribute, variables, text.slice(0, at));
          if (why) refuse(at, why);
        }
      },
      oncomment: () => refuse(parser.startIndex, 'comments are not allowed in a message'),
      onprocessinginstruction: (name) => {
        if (name.toLowerCase() !== '!doctype') refuse(parser.startIndex, 'only <!doctype html> may stand in <! >');
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.end(text);
  // Before a variable a lone < would make an element of whatever the variable holds.
  for (const { index } of text.matchAll(LONE)) refuse(index, 'a < that begins no element is written &lt;');
  return problems;
}

type Attribute = { name: string; value: string; isQuoted: boolean };

function attributeProblem(
  element: string,
  { name, value, isQuoted }: Attribute,
  variables: string[],
  before: string,
): string | null {
  if (!ATTRIBUTES.has(name) && !OWN[element]?.includes(name))
    return `the attribute ${printed(name)} of ${element} is not allowed in a message`;
  const holds = value.includes(VARIABLE) || value.includes(TAG);
  if (name === 'href') {
    if (!holds) return ADDRESS.test(value) ? null : 'a link leads to https, mailto or tel, or is {{ link }}';
    const number = before.split(VARIABLE).length - 1;
    if (value !== VARIABLE || variables[number] !== 'link')
      return 'a link is {{ link }} as a whole, or an address without variables';
    return isQuoted ? null : 'the {{ link }} of href stands in quotes';
  }
  if (holds) return `no variable or tag may stand in the attribute ${name}`;
  return name === 'style' && STYLE.test(value)
    ? 'this style is not allowed in a message: it loads, moves or hides something'
    : null;
}

/** The source with each variable and tag as one letter, its lines kept; and which variables they were, in order. */
function withoutTemplate(source: string): { text: string; variables: string[] } {
  const variables: string[] = [];
  const lines = (text: string): string => '\n'.repeat(text.split('\n').length - 1);
  const text = source
    .replaceAll(VARIABLE, '')
    .replaceAll(TAG, '')
    .replace(/\{\{-?([\s\S]*?)-?\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\}/g, (whole, name: string | undefined) => {
      if (name === undefined) return TAG + lines(whole);
      variables.push(name.trim());
      return VARIABLE + lines(whole);
    });
  return { text, variables };
}

function printed(name: string): string {
  return name.replaceAll(VARIABLE, '{{ }}').replaceAll(TAG, '{% %}').slice(0, 40);
}
