import type { CallHelp } from '@critical-callout/contract/settings';

/** `;cb` and a space become the laboratory's phrase; anything else stays as it was typed. */
export function expandPhrases(text: string, phrases: CallHelp['phrases']): string {
  return text.replaceAll(/(^|\s);([a-z0-9]{1,12})(?=\s)/g, (whole, before: string, code: string) => {
    const phrase = phrases.find((one) => one.code === code);
    return phrase ? `${before}${phrase.text}` : whole;
  });
}
