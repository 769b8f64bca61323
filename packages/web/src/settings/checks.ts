import type { Translate } from '../platform/text.tsx';

/** A whole number between two bounds, named with its field and what was typed. */
export const wholeNumber = (t: Translate, label: string, min: number, max: number) => (typed: unknown) => {
  const text = String(typed).trim();
  const isGood = /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max;
  return isGood || t('settings.number', { field: label, value: text, min, max });
};

export const needed = (t: Translate, label: string) => (typed: unknown) =>
  String(typed).trim() !== '' || t('settings.missing', { field: label });
