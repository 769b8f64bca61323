import { hourEdges, isWithinHours, type WeeklyHours } from './hours.ts';
import { clockChanges, instantAt, instantsAt, wallNumberAt } from './zone.ts';

/** Somebody or somewhere of the directory; `lab` is the laboratory's own last resort and has the lab's id. */
export const PARTY_KINDS = ['doctor', 'organization', 'ward', 'person', 'lab'] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];
export type PartyRef = { kind: PartyKind; id: number };

/** From one instant up to another (not included) this person has the duty, or nobody. */
export type DutyOverride = { id: number; from: Date; to: Date; who: PartyRef | null };

/** One shift as a calendar kept elsewhere says it; nobody where it names somebody the directory does not know. */
export type DutyShift = { from: Date; to: Date; who: PartyRef | null };

/**
 * A rota: turns of `turnHours` by the wall clock, the first on `firstDay` (YYYY-MM-DD) at `handover` (HH:MM), members taking
 * turns in their order. `hours` narrows it to the windows in which somebody is on duty at all.
 */
export type Rota = {
  firstDay: string;
  handover: string;
  turnHours: number;
  members: PartyRef[];
  hours: WeeklyHours;
  overrides: DutyOverride[];
  /** Read from a calendar: these say who has the duty instead of the turns. Overrides come before them all the same. */
  shifts?: readonly DutyShift[];
};

const HOUR = 3_600_000;

const firstTurn = (rota: Rota): number => Date.parse(`${rota.firstDay}T${rota.handover}:00Z`);

/** The turn an instant falls into; below 0 before the rota begins. */
function turnAt(rota: Rota, zone: string, at: Date): number {
  const length = rota.turnHours * HOUR;
  const guess = Math.floor((wallNumberAt(zone, at) - firstTurn(rota)) / length);
  // An hour that comes twice or never makes the clock's reading one turn off; the instants of the turns decide.
  for (const turn of [guess + 1, guess, guess - 1]) {
    if (instantAt(zone, firstTurn(rota) + turn * length).getTime() <= at.getTime()) return turn;
  }
  return guess - 1;
}

/** Who has the duty at an instant, or null. Overrides come before shifts and turns, the newest of them first. */
export function dutyAt(rota: Rota, zone: string, at: Date): PartyRef | null {
  const override = newestOverride(rota, at);
  if (override) return override.who;
  if (rota.shifts) return shiftAt(rota.shifts, at);
  if (rota.members.length === 0 || !isWithinHours(rota.hours, zone, at)) return null;
  const turn = turnAt(rota, zone, at);
  return turn < 0 ? null : (rota.members[turn % rota.members.length] ?? null);
}

/** Of several shifts at once the one that began last; one that names somebody known before one that does not. */
function shiftAt(shifts: readonly DutyShift[], at: Date): PartyRef | null {
  const now = shifts.filter(({ from, to }) => from.getTime() <= at.getTime() && at.getTime() < to.getTime());
  const known = now.filter(({ who }) => who !== null);
  return (
    known.reduce<DutyShift | null>((last, one) => (last && last.from.getTime() >= one.from.getTime() ? last : one), null)?.who ??
    null
  );
}

function newestOverride(rota: Rota, at: Date): DutyOverride | undefined {
  return rota.overrides
    .filter(({ from, to }) => from.getTime() <= at.getTime() && at.getTime() < to.getTime())
    .reduce<DutyOverride | undefined>((newest, one) => (newest && newest.id > one.id ? newest : one), undefined);
}

export type DutySpan = { from: Date; to: Date; who: PartyRef | null };

/** A rota over a period, without holes: each span up to the next, neighbours with the same person joined. */
export function dutySpans(rota: Rota, zone: string, from: Date, to: Date): DutySpan[] {
  const edges = new Set([from.getTime()]);
  const add = (at: number): void => {
    if (at > from.getTime() && at < to.getTime()) edges.add(at);
  };
  for (const { from: start, to: end } of [...rota.overrides, ...(rota.shifts ?? [])]) {
    add(start.getTime());
    add(end.getTime());
  }
  if (!rota.shifts) for (const at of turnEdges(rota, zone, from, to)) add(at.getTime());
  const starts = [...edges].sort((a, b) => a - b);
  const spans: DutySpan[] = [];
  for (const [index, start] of starts.entries()) {
    const span = { from: new Date(start), to: new Date(starts[index + 1] ?? to), who: dutyAt(rota, zone, new Date(start)) };
    const before = spans.at(-1);
    if (before && isSameParty(before.who, span.who)) before.to = span.to;
    else spans.push(span);
  }
  return spans;
}

/** Instants at which a turn begins, or the hours in which there are turns begin or end. */
function turnEdges(rota: Rota, zone: string, from: Date, to: Date): Date[] {
  const edges: Date[] = [];
  const length = rota.turnHours * HOUR;
  const last = turnAt(rota, zone, to);
  for (let turn = Math.max(0, turnAt(rota, zone, from)); turn <= last; turn++)
    edges.push(instantAt(zone, firstTurn(rota) + turn * length));
  for (const edge of hourEdges(rota.hours, wallNumberAt(zone, from), wallNumberAt(zone, to)))
    edges.push(...instantsAt(zone, edge));
  // Where the clock jumps, a window may open or close without its edge ever being shown.
  if (rota.hours) edges.push(...clockChanges(zone, from, to));
  return edges;
}

export function isSameParty(a: PartyRef | null, b: PartyRef | null): boolean {
  return a === null || b === null ? a === b : a.kind === b.kind && a.id === b.id;
}
