import type { DeliveryContent } from '@critical-callout/contract/deliveries';
import { countSegments, lineText, MAX_SEGMENTS } from '@critical-callout/domain/delivery';
import { builtInTemplate, type MessageTemplate } from './built-in.ts';
import { isolated, MESSAGE_SHAPE, type Message, viewOf } from './message.ts';
import { compileTemplate, type View } from './template.ts';
import { WORDS } from './words/index.ts';

const SUBJECT_ROOM = 300;
/** WhatsApp takes no empty place of an approved text, and at most this much in one. */
const PLACE_ROOM = 1000;

/** Subject, plain text and HTML of a mail, from foreign text that is first freed of controls and overrides. */
export function renderMail(message: Message, { parts }: MessageTemplate): DeliveryContent {
  const view = viewOf(message, 'long');
  return {
    subject: subjectOf(message, parts.subject, view),
    text: marked(message, tidy(render(parts.text, isolated(view)))),
    html: markedHtml(message, render(parts.html, view, true)),
  };
}

/** The letter of a fax, with what its cover says of confidentiality, in the language it is written in. */
export function renderLetter(message: Message, { parts }: MessageTemplate): DeliveryContent {
  const view = viewOf(message, 'long');
  return {
    subject: subjectOf(message, parts.subject, view),
    text: marked(message, tidy(render(parts.text, isolated(view)))),
    html: '',
    cover: tidy(render(parts.cover, { ...isolated(view), link: '' })).trim(),
    language: message.language,
  };
}

/**
 * The same news for a telephone's screen: as many tests as fit, each whole or not at all, and the rest counted. A
 * laboratory's own text that does not fit at all gives way to the program's, so that the number to call is never cut off.
 */
export function renderShort(message: Message, template: MessageTemplate): DeliveryContent {
  const { language, purpose, channel } = template;
  const builtIn = builtInTemplate(channel, language, purpose);
  const subject = subjectOf(message, builtIn.parts.subject, viewOf(message, 'long'));
  const view = isolated(viewOf(message, 'short'));
  const text = fitted(template.parts.text, message, view).text ?? fitted(builtIn.parts.text, message, view).shortest;
  const { contentSid, contentVariables } = template.parts;
  if (contentSid === null) return { subject, text, html: '' };
  const places = contentVariables.map((source) => lineText(render(source, view), PLACE_ROOM) || '-');
  return { subject, text, html: '', provider: { contentSid, variables: places } };
}

/** `text`: what fits into the segments, with as many tests as can be; `shortest`: without any, whether it fits or not. */
function fitted(source: string, message: Message, view: View): { text: string | null; shortest: string } {
  const template = compileTemplate(source, MESSAGE_SHAPE, false);
  const { tests } = view as { tests: View[] };
  for (let shown = tests.length; ; shown -= 1) {
    const left = tests.length - shown;
    const shorter = { ...view, tests: tests.slice(0, shown), hasTests: shown > 0, moreTests: left > 0 ? String(left) : '' };
    const text = markedShort(message, closeUp(template(shorter)));
    if (countSegments(text).segments <= MAX_SEGMENTS) return { text, shortest: text };
    if (shown === 0) return { text: null, shortest: text };
  }
}

/** Empty lines cost as much as letters. */
function closeUp(text: string): string {
  return text.replace(/[ \t]*\n\s*/g, '\n').trim();
}

function markedShort(message: Message, text: string): string {
  return message.mark === null ? text : `${WORDS[message.language][message.mark].short}\n${text}`;
}

/** What the other system reads; described in docs/webhooks.md. `message` is the text the laboratory wrote. */
export function renderWebhook(message: Message, template: MessageTemplate): DeliveryContent {
  const { subject, text } = renderShort(message, template);
  // For programs: the same words whatever the recipient's language. `message` is for their people.
  const view = viewOf({ ...message, language: 'en' }, 'long');
  const { labName, subjectOf: about, orderNumber, accessionNumber, callbackName, callbackPhone, comment, hasValues } = view;
  const tests = view.tests as View[];
  const body = {
    type: message.mark === 'test' ? 'test' : 'critical-result',
    purpose: message.purpose,
    language: message.language,
    isPractice: message.mark === 'practice',
    laboratory: labName,
    subject: about,
    orderNumber,
    accessionNumber,
    callBack: { name: callbackName, phone: callbackPhone },
    link: message.link,
    message: text,
    comment: lineText(String(comment), 4000),
    reports: tests.map(({ name, isCorrected, isUnclear, values }) => ({
      test: name,
      isCorrected,
      isUnclear,
      ...(hasValues === true && { values }),
    })),
  };
  return { subject, text: JSON.stringify(body), html: '' };
}

function render(source: string, view: View, isHtml = false): string {
  return compileTemplate(source, MESSAGE_SHAPE, isHtml)(view);
}

function subjectOf(message: Message, source: string, view: View): string {
  const mark = message.mark === null ? '' : `${WORDS[message.language][message.mark].subject} `;
  // One line, whatever the template made of it: a subject is a header.
  // A link is no part of a header: it would be kept in every log on the way.
  return lineText(`${mark}${render(source, { ...view, link: '' })}`, SUBJECT_ROOM);
}

function tidy(text: string): string {
  return `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`;
}

function marked(message: Message, text: string): string {
  if (message.mark === null) return text;
  const words = WORDS[message.language][message.mark];
  return `${words.word} - ${words.text}\n\n${text}`;
}

function markedHtml(message: Message, html: string): string {
  if (message.mark === null) return html;
  const words = WORDS[message.language][message.mark];
  const strip = `<p style="background:#ffe97a;color:#000;padding:8px"><strong>${words.word}</strong> - ${words.text}</p>`;
  const body = /<body[^>]*>/i.exec(html);
  if (!body) return `${strip}\n${html}`;
  const end = body.index + body[0].length;
  return `${html.slice(0, end)}\n${strip}${html.slice(end)}`;
}
