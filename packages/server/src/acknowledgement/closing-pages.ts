import type { ToldNext } from '../delivery/index.ts';
import type { LiveLink } from './link-queries.ts';
import { frameOf, type Page, renderPage } from './render.ts';
import { moment } from './view.ts';
import type { Answered } from './visit-queries.ts';
import { WORDS } from './words/index.ts';

type Lab = Pick<LiveLink, 'labName' | 'mailSettings' | 'isPractice' | 'zone' | 'language'>;

export function acknowledgedPage(lab: Lab, at: Date, needsCall: boolean): Page {
  const { closing, months } = WORDS[lab.language];
  const lines = [
    closing.acknowledged(moment(at.toISOString(), lab.zone, months), lab.zone),
    needsCall ? closing.oneIsOpen : closing.needNotCall,
  ];
  return renderPage('message', { title: closing.title, frame: frameOf(lab), lines });
}

export function declinedPage(lab: Lab, outcome: ToldNext['outcome']): Page {
  const { closing } = WORDS[lab.language];
  return renderPage('message', { title: closing.title, frame: frameOf(lab), lines: [closing.next[outcome], closing.closed] });
}

export function needsCallPage(lab: Lab): Page {
  const { closing } = WORDS[lab.language];
  return renderPage('message', {
    status: 409,
    title: closing.needsCallTitle,
    frame: frameOf(lab),
    lines: [closing.needsCall],
  });
}

/** For whoever sends the last form of their own visit once more. */
export function answeredPage(answered: Answered): Page {
  const { endedAt, endReason, zone, language } = answered;
  if (endReason === 'acknowledged') return acknowledgedPage(answered, endedAt, false);
  const { closing, months } = WORDS[language];
  const lines = [closing.answered(moment(endedAt.toISOString(), zone, months), zone)];
  return renderPage('message', { title: closing.title, frame: frameOf(answered), lines });
}
