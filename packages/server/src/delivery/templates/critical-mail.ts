import type { DeliveryContent } from '@critical-callout/contract/deliveries';
import { isolateText, lineText, messageText } from '@critical-callout/domain/delivery';
import { compileTemplate, type Shape, type View } from './template.ts';

/** What a message about critical results can say. Everything is plain foreign text; the templates decide what is shown. */
export type CriticalMail = {
  isPractice: boolean;
  labName: string;
  /** The patient's name, or what replaces it (accession number, else order number), already labelled. */
  subjectOf: string;
  orderNumber: string;
  accessionNumber: string;
  callbackName: string;
  callbackPhone: string;
  /** Where the recipient sees the result and acknowledges it; '' where the laboratory offers no link. */
  link: string;
  comment: string;
  /** false: least data, no value is shown whatever `tests` holds. */
  hasValues: boolean;
  tests: {
    name: string;
    /** true: something called critical before has changed or is gone; the people told must be told again. */
    isCorrected: boolean;
    /** true: reported as critical, and no value could be read. */
    isUnclear: boolean;
    values: { parameter: string; value: string; unit: string; referenceRange: string; mark: string }[];
  }[];
};

const SHAPE: Shape = {
  isPractice: false,
  labName: '',
  subjectOf: '',
  orderNumber: '',
  accessionNumber: '',
  callbackName: '',
  callbackPhone: '',
  link: '',
  comment: '',
  hasValues: false,
  tests: [
    {
      name: '',
      isCorrected: false,
      isUnclear: false,
      values: [{ parameter: '', value: '', unit: '', referenceRange: '', mark: '' }],
    },
  ],
};

const SUBJECT = `{% if isPractice %}[PRACTICE] {% endif %}Critical result: {{ subjectOf }} - {{ labName }}`;

const TEXT = `{% if isPractice %}
PRACTICE - made-up data, not a real patient.

{% endif %}
CRITICAL LABORATORY RESULT

{{ subjectOf }}
Order: {{ orderNumber }}
{% if accessionNumber %}
Accession: {{ accessionNumber }}
{% endif %}

{% for test in tests %}
* {{ test.name }}
{% if test.isUnclear %}
    Reported as critical; the value could not be read by this program.
{% endif %}
{% if test.isCorrected %}
    Corrected: a result reported as critical before has changed or was withdrawn.
{% endif %}
{% if hasValues %}
{% for item in test.values %}
    {{ item.parameter }}: {{ item.value }} {{ item.unit }}{% if item.mark %} [{{ item.mark }}]{% endif %}{% if item.referenceRange %} (reference {{ item.referenceRange }}){% endif %}

{% endfor %}
{% endif %}
{% endfor %}

{% if comment %}
Comment: {{ comment }}

{% endif %}
{% if link %}
To see the result and confirm that you have it, open this page. It asks who you are first:
{{ link }}

Or call the laboratory to confirm{% if not hasValues %} and to hear the values{% endif %}:
{% else %}
Please call the laboratory to confirm{% if not hasValues %} and to hear the values{% endif %}:
{% endif %}
{{ labName }}{% if callbackPhone %}, telephone {{ callbackPhone }}{% endif %}{% if callbackName %}, ask for {{ callbackName }}{% endif %}

`;

const HTML = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Critical laboratory result</title></head>
<body style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:40em;overflow-wrap:anywhere">
{% if isPractice %}
<p style="background:#ffe97a;color:#000;padding:8px"><strong>PRACTICE</strong> - made-up data, not a real patient.</p>
{% endif %}
<h1 style="font-size:20px">Critical laboratory result</h1>
<p><strong><bdi>{{ subjectOf }}</bdi></strong><br>Order: <bdi>{{ orderNumber }}</bdi>{% if accessionNumber %}<br>Accession: <bdi>{{ accessionNumber }}</bdi>{% endif %}</p>
<ul>
{% for test in tests %}
<li><bdi>{{ test.name }}</bdi>
{% if test.isUnclear %}
<br>Reported as critical; the value could not be read by this program.
{% endif %}
{% if test.isCorrected %}
<br>Corrected: a result reported as critical before has changed or was withdrawn.
{% endif %}
{% if hasValues %}
{% for item in test.values %}
<br><bdi>{{ item.parameter }}</bdi>: <strong><bdi>{{ item.value }}</bdi> <bdi>{{ item.unit }}</bdi></strong>{% if item.mark %} [{{ item.mark }}]{% endif %}{% if item.referenceRange %} (reference <bdi>{{ item.referenceRange }}</bdi>){% endif %}

{% endfor %}
{% endif %}
</li>
{% endfor %}
</ul>
{% if comment %}
<p style="white-space:pre-wrap">Comment: <bdi>{{ comment }}</bdi></p>
{% endif %}
{% if link %}
<p>To see the result and confirm that you have it, open this page. It asks who you are first:<br>
<a href="{{ link }}">{{ link }}</a></p>
<p>Or call the laboratory to confirm{% if not hasValues %} and to hear the values{% endif %}:<br>
{% else %}
<p>Please call the laboratory to confirm{% if not hasValues %} and to hear the values{% endif %}:<br>
{% endif %}
<bdi>{{ labName }}</bdi>{% if callbackPhone %}, telephone <bdi>{{ callbackPhone }}</bdi>{% endif %}{% if callbackName %}, ask for <bdi>{{ callbackName }}</bdi>{% endif %}</p>
</body></html>
`;

const subject = compileTemplate(SUBJECT, SHAPE, false);
const text = compileTemplate(TEXT, SHAPE, false);
const html = compileTemplate(HTML, SHAPE, true);

/** Subject, plain text and HTML of one message, from foreign text that is first freed of controls and overrides. */
export function renderCriticalMail(mail: CriticalMail): DeliveryContent {
  const clean = cleanView(mail);
  const plain = mapText(clean, isolateText) as View;
  return {
    subject: lineText(subject(clean), 300),
    text: text(plain).replace(/\n{3,}/g, '\n\n'),
    html: html(clean),
  };
}

function cleanView(mail: CriticalMail): View {
  const view = mapText({ ...mail, comment: '' } as View, (value) => lineText(value, 400)) as View;
  return { ...view, comment: messageText(mail.comment).trim() };
}

function mapText(view: View[string], change: (text: string) => string): View[string] {
  if (typeof view === 'string') return change(view);
  if (typeof view === 'boolean') return view;
  if (Array.isArray(view)) return view.map((item) => mapText(item, change) as View);
  return Object.fromEntries(Object.entries(view).map(([key, value]) => [key, mapText(value, change)]));
}
