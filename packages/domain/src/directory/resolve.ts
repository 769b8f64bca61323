import type { ContactChannel, ContactPurpose } from './address.ts';
import { dutyAt, isSameParty, type PartyRef, type Rota } from './duty.ts';
import { isWithinHours, type WeeklyHours } from './hours.ts';

/** What somebody may do with a critical value they are told. */
export const RECEIVES = ['may-receive', 'must-confirm-relay', 'may-not-receive'] as const;
export type Receives = (typeof RECEIVES)[number];

export type ContactPoint = {
  /** Null: the general address in the row of a doctor or an organization. */
  id: number | null;
  purpose: ContactPurpose;
  channel: ContactChannel;
  /** As typed. */
  value: string;
  dialled: string;
  hours: WeeklyHours;
  /** Lower is tried first. */
  preference: number;
  verifiedAt: Date | null;
};
export type Party = PartyRef & { name: string; receives: Receives; isActive: boolean; points: ContactPoint[] };

export type Delegation = { doctorId: number; coveredBy: PartyRef; from: Date; to: Date };
export type Schedule = Rota & { name: string; duty: 'responsible' | 'on-call'; of: PartyRef };

/** Everything known about whom to tell of one order. `parties` holds whoever is referred to. */
export type DirectoryFacts = {
  zone: string;
  orderingDoctorId: number | null;
  /** As the message wrote them, where the directory does not know them. */
  orderingName: string | null;
  orderingPhone: string | null;
  organizationId: number | null;
  wardId: number | null;
  labId: number;
  parties: readonly Party[];
  delegations: readonly Delegation[];
  schedules: readonly Schedule[];
};

export type ReachablePoint = ContactPoint & { isUsableNow: boolean };
export type Recipient = {
  /** Null: the ordering provider as the message names them. */
  party: PartyRef | null;
  name: string;
  receives: Receives;
  /** Has the duty at this moment by a schedule. */
  isOnDuty: boolean;
  /** Why this one, in the order found: `ordering doctor`, `on call: Cardiology nights`, … */
  reasons: string[];
  /** Best first: usable now, for critical notification, preferred. */
  points: ReachablePoint[];
};

type Candidate = { party: PartyRef | null; reason: string; isOnDuty?: boolean };

/** Chains of cover are followed this far: A by B, B by C. */
const MAX_COVER = 5;

/**
 * Who is to be told, in order, each with the reason (domain.md section 10): whoever is responsible for the patient's place
 * now, the ordering doctor, who covers for them, who is on call, the organization, the ward's desk, the laboratory's last
 * resort. Whoever may not receive or is inactive is left out; the same party twice is one entry with both reasons.
 */
export function resolveRecipients(facts: DirectoryFacts, now: Date): Recipient[] {
  const recipients: Recipient[] = [];
  for (const candidate of listCandidates(facts, now)) {
    const same = candidate.party && recipients.find((one) => isSameParty(one.party, candidate.party));
    if (same) {
      same.reasons.push(candidate.reason);
      same.isOnDuty ||= candidate.isOnDuty ?? false;
      continue;
    }
    const recipient = candidate.party ? fromParty(facts, candidate.party, candidate, now) : asMessageNames(facts, candidate);
    if (recipient) recipients.push(recipient);
  }
  return recipients;
}

/** Somebody a policy names, and who covers for them at this moment: each with the reason. */
export function resolveNamed(
  facts: Pick<DirectoryFacts, 'zone' | 'parties' | 'delegations'>,
  party: PartyRef,
  now: Date,
): Recipient[] {
  const cover = coverOf(facts, party, now);
  const away = cover[0] ? `, covered by ${nameOf(facts, cover[0])} now` : '';
  const candidates: Candidate[] = [{ party, reason: `named in the policy${away}` }];
  let before = party;
  for (const one of cover) {
    candidates.push({ party: one, reason: `covers for ${nameOf(facts, before)}` });
    before = one;
  }
  return candidates.flatMap((candidate) => fromParty(facts, candidate.party ?? party, candidate, now) ?? []);
}

/** Nobody but the laboratory's own last resort can be reached: somebody should mend the directory before it matters. */
export function hasNoContact(recipients: readonly Recipient[]): boolean {
  return !recipients.some(({ party, points }) => party?.kind !== 'lab' && points.length > 0);
}

