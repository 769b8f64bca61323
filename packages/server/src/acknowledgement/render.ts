import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mailSettingsSchema } from '@critical-callout/contract/deliveries';
import nunjucks from 'nunjucks';
import type { LiveLink } from './link-queries.ts';

const FOLDER = join(import.meta.dirname, 'pages');
const STYLE = readFileSync(join(FOLDER, 'page.css'), 'utf8');

/** The pages' one style is named by its hash; no script, no frame, nothing else is allowed to load or to be sent to. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;

const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(FOLDER), { autoescape: true, throwOnUndefined: true });

export type Page = { status: number; html: string };
/** `field` is the id of the input it is about; '' for the form as a whole. */
export type PageError = { field: string; message: string };

type Frame = { labName: string; phone: string; isPractice: boolean };

/** Whose page it is. Nothing of the patient: this is on every page, before any proof. */
export function frameOf(link: Pick<LiveLink, 'labName' | 'mailSettings' | 'isPractice'>): Frame {
  const { callback_phone: phone } = mailSettingsSchema.parse(link.mailSettings ?? {});
  return { labName: link.labName, phone, isPractice: link.isPractice };
}

const NO_FRAME: Frame = { labName: '', phone: '', isPractice: false };

export function renderPage(
  template: 'prove' | 'result' | 'message',
  page: {
    status?: number;
    title: string;
    frame?: Frame;
    errors?: readonly PageError[];
    errorTitle?: string;
    [name: string]: unknown;
  },
): Page {
  const { status = 200, frame = NO_FRAME, errors = [], errorTitle = 'Please look at this', ...view } = page;
  const phoneLink = frame.phone.replace(/[^\d+]/g, '');
  const html = environment.render(`${template}.njk`, { ...view, ...frame, phoneLink, errors, errorTitle, style: STYLE });
  return { status, html };
}

/** The same words for an unknown link, one that is too old, one that was used and one that was taken back. */
export function deadPage(): Page {
  return renderPage('message', {
    status: 404,
    title: 'This link cannot be used',
    lines: [
      'It may be too old, it may have been used already, or the laboratory has taken it back. Nothing was recorded.',
      'Call the laboratory if you have to hear a critical result, or to say that you have it.',
    ],
  });
}

export function lockedPage(link: LiveLink): Page {
  return renderPage('message', {
    status: 403,
    title: 'This link is locked',
    frame: frameOf(link),
    lines: [
      'Too many wrong answers were given, so nothing is shown here any more. The laboratory can see this.',
      'Call the laboratory: it tells you the result on the telephone.',
    ],
  });
}

export function busyPage(): Page {
  return renderPage('message', {
    status: 429,
    title: 'Too many requests',
    lines: ['This page was asked for too often. Wait a minute and open the link again, or call the laboratory.'],
  });
}

export function faultPage(): Page {
  return renderPage('message', {
    status: 503,
    title: 'Something failed on our side',
    errors: [{ field: '', message: 'Nothing was recorded by this step.' }],
    errorTitle: 'Not recorded',
    lines: ['Open the link again in a moment, or call the laboratory.'],
  });
}
