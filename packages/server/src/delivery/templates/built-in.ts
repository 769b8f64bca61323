import type { DELIVERY_CHANNELS, MessageLanguage, MessagePurpose } from '@critical-callout/domain/delivery';
import { WORDS, type Words } from './words/index.ts';

type DeliveryChannel = (typeof DELIVERY_CHANNELS)[number];

/** The sources of one message; empty where a channel has no such part. */
export type TemplateParts = {
  subject: string;
  text: string;
  html: string;
  /** The confidentiality text of a fax's cover page. */
  cover: string;
  /** WhatsApp: the provider's name of an approved text, and what goes into its places 1, 2, …; null: free text. */
  contentSid: string | null;
  contentVariables: string[];
};

/** Which words a message is written with. `version` null: the program's own. */
export type MessageTemplate = {
  channel: DeliveryChannel;
  language: MessageLanguage;
  purpose: MessagePurpose;
  version: number | null;
  parts: TemplateParts;
};

/** There is always one: for every channel, purpose and language, made from that language's words. */
export function builtInTemplate(channel: DeliveryChannel, language: MessageLanguage, purpose: MessagePurpose): MessageTemplate {
  const words = WORDS[language];
  const none = { subject: subject(words, purpose), text: '', html: '', cover: '', contentSid: null, contentVariables: [] };
  return { channel, language, purpose, version: null, parts: { ...none, ...partsOf(channel, language, words, purpose) } };
}

function partsOf(
  channel: DeliveryChannel,
  language: MessageLanguage,
  words: Words,
  purpose: MessagePurpose,
): Partial<TemplateParts> {
  switch (channel) {
    case 'email':
      return { text: longText(words, purpose), html: html(words, purpose, language) };
    case 'fax':
      return { text: longText(words, purpose), cover: words.fax.confidential };
    default:
      return { text: shortText(words, purpose) };
  }
}

function subject(words: Words, purpose: MessagePurpose): string {
  return `${words.subject[purpose]}{% if subjectOf %}: {{ subjectOf }}{% endif %} - {{ labName }}`;
}

const reasonOf = (words: Words, purpose: MessagePurpose): string => (purpose === 'first' ? '' : words.why[purpose]);

function longText(words: Words, purpose: MessagePurpose): string {
  const why = reasonOf(words, purpose);
  return `${words.title[purpose]}
${why === '' ? '' : `\n${why}\n`}
{% if subjectOf %}
{{ subjectOf }}
{% endif %}
{% if orderNumber %}
${words.order}: {{ orderNumber }}
{% endif %}
{% if accessionNumber %}
${words.accession}: {{ accessionNumber }}
{% endif %}

{% for test in tests %}
* {{ test.name }}
{% if test.isUnclear %}
    ${words.unclear}
{% endif %}
{% if test.isCorrected %}
    ${words.corrected}
{% endif %}
{% for item in test.values %}
    {{ item.parameter }}: {{ item.value }} {{ item.unit }}{% if item.mark %} [{{ item.mark }}]{% endif %}{% if item.previousValue %} (${words.before} {{ item.previousValue }}){% endif %}{% if item.referenceRange %} (${words.reference} {{ item.referenceRange }}){% endif %}

{% endfor %}
{% endfor %}

{% if comment %}
${words.comment}: {{ comment }}

{% endif %}
{% if link %}
${words.openPage}:
{{ link }}

${words.orCall}{% if not hasValues %} ${words.toHear}{% endif %}:
{% else %}
${words.call}{% if not hasValues %} ${words.toHear}{% endif %}:
{% endif %}
{{ labName }}{% if callbackPhone %}, ${words.telephone} {{ callbackPhone }}{% endif %}{% if callbackName %}, ${words.askFor} {{ callbackName }}{% endif %}

`;
}

function html(words: Words, purpose: MessagePurpose, language: MessageLanguage): string {
  const why = reasonOf(words, purpose);
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${words.subject[purpose]}</title></head>
<body style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:40em;overflow-wrap:anywhere">
<h1 style="font-size:20px">${words.subject[purpose]}</h1>
${why === '' ? '' : `<p><strong>${why}</strong></p>\n`}<p>{% if subjectOf %}<strong><bdi>{{ subjectOf }}</bdi></strong>{% endif %}{% if orderNumber %}<br>${words.order}: <bdi>{{ orderNumber }}</bdi>{% endif %}{% if accessionNumber %}<br>${words.accession}: <bdi>{{ accessionNumber }}</bdi>{% endif %}</p>
<ul>
{% for test in tests %}
<li><bdi>{{ test.name }}</bdi>
{% if test.isUnclear %}
<br>${words.unclear}
{% endif %}
{% if test.isCorrected %}
<br>${words.corrected}
{% endif %}
{% for item in test.values %}
<br><bdi>{{ item.parameter }}</bdi>: <strong><bdi>{{ item.value }}</bdi> <bdi>{{ item.unit }}</bdi></strong>{% if item.mark %} [{{ item.mark }}]{% endif %}{% if item.previousValue %} (${words.before} <bdi>{{ item.previousValue }}</bdi>){% endif %}{% if item.referenceRange %} (${words.reference} <bdi>{{ item.referenceRange }}</bdi>){% endif %}

{% endfor %}
</li>
{% endfor %}
</ul>
{% if comment %}
<p style="white-space:pre-wrap">${words.comment}: <bdi>{{ comment }}</bdi></p>
{% endif %}
{% if link %}
<p>${words.openPage}:<br>
<a href="{{ link }}">{{ link }}</a></p>
<p>${words.orCall}{% if not hasValues %} ${words.toHear}{% endif %}:<br>
{% else %}
<p>${words.call}{% if not hasValues %} ${words.toHear}{% endif %}:<br>
{% endif %}
<bdi>{{ labName }}</bdi>{% if callbackPhone %}, ${words.telephone} <bdi>{{ callbackPhone }}</bdi>{% endif %}{% if callbackName %}, ${words.askFor} <bdi>{{ callbackName }}</bdi>{% endif %}</p>
</body></html>
`;
}

function shortText(words: Words, purpose: MessagePurpose): string {
  return `${words.shortTitle[purpose]}. {{ labName }}
{% if subjectOf %}
{{ subjectOf }}
{% endif %}
{% for test in tests %}
{{ test.name }}{% if test.isCorrected %} (${words.shortCorrected}){% endif %}: {{ test.summary }}
{% endfor %}
{% if moreTests %}
{% if hasTests %}${words.andMore} {% endif %}${words.more}

{% endif %}
{% if comment %}
${words.comment}: {{ comment }}
{% endif %}
{% if link %}
${words.shortOpen}: {{ link }}
${words.shortOrCall}{% else %}
${words.shortCall}{% endif %}{% if callbackPhone %}: {{ callbackPhone }}{% endif %}{% if callbackName %}, ${words.askFor} {{ callbackName }}{% endif %}

`;
}
