import { lineText } from '@critical-callout/domain/delivery';
import { appendEvents } from '../audit/index.ts';
import { acknowledgeCallout, recipientActor } from '../callout/index.ts';
import type { Tx } from '../platform/db.ts';
import { acknowledgedPage, declinedPage, needsCallPage } from './closing-pages.ts';
import { findDesk, readPolicy } from './desk.ts';
import { linkEvent } from './events.ts';
import { endLink, type LiveLink } from './link-queries.ts';
import type { AcknowledgementPorts } from './ports.ts';
import type { Page } from './render.ts';
import type { Asked, Form } from './request.ts';
import { type FieldErrors, listStandingReports, listValuesToTell, type Showing, showResult } from './result-page.ts';
import { hashToken } from './tokens.ts';
import { findVisit, markAnswered, type Visit } from './visit-queries.ts';
import { WORDS, type Words } from './words/index.ts';

type Action = 'acknowledge' | 'cannot-take' | 'not-mine';
type Answering = { asked: Asked; form: Form; action: Action; now: Date };

/**
 * What the recipient says to the result. null: there is no visit behind the form, or it is over. Only "not for me" needs
 * none: whoever gets somebody else's message cannot prove to be them, and somebody else must be told at once.
 */
export async function answer(tx: Tx, ports: AcknowledgementPorts, link: LiveLink, answering: Answering): Promise<Page | null> {
  const { form, action, now } = answering;
  const visit = await findVisit(tx, link, hashToken(form.get('ticket') ?? ''), now);
  if (action === 'not-mine' || (action === 'cannot-take' && visit)) return decline(tx, ports, link, visit, answering);
  return visit ? acknowledge(tx, ports, link, visit, answering) : null;
}

async function decline(
  tx: Tx,
  { tellNext }: AcknowledgementPorts,
  link: LiveLink,
  visit: Visit | undefined,
  { form, action, now }: Answering,
): Promise<Page> {
  const cause = action === 'not-mine' ? 'not-mine' : 'cannot-take';
  const said = lineText(form.get('reason') ?? '', 300);
  const name = lineText(form.get('name') ?? '', 200) || link.recipientName;
  const actor = recipientActor(name);
  // Into the records in English, whatever the page spoke.
  const meant = cause === 'not-mine' ? 'This is not for me' : 'I cannot take this';
  const text = `"${meant}" by - ${name}, Reason - ${said || '-'}`;
  await appendEvents(tx, link.labId, [
    linkEvent(link, 'refused', text, now, { actor, answer: cause, reason: said, proof: visit?.proof ?? null }),
  ]);
  await endLink(tx, link, cause, now);
  if (visit) await markAnswered(tx, link.labId, visit.id, now);
  const { labId, deliveryId } = link;
  const { outcome } = await tellNext(tx, { labId, deliveryId, cause, reason: said || meant, now, actor });
  return declinedPage(link, outcome);
}

/** The order is locked: what is compared here is what is written. */
async function acknowledge(
  tx: Tx,
  ports: AcknowledgementPorts,
  link: LiveLink,
  visit: Visit,
  { asked, form, now }: Answering,
): Promise<Page> {
  const { labId, billId } = link;
  const ids = await listStandingReports(tx, link);
  const values = await listValuesToTell(tx, link, ids);
  const typed = readForm(form);
  const showing: Showing = {
    ticket: form.get('ticket') ?? '',
    proof: visit.proof,
    now,
    requestId: asked.requestId,
    address: asked.address,
    typed,
  };
  const again = (more: Partial<Showing>): Promise<Page> => showResult(tx, ports, link, { ...showing, ...more });
  const shown = (form.get('shown') ?? '').split(',').filter(Boolean).map(Number);
  if (shown.length !== values.length || values.some(({ resultId }) => !shown.includes(resultId))) {
    return again({
      typed: { ...typed, heard: new Map() },
      notices: [WORDS[link.language].result.changedWhileReading],
    });
  }
  const words = WORDS[link.language].answer;
  const valueErrors = new Map<number, string>();
  for (const { resultId, isWithdrawn, parameterName } of values) {
    if (isWithdrawn && !typed.understood.includes(resultId)) valueErrors.set(resultId, words.understoodMissing(parameterName));
    if (!isWithdrawn && !typed.heard.get(resultId)) valueErrors.set(resultId, words.valueMissing(parameterName));
  }
  const desk = await findDesk(tx, ports, link, now);
  const fieldErrors = await nameErrors(tx, labId, typed, words);
  if (desk?.isRequired && typed.passedOnTo === '') fieldErrors.passedOnTo = words.passedOnMissing(desk.name);
  if (valueErrors.size > 0 || Object.keys(fieldErrors).length > 0) return again({ valueErrors, fieldErrors });

  const { deliveryId, channel, recipientKind, recipientName } = link;
  const result = await acknowledgeCallout(
    tx,
    {
      labId,
      billId,
      labReportIds: ids,
      message: { deliveryId, channel, recipientKind, recipientName },
      proof: visit.proof,
      name: typed.name,
      role: typed.role,
      heard: [...typed.heard]
        .map(([resultId, heard]) => ({ resultId, heard }))
        .filter(({ resultId }) => shown.includes(resultId)),
      understood: typed.understood,
      relay: desk && typed.passedOnTo !== '' ? { desk: desk.name, passedOnTo: typed.passedOnTo } : null,
      now,
    },
    ports.ladder,
  );
  if (result.type === 'acknowledged') {
    await endLink(tx, link, 'acknowledged', now);
    await markAnswered(tx, labId, visit.id, now);
    return acknowledgedPage(link, now, result.needsCall.length > 0);
  }
  if (result.type === 'mismatch') {
    const wrong = result.comparisons.filter((one) => !one.isMatch);
    const read_back = { values: result.comparisons, by: typed.name, role: typed.role };
    const text = `Read-back does not match by - ${typed.name}, Values - ${wrong.map(({ parameterName }) => parameterName).join(', ')}`;
    const actor = recipientActor(typed.name);
    await appendEvents(tx, labId, [linkEvent(link, 'mismatch', text, now, { actor, read_back })]);
    const told = wrong.map(({ resultId, parameterName }) => [resultId, words.mismatch(parameterName)] as const);
    return again({ valueErrors: new Map(told) });
  }
  return needsCallPage(link);
}

function readForm(form: Form) {
  const heard = new Map<number, string>();
  const understood: number[] = [];
  for (const [name, value] of form) {
    const id = Number(/^(?:heard|understood)-(\d{1,15})$/.exec(name)?.[1]);
    if (!Number.isSafeInteger(id)) continue;
    if (value.trim() === '') continue;
    if (name.startsWith('understood-')) understood.push(id);
    else heard.set(id, value.trim().slice(0, 200));
  }
  const text = (name: string, length: number): string => lineText(form.get(name) ?? '', length);
  return {
    heard,
    understood,
    name: text('name', 200),
    role: text('role', 100),
    passedOnTo: text('passedOnTo', 200),
    reason: text('reason', 300),
  };
}

async function nameErrors(
  tx: Tx,
  labId: number,
  { name, role }: { name: string; role: string },
  words: Words['answer'],
): Promise<FieldErrors> {
  const { full_name_required: isFullName } = await readPolicy(tx, labId);
  const errors: FieldErrors = {};
  if (name === '') errors.name = words.nameMissing;
  else if (isFullName === 1 && name.split(' ').length < 2) errors.name = words.nameOneWord(name);
  if (role === '') errors.role = words.roleMissing;
  return errors;
}
