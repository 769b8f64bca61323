import { expect, test } from 'vitest';
import { compileTemplate, type Shape } from './template.ts';

const SHAPE: Shape = { name: '', isUrgent: false, tests: [{ title: '', values: [{ value: '' }] }] };

test('variables, if and for over the known names', () => {
  const render = compileTemplate(
    '{{ name }}{% if not isUrgent %}?{% endif %}:{% for t in tests %}{{ t.title }}={% for v in t.values %}{{ v.value }},{% endfor %}{% endfor %}',
    SHAPE,
    false,
  );
  expect(render({ name: 'n', isUrgent: false, tests: [{ title: 'a', values: [{ value: '1' }, { value: '2' }] }] })).toBe(
    'n?:a=1,2,',
  );
});

test.each([
  ['{{ surname }}', 'unknown variable surname'],
  ['{{ name.length }}', 'unknown variable length'],
  ['{{ tests.length }}', 'unknown variable length'],
  ['{{ name.constructor }}', 'unknown variable constructor'],
  ['{{ __proto__ }}', 'unknown variable __proto__'],
  ['{{ tests.__proto__ }}', 'unknown variable __proto__'],
  ['{% for t in tests %}{{ t.hasOwnProperty }}{% endfor %}', 'unknown variable hasOwnProperty'],
  ['{% for t in tests %}{{ t.values.value }}{% endfor %}', 'unknown variable value'],
  ['{% for t in name %}{% endfor %}', 'for needs a list'],
  ['{% for name in tests %}{% endfor %}', 'for needs one new name'],
  ['{% for t in tests %}{{ loop.index }}{% endfor %}', 'unknown variable loop'],
  ['{{ name | safe }}', 'Filter is not allowed'],
  ['{{ name | replace("a", "b") }}', 'Filter is not allowed'],
  ['{{ range(1000000000) }}', 'FunCall is not allowed'],
  ['{{ name["constructor"]["constructor"]("return process")() }}', 'FunCall is not allowed'],
  ['{{ name[tests] }}', 'only names and names of names'],
  ['{{ 1 + 1 }}', 'Add is not allowed'],
  ['{{ "a" if name else "b" }}', 'InlineIf is not allowed'],
  ['{% set a = name %}', 'Set is not allowed'],
  ['{% include "/etc/passwd" %}', 'Include is not allowed'],
  ['{% import "a" as b %}', 'Import is not allowed'],
  ['{% extends "a" %}', 'Extends is not allowed'],
  ['{% block a %}{% endblock %}', 'Block is not allowed'],
  ['{% macro a() %}{% endmacro %}', 'Macro is not allowed'],
  ['{% if name == "a" %}{% endif %}', 'Compare is not allowed'],
  ['{% asyncEach t in tests %}{% endeach %}', 'AsyncEach is not allowed'],
  ['{% raw %}a{% endraw %}{{ other }}', 'unknown variable other'],
])('%s is refused', (source, message) => {
  expect(() => compileTemplate(source, SHAPE, true)).toThrow(message);
});

test('an unknown variable is refused where it would only rarely be reached', () => {
  expect(() => compileTemplate('{% if isUrgent %}{{ name }}{% else %}{{ nmae }}{% endif %}', SHAPE, true)).toThrow(
    'line 1: unknown variable nmae',
  );
});

test('a value is escaped in HTML and never read as a template', () => {
  const render = compileTemplate('<p title="{{ name }}">{{ name }}</p>', SHAPE, true);
  expect(render({ name: `<b>"'&{{ tests }}{% raw %}` })).toBe(
    '<p title="&lt;b&gt;&quot;&#39;&amp;{{ tests }}{% raw %}">&lt;b&gt;&quot;&#39;&amp;{{ tests }}{% raw %}</p>',
  );
});