function listCandidates(facts: DirectoryFacts, now: Date): Candidate[] {
  const { orderingDoctorId, organizationId, wardId } = facts;
  const ward: PartyRef | null = wardId === null ? null : { kind: 'ward', id: wardId };
  const organization: PartyRef | null = organizationId === null ? null : { kind: 'organization', id: organizationId };
  const candidates: Candidate[] = onDuty(facts, 'responsible', ward, now);
  candidates.push(...onDuty(facts, 'responsible', organization, now));
  if (orderingDoctorId !== null) {
    const doctor: PartyRef = { kind: 'doctor', id: orderingDoctorId };
    const cover = coverOf(facts, doctor, now);
    const away = cover[0] ? `, covered by ${nameOf(facts, cover[0])} now` : '';
    candidates.push({ party: doctor, reason: `ordering doctor${away}` });
    let before: PartyRef = doctor;
    for (const party of cover) {
      candidates.push({ party, reason: `covers for ${nameOf(facts, before)}` });
      before = party;
    }
  } else if (facts.orderingName) {
    candidates.push({ party: null, reason: 'ordering provider as the message names it, not in the directory' });
  }
  candidates.push(...onDuty(facts, 'on-call', ward, now), ...onDuty(facts, 'on-call', organization, now));
  if (organization) candidates.push({ party: organization, reason: organizationReason(facts, organization) });
  if (ward) candidates.push({ party: ward, reason: 'desk of the ward' });
  candidates.push({ party: { kind: 'lab', id: facts.labId }, reason: "the laboratory's last resort" });
  return candidates;
}

function onDuty(facts: DirectoryFacts, duty: Schedule['duty'], of: PartyRef | null, now: Date): Candidate[] {
  if (!of) return [];
  const word = duty === 'responsible' ? 'responsible now' : 'on call';
  return facts.schedules
    .filter((schedule) => schedule.duty === duty && isSameParty(schedule.of, of))
    .flatMap((schedule) => {
      const party = dutyAt(schedule, facts.zone, now);
      return party ? [{ party, reason: `${word}: ${schedule.name}`, isOnDuty: true }] : [];
    });
}

function coverOf(facts: Pick<DirectoryFacts, 'delegations'>, doctor: PartyRef, now: Date): PartyRef[] {
  const chain: PartyRef[] = [];
  let away: PartyRef = doctor;
  while (chain.length < MAX_COVER && away.kind === 'doctor') {
    const { id } = away;
    const cover = facts.delegations.find(
      ({ doctorId, from, to }) => doctorId === id && from.getTime() <= now.getTime() && now.getTime() < to.getTime(),
    )?.coveredBy;
    if (!cover || isSameParty(cover, doctor) || chain.some((party) => isSameParty(party, cover))) break;
    chain.push(cover);
    away = cover;
  }
  return chain;
}

const partyOf = (facts: Pick<DirectoryFacts, 'parties'>, ref: PartyRef): Party | undefined =>
  facts.parties.find((party) => party.kind === ref.kind && party.id === ref.id);

const nameOf = (facts: Pick<DirectoryFacts, 'parties'>, ref: PartyRef): string =>
  partyOf(facts, ref)?.name ?? `${ref.kind} ${ref.id}`;

/** An organization's own address for critical notification comes before its general one (the specification's CommunicationVariant). */
function organizationReason(facts: DirectoryFacts, organization: PartyRef): string {
  const isVariant = partyOf(facts, organization)?.points.some(({ purpose }) => purpose === 'critical-notification');
  return isVariant ? 'organization, critical notification' : 'organization, general address';
}

function fromParty(
  facts: Pick<DirectoryFacts, 'zone' | 'parties'>,
  ref: PartyRef,
  candidate: Candidate,
  now: Date,
): Recipient | null {
  const party = partyOf(facts, ref);
  if (!party?.isActive || party.receives === 'may-not-receive') return null;
  const points = orderPoints(party.points, facts.zone, now);
  // A last resort nobody wrote down is none.
  if (ref.kind === 'lab' && points.length === 0) return null;
  return {
    party: { kind: ref.kind, id: ref.id },
    name: party.name,
    receives: party.receives,
    isOnDuty: candidate.isOnDuty ?? false,
    reasons: [candidate.reason],
    points,
  };
}

function asMessageNames({ orderingName, orderingPhone }: DirectoryFacts, { reason }: Candidate): Recipient {
  const point = (value: string): ReachablePoint => ({
    id: null,
    purpose: 'general',
    channel: 'phone',
    value,
    dialled: value,
    hours: null,
    preference: 1000,
    verifiedAt: null,
    isUsableNow: true,
  });
  return {
    party: null,
    name: orderingName ?? '',
    receives: 'may-receive',
    isOnDuty: false,
    reasons: [reason],
    points: orderingPhone ? [point(orderingPhone)] : [],
  };
}

function orderPoints(points: readonly ContactPoint[], zone: string, now: Date): ReachablePoint[] {
  const ordered = points
    .map((point) => ({ ...point, isUsableNow: isWithinHours(point.hours, zone, now) }))
    .sort(
      (a, b) =>
        Number(b.isUsableNow) - Number(a.isUsableNow) ||
        Number(b.purpose === 'critical-notification') - Number(a.purpose === 'critical-notification') ||
        a.preference - b.preference ||
        (a.id ?? Number.MAX_SAFE_INTEGER) - (b.id ?? Number.MAX_SAFE_INTEGER),
    );
  return ordered.filter(
    (point, index) => ordered.findIndex((one) => one.channel === point.channel && one.dialled === point.dialled) === index,
  );
}
