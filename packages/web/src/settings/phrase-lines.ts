import type { CallHelp } from '@critical-callout/contract/settings';

/** `cb = Asked to be called back.`, one phrase a line; null where a line is none. */
export function readPhrases(text: string): CallHelp['phrases'] | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const phrases = lines.map((line) => /^\s*([a-z0-9]{1,12})\s*=\s*(\S.{0,299})$/.exec(line.trimEnd()));
  if (phrases.some((match) => match === null)) return null;
  return phrases.map((match) => ({ code: match?.[1] ?? '', text: match?.[2]?.trim() ?? '' }));
}

export const writePhrases = (phrases: CallHelp['phrases']): string =>
  phrases.map(({ code, text }) => `${code} = ${text}`).join('\n');
