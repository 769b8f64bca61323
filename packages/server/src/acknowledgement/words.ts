import type { ToldNext } from '../delivery/index.ts';
import type { LiveLink } from './link-queries.ts';
import { frameOf, type Page, renderPage } from './render.ts';
import { moment } from './view.ts';
import type { Answered } from './visit-queries.ts';

type Lab = Pick<LiveLink, 'labName' | 'mailSettings' | 'isPractice' | 'zone'>;

export function acknowledgedPage(lab: Lab, at: Date, needsCall: boolean): Page {
  const rest = needsCall
    ? ['One result of this message could not be shown and is still open. Call the laboratory to hear it.']
    : ['You need not call the laboratory.'];
  return renderPage('message', {
    title: 'Recorded. Thank you.',
    frame: frameOf(lab),
    lines: [`The laboratory has your acknowledgement, ${moment(at.toISOString(), lab.zone)} (${lab.zone}).`, ...rest],
  });
}

const NEXT_WORDS: Record<ToldNext['outcome'], string> = {
  'next-way': 'The laboratory is told, and tells the next contact now.',
  'next-contact': 'The laboratory tells the next contact now.',
  'next-step': 'The laboratory tells the next contact now.',
  'under-way': 'Others were told already.',
  'not-needed': 'Nobody else has to be told: this is settled.',
  'nobody-left': 'Nobody else is known to this system. Please call the laboratory, so that it finds somebody.',
};

export function declinedPage(lab: Lab, outcome: ToldNext['outcome']): Page {
  const lines = [NEXT_WORDS[outcome], 'This link is closed. Delete the message.'];
  return renderPage('message', { title: 'Recorded. Thank you.', frame: frameOf(lab), lines });
}

export function needsCallPage(lab: Lab): Page {
  const lines = ['This result cannot be acknowledged here. Nothing was recorded. Call the laboratory.'];
  return renderPage('message', { status: 409, title: 'Please call the laboratory', frame: frameOf(lab), lines });
}

/** For whoever sends the last form of their own visit once more. */
export function answeredPage(answered: Answered): Page {
  const { endedAt, endReason, zone } = answered;
  if (endReason === 'acknowledged') return acknowledgedPage(answered, endedAt, false);
  const lines = [`Your answer was recorded, ${moment(endedAt.toISOString(), zone)} (${zone}).`];
  return renderPage('message', { title: 'Recorded. Thank you.', frame: frameOf(answered), lines });
}
