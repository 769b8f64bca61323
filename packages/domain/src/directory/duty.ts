import { hourEdges, isWithinHours, type WeeklyHours } from './hours.ts';
import { clockChanges, instantAt, instantsAt, wallNumberAt } from './zone.ts';

/** Somebody or somewhere of the directory; `lab` is the laboratory's own last resort and has the lab's id. */
export const PARTY_KINDS = ['doctor', 'organization', 'ward', 'person', 'lab'] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];
export type PartyRef = { kind: PartyKind; id: number };

/** From one instant up to another (not included) this person has the duty, or nobody. */
export type DutyOverride = { id: number; from: Date; to: Date; who: PartyRef | null };

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

/** Who has the duty at an instant, or null. Overrides come before turns, the newest of them first. */
export function dutyAt(rota: Rota, zone: string, at: Date): PartyRef | null {
  const override = newestOverride(rota, at);
  if (override) return override.who;
  if (rota.members.length === 0 || !isWithinHours(rota.hours, zone, at)) return null;
  const turn = turnAt(rota, zone, at);
  return turn < 0 ? null : (rota.members[turn % rota.members.length] ?? null);
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
  const length = rota.turnHours * HOUR;
  const last = turnAt(rota, zone, to);
  for (let turn = Math.max(0, turnAt(rota, zone, from)); turn <= last; turn++)
    add(instantAt(zone, firstTurn(rota) + turn * length).getTime());
  for (const override of rota.overrides) {
    add(override.from.getTime());
    add(override.to.getTime());
  }
  for (const edge of hourEdges(rota.hours, wallNumberAt(zone, from), wallNumberAt(zone, to)))
    for (const at of instantsAt(zone, edge)) add(at.getTime());
  // Where the clock jumps, a window may open or close without its edge ever being shown.
  if (rota.hours) for (const at of clockChanges(zone, from, to)) add(at.getTime());
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

export function isSameParty(a: PartyRef | null, b: PartyRef | null): boolean {
  return a === null || b === null ? a === b : a.kind === b.kind && a.id === b.id;
}
