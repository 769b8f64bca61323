import type { InboundMessageDetail } from '@critical-callout/contract/messages';
import { readHl7Header } from '@critical-callout/domain/ingest';
import { toStorable } from './database-text.ts';

const MAX_SEGMENTS = 5000;

/** As received, escapes and all: a person compares it with what the sender says it sent. */
export function segmentsOf(text: string): InboundMessageDetail['segments'] {
  const separator = readHl7Header(text)?.delimiters.field;
  if (separator === undefined) return [];
  const lines = text
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, MAX_SEGMENTS);
  return lines.map((line) => {
    const [name = '', ...fields] = line.split(separator);
    // MSH-1 is the separator itself, so that MSH counts one further than other segments.
    const first = /^(MSH|FHS|BHS)$/.test(name) ? 2 : 1;
    const values = fields
      .map((value, i) => ({ number: i + first, value: toStorable(value) }))
      .filter((field) => field.value !== '');
    return { name: toStorable(name), fields: values };
  });
}
