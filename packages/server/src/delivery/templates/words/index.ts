import type { MessageLanguage } from '@critical-callout/domain/delivery';
import { DE } from './de.ts';
import { EN } from './en.ts';
import { ES } from './es.ts';
import { FR } from './fr.ts';
import type { Words } from './words.ts';

export type { ValueMark, Words } from './words.ts';

export const WORDS: Record<MessageLanguage, Words> = { en: EN, de: DE, es: ES, fr: FR };
