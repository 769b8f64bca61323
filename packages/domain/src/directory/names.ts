import type { PartyRef } from './duty.ts';

/** Somebody of the directory a calendar may name. */
export type NamedParty = PartyRef & { name: string; code: string; emails: readonly string[] };

const TITLES = new Set([
  'dr',
  'prof',
  'pd',
  'mr',
  'mrs',
  'ms',
  'miss',
  'sister',
  'nurse',
  'md',
  'rn',
  'do',
  'phd',
  'med',
  'herr',
  'frau',
]);

/** What makes two spellings one name: no case, accents, titles and signs, and its words in one order (`Finch, Ada` is `Dr Ada Finch`). */
export function nameKey(name: string): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const plain = words.filter((word) => !TITLES.has(word));
  return (plain.length > 0 ? plain : words).sort().join(' ');
}

/** What a calendar says of who has a shift: its attendees, and the words it goes by. */
export type ShiftNames = { attendees: readonly { name: string; email: string }[]; summary: string };

/**
 * Who of the directory a shift names, or null. An address before a name, what somebody has settled by hand (`known`, by
 * name key) before both, attendees before the summary. Two who would fit are nobody: a wrong call is worse than a gap.
 */
export function matchShift(
  { attendees, summary }: ShiftNames,
  parties: readonly NamedParty[],
  known: ReadonlyMap<string, PartyRef>,
): PartyRef | null {
  for (const text of [...attendees.map(({ name }) => name), ...namesIn(summary)]) {
    const settled = known.get(nameKey(text));
    if (settled) return settled;
  }
  for (const { email } of attendees) {
    const found = only(parties.filter((party) => email !== '' && party.emails.includes(email.toLowerCase())));
    if (found) return found;
  }
  for (const text of [...attendees.map(({ name }) => name), ...namesIn(summary)]) {
    const key = nameKey(text);
    if (key === '') continue;
    const found = only(
      parties.filter((party) => nameKey(party.name) === key || party.code.toLowerCase() === text.trim().toLowerCase()),
    );
    if (found) return found;
  }
  return null;
}

/** The words a shift is shown and settled by: its first attendee's name or address, else its summary. */
export function shownName({ attendees, summary }: ShiftNames): string {
  const [first] = attendees;
  return (first?.name || first?.email || summary).trim().slice(0, 200);
}

/** The whole summary, and what stands behind a colon or a dash or before a bracket: `On call: Dr Ada Finch (cardiology)`. */
function namesIn(summary: string): string[] {
  const bare = summary.replaceAll(/\s*[([][^)\]]*[)\]]\s*/g, ' ').trim();
  const parts = bare.split(/\s*[:|/]\s*|\s+[-\u2013\u2014]\s+/);
  return [summary, bare, ...(parts.length > 1 ? parts : [])];
}

function only(parties: readonly NamedParty[]): PartyRef | null {
  const [first] = parties;
  return first && parties.length === 1 ? { kind: first.kind, id: first.id } : null;
}
