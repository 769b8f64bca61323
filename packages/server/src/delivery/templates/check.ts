import {
  type ContentLevel,
  countSegments,
  type DELIVERY_CHANNELS,
  MAX_SEGMENTS,
  MESSAGE_VARIABLES,
  type MessageVariable,
  TEMPLATE_PARTS,
} from '@critical-callout/domain/delivery';
import type { TemplateParts } from './built-in.ts';
import { checkHtml } from './html-check.ts';
import { MESSAGE_SHAPE } from './message.ts';
import { checkTemplate, type TemplateProblem } from './template.ts';

type DeliveryChannel = (typeof DELIVERY_CHANNELS)[number];

/** `part`: subject, text, html, cover, or `contentVariables.3`. */
export type PartProblem = TemplateProblem & { part: string };

/** Everything that refuses a save, each with the part and the line it is in. */
export function partProblems(channel: DeliveryChannel, parts: TemplateParts): PartProblem[] {
  const problems: PartProblem[] = [];
  for (const [part, source] of sourcesOf(channel, parts)) {
    const found = checkTemplate(source, MESSAGE_SHAPE).problems;
    problems.push(...found.map((problem) => ({ part, ...problem })));
  }
  if (channel === 'email') problems.push(...checkHtml(parts.html).map((problem) => ({ part: 'html', ...problem })));
  return problems.length > 0 ? problems : meaningProblems(channel, parts);
}

/** What can be read and would still serve nobody. */
function meaningProblems(channel: DeliveryChannel, parts: TemplateParts): PartProblem[] {
  const problems: PartProblem[] = [];
  const refuse = (part: string, message: string): void => void problems.push({ part, line: 1, message });
  const named = new Set(variablesOf(channel, parts));
  if (parts.text.trim() === '') refuse('text', 'the text is empty');
  if (needs(channel, 'subject') && parts.subject.trim() === '') refuse('subject', 'the subject is empty');
  if (channel === 'email' && parts.html.trim() === '') refuse('html', 'the HTML part is empty');
  if (parts.subject.includes('\n')) refuse('subject', 'the subject has more than one line');
  if (!named.has('link') && !named.has('callbackPhone')) {
    refuse('text', 'whoever is written to must be able to answer: name callbackPhone or link');
  }
  if (isShort(channel)) {
    const { segments } = countSegments(fixedText(parts.text));
    if (segments > MAX_SEGMENTS)
      refuse('text', `without any variable this is ${segments} segments, at most ${MAX_SEGMENTS} are sent`);
  }
  if (channel !== 'whatsapp' && (parts.contentSid !== null || parts.contentVariables.length > 0)) {
    refuse('contentSid', `${channel} has no approved texts of a provider`);
  }
  if (channel === 'whatsapp' && parts.contentSid === null && parts.contentVariables.length > 0) {
    refuse('contentSid', 'the places of an approved text need its content SID');
  }
  return problems;
}

export const isShort = (channel: DeliveryChannel): boolean => channel === 'sms' || channel === 'whatsapp';

const needs = (channel: DeliveryChannel, part: string): boolean => TEMPLATE_PARTS[channel].some((one) => one === part);

function sourcesOf(channel: DeliveryChannel, parts: TemplateParts): [string, string][] {
  return [
    ...TEMPLATE_PARTS[channel].map((part): [string, string] => [part, parts[part]]),
    ...parts.contentVariables.map((source, index): [string, string] => [`contentVariables.${index + 1}`, source]),
  ];
}

function fixedText(source: string): string {
  return source.replace(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\}/g, '').replace(/\s+/g, ' ');
}

/** Every variable the parts of a channel name, by its place: `labName`, `tests.values.value`. */
export function variablesOf(channel: DeliveryChannel, parts: TemplateParts): string[] {
  const named = sourcesOf(channel, parts).flatMap(([, source]) => checkTemplate(source, MESSAGE_SHAPE).variables);
  return [...new Set(named)].sort();
}

/** The highest level anything it names belongs to: below that, some of it stays empty. */
export function levelOf(variables: readonly string[]): ContentLevel {
  const known: readonly MessageVariable[] = MESSAGE_VARIABLES;
  const levels = new Set(
    variables.map((path) => {
      const names = path.split('.');
      const of = names.length > 1 ? names.at(-2) : undefined;
      return known.find((variable) => variable.name === names.at(-1) && variable.of === of)?.level ?? 'full';
    }),
  );
  return levels.has('full') ? 'full' : levels.has('minimal') ? 'minimal' : 'none';
}
