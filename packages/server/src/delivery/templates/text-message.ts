import type { DeliveryContent } from '@critical-callout/contract/deliveries';
import { countSegments, isolateText, lineText } from '@critical-callout/domain/delivery';
import type { CriticalMail } from './critical-mail.ts';

/** A text is read on a locked screen at night: what does not fit into this is heard on the telephone. Twilio's end is at 10. */
export const MAX_SEGMENTS = 4;

type Test = CriticalMail['tests'][number];

/**
 * The same news for a telephone's screen. Least data says less than a mail: no test names either, because some of them are
 * diagnoses and the screen shows them to whoever is near. A value is said whole or not at all.
 */
export function renderTextMessage(mail: CriticalMail): DeliveryContent {
  const subject = lineText(`${mail.isPractice ? '[PRACTICE] ' : ''}Critical result: ${mail.subjectOf} - ${mail.labName}`, 300);
  const items = mail.hasValues ? mail.tests.map(testLine) : [];
  for (let shown = items.length; shown > 0; shown -= 1) {
    const text = compose(mail, items.slice(0, shown), items.length - shown);
    if (countSegments(text).segments <= MAX_SEGMENTS) return { subject, text, html: '' };
  }
  return { subject, text: compose(mail, [], items.length), html: '' };
}

function compose(mail: CriticalMail, items: readonly string[], left: number): string {
  const isCorrected = mail.tests.some((test) => test.isCorrected);
  const phone = clean(mail.callbackPhone, 40);
  return [
    mail.isPractice ? 'PRACTICE - not a real patient.' : '',
    `${isCorrected ? 'CRITICAL LAB RESULT, CORRECTED' : 'CRITICAL LAB RESULT'}. ${clean(mail.labName, 60)}`,
    clean(mail.subjectOf, 80),
    ...items,
    left > 0 ? `${items.length > 0 ? 'and ' : ''}${left} more` : '',
    mail.hasValues && mail.comment ? `Comment: ${clean(mail.comment, 100)}` : '',
    mail.link ? `Open to confirm: ${mail.link}` : '',
    `${mail.link ? 'Or' : 'Please'} call the laboratory${phone ? `: ${phone}` : ''}${mail.callbackName ? `, ask for ${clean(mail.callbackName, 60)}` : ''}`,
  ]
    .filter(Boolean)
    .join('\n');
}

function testLine({ name, isCorrected, isUnclear, values }: Test): string {
  if (isUnclear) return `${clean(name, 60)}: reported as critical, the value could not be read`;
  const shown = values.map(({ parameter, value, unit, mark }) => {
    const said = [clean(parameter, 60), clean(value, 200), clean(unit, 20)].filter(Boolean).join(' ');
    return mark ? `${said} [${mark}]` : said;
  });
  return `${clean(name, 60)}${isCorrected ? ' (corrected)' : ''}: ${shown.join('; ')}`;
}

function clean(text: string, maxLength: number): string {
  return isolateText(lineText(text, maxLength));
}
