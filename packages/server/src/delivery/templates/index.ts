import type { MessageLanguage, MessagePurpose } from '@critical-callout/domain/delivery';
import { builtInTemplate, type MessageTemplate } from './built-in.ts';
import { partProblems } from './check.ts';

export { builtInTemplate, type MessageTemplate, type TemplateParts } from './built-in.ts';

export type TemplateKey = { channel: MessageTemplate['channel']; language: MessageLanguage; purpose: MessagePurpose };

/**
 * The laboratory's own words where it has some, else the program's. A stored text that this program does not understand any
 * more (a variable that is gone) gives way to the program's own: a message is never lost to its wording.
 */
export function templateInForce(stored: readonly MessageTemplate[], key: TemplateKey): MessageTemplate {
  const own = stored.find(
    ({ channel, language, purpose }) => channel === key.channel && language === key.language && purpose === key.purpose,
  );
  const builtIn = builtInTemplate(key.channel, key.language, key.purpose);
  return own && partProblems(own.channel, own.parts).length === 0 ? own : builtIn;
}
