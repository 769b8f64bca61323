import { MESSAGE_VARIABLES } from '@critical-callout/domain/delivery';
import { describe, expect, it } from 'vitest';
import { type Draft, fieldsOf, insertAt, isContentSid, isSame, SNIPPETS, toDraft, toParts, withoutStyles } from './parts.ts';

const DRAFT: Draft = { subject: 's', text: 't', html: '', cover: '', contentSid: '', places: '' };

describe('a draft', () => {
  it('comes back as it was sent, and empty places are none', () => {
    const parts = toParts({ ...DRAFT, contentSid: ` HX${'0'.repeat(32)} `, places: '{{ labName }}\n\n {{ link }} \n' });
    expect(parts).toMatchObject({ contentSid: `HX${'0'.repeat(32)}`, contentVariables: ['{{ labName }}', '{{ link }}'] });
    expect(toParts(toDraft(parts))).toEqual(parts);
    expect(toParts(DRAFT)).toMatchObject({ contentSid: null, contentVariables: [] });
  });

  it('is the same whatever blanks stand around its places', () => {
    expect(isSame({ ...DRAFT, places: 'a\nb' }, { ...DRAFT, places: ' a \n\nb\n' })).toBe(true);
    expect(isSame(DRAFT, { ...DRAFT, text: 'T' })).toBe(false);
  });

  it.each([
    ['', true],
    [`HX${'aF0'.repeat(10)}12`, true],
    ['HX12', false],
    ['MG00000000000000000000000000000000', false],
  ])('%s as content SID: %s', (text, expected) => {
    expect(isContentSid(text)).toBe(expected);
  });
});

it('each channel shows its own fields', () => {
  expect(fieldsOf('email')).toEqual(['subject', 'text', 'html']);
  expect(fieldsOf('fax')).toEqual(['subject', 'text', 'cover']);
  expect(fieldsOf('whatsapp')).toEqual(['text', 'contentSid', 'places']);
});

describe('a variable', () => {
  it('is offered once each, a list as a loop and a yes or no as a condition', () => {
    expect(SNIPPETS).toHaveLength(MESSAGE_VARIABLES.length);
    expect(new Set(SNIPPETS.map(({ id }) => id)).size).toBe(SNIPPETS.length);
    const of = (id: string) => SNIPPETS.find((one) => one.id === id)?.snippet;
    expect(of('labName')).toBe('{{ labName }}');
    expect(of('hasValues')).toBe('{% if hasValues %}{% endif %}');
    expect(of('tests')).toBe('{% for test in tests %}{{ test.name }}{% endfor %}');
    expect(of('item.value')).toBe('{{ item.value }}');
  });

  it('goes where the cursor was, over what was selected', () => {
    expect(insertAt('Call  now', '{{ callbackPhone }}', 5, 5)).toEqual({ text: 'Call {{ callbackPhone }} now', cursor: 24 });
    expect(insertAt('Call X now', '{{ a }}', 5, 6)).toEqual({ text: 'Call {{ a }} now', cursor: 12 });
  });
});

it('a mail is shown without its styles, and with everything else', () => {
  expect(withoutStyles('<body style="color:#000">\n<p dir="rtl" style="x">a &quot;style&quot;</p>')).toBe(
    '<body>\n<p dir="rtl">a &quot;style&quot;</p>',
  );
});
