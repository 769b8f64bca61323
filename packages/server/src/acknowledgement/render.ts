import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mailSettingsSchema } from '@critical-callout/contract/deliveries';
import type { MessageLanguage } from '@critical-callout/domain/delivery';
import nunjucks from 'nunjucks';
import type { LiveLink } from './link-queries.ts';
import { LANGUAGE_NAMES, WORDS } from './words/index.ts';

const FOLDER = join(import.meta.dirname, 'pages');
const STYLE = readFileSync(join(FOLDER, 'page.css'), 'utf8');

/** The pages' one style is named by its hash; no script, no frame, nothing else is allowed to load or to be sent to. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;

const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(FOLDER), { autoescape: true, throwOnUndefined: true });

export type Page = { status: number; html: string };
/** `field` is the id of the input it is about; '' for the form as a whole. */
export type PageError = { field: string; message: string };

type Frame = { labName: string; phone: string; isPractice: boolean; language: MessageLanguage };

/** Whose page it is. Nothing of the patient: this is on every page, before any proof. */
export function frameOf(link: Pick<LiveLink, 'labName' | 'mailSettings' | 'isPractice' | 'language'>): Frame {
  const { callback_phone: phone } = mailSettingsSchema.parse(link.mailSettings ?? {});
  return { labName: link.labName, phone, isPractice: link.isPractice, language: link.language };
}

/** Before a link is known. */
export const noFrame = (language: MessageLanguage): Frame => ({ labName: '', phone: '', isPractice: false, language });

export function renderPage(
  template: 'prove' | 'result' | 'message',
  page: {
    status?: number;
    title: string;
    frame: Frame;
    /** Offers the page in the other languages: only where opening it afresh loses nothing. */
    hasLanguages?: boolean;
    errors?: readonly PageError[];
    errorTitle?: string;
    [name: string]: unknown;
  },
): Page {
  const { status = 200, frame, errors = [], hasLanguages = false, ...view } = page;
  const words = WORDS[frame.language];
  const languages = hasLanguages ? Object.entries(LANGUAGE_NAMES).filter(([language]) => language !== frame.language) : [];
  const phoneLink = frame.phone.replace(/[^\d+]/g, '');
  const html = environment.render(`${template}.njk`, {
    errorTitle: words.lookAtThis,
    ...view,
    ...frame,
    words,
    languages,
    phoneLink,
    errors,
    style: STYLE,
  });
  return { status, html };
}

/** The same words for an unknown link, one that is too old, one that was used and one that was taken back. */
export function deadPage(language: MessageLanguage): Page {
  return renderPage('message', { status: 404, frame: noFrame(language), hasLanguages: true, ...WORDS[language].dead });
}

export function lockedPage(link: LiveLink): Page {
  return renderPage('message', { status: 403, frame: frameOf(link), ...WORDS[link.language].locked });
}

export function busyPage(language: MessageLanguage): Page {
  return renderPage('message', { status: 429, frame: noFrame(language), ...WORDS[language].busy });
}

export function faultPage(language: MessageLanguage): Page {
  const { fault, notRecorded } = WORDS[language];
  return renderPage('message', {
    status: 503,
    title: fault.title,
    frame: noFrame(language),
    errors: [{ field: '', message: fault.error }],
    errorTitle: notRecorded,
    lines: fault.lines,
  });
}
