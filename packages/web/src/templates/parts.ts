import type { TemplatePartsOut } from '@critical-callout/contract/templates';
import { MESSAGE_VARIABLES, type MessageVariable, TEMPLATE_PARTS, type TemplatePart } from '@critical-callout/domain/delivery';

/** What is typed: the places of an approved text as one field, a line each. */
export type Draft = { subject: string; text: string; html: string; cover: string; contentSid: string; places: string };
export type DraftField = keyof Draft;

export function toDraft({ subject, text, html, cover, contentSid, contentVariables }: TemplatePartsOut): Draft {
  return { subject, text, html, cover, contentSid: contentSid ?? '', places: contentVariables.join('\n') };
}

export function toParts({ subject, text, html, cover, contentSid, places }: Draft): TemplatePartsOut {
  return {
    subject,
    text,
    html,
    cover,
    contentSid: contentSid.trim() === '' ? null : contentSid.trim(),
    contentVariables: places
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  };
}

/** A content SID of another form is an answer 400 of the server; the form says it before. */
export const isContentSid = (text: string): boolean => text.trim() === '' || /^HX[0-9a-fA-F]{32}$/.test(text.trim());

export function isSame(a: Draft, b: Draft): boolean {
  return JSON.stringify(toParts(a)) === JSON.stringify(toParts(b));
}

/** The fields of a channel, in the order they are typed. */
export function fieldsOf(channel: keyof typeof TEMPLATE_PARTS): DraftField[] {
  const parts: readonly TemplatePart[] = TEMPLATE_PARTS[channel];
  return channel === 'whatsapp' ? [...parts, 'contentSid', 'places'] : [...parts];
}

export type Snippet = { id: string; level: MessageVariable['level']; snippet: string };

/** Every variable with what is put into the text for it: a list comes as a loop, a yes/no as a condition. */
export const SNIPPETS: readonly Snippet[] = (MESSAGE_VARIABLES as readonly MessageVariable[]).map(snippetOf);

function snippetOf({ name, level, kind, of }: MessageVariable): Snippet {
  if (kind === 'list') {
    const [list, item] = of === 'tests' ? ['test.values', 'item'] : ['tests', 'test'];
    const shown = of === 'tests' ? '{{ item.parameter }} {{ item.value }} {{ item.unit }}' : '{{ test.name }}';
    return { id: list, level, snippet: `{% for ${item} in ${list} %}${shown}{% endfor %}` };
  }
  const path = of === 'values' ? `item.${name}` : of === 'tests' ? `test.${name}` : name;
  return { id: path, level, snippet: kind === 'yes-no' ? `{% if ${path} %}{% endif %}` : `{{ ${path} }}` };
}

/** The text with the snippet at the cursor (or over what is selected), and where the cursor is then. */
export function insertAt(text: string, snippet: string, from: number, to: number): { text: string; cursor: number } {
  return { text: text.slice(0, from) + snippet + text.slice(to), cursor: from + snippet.length };
}

/**
 * A mail's HTML for a frame of this page: our content security policy allows no style inside it, so styles are taken out
 * rather than refused one by one. The server lets no other attribute and no element through that could do anything.
 */
export function withoutStyles(html: string): string {
  return html.replace(/\sstyle="[^"]*"/g, '');
}
