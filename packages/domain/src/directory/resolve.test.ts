import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ContactPoint,
  type DirectoryFacts,
  hasNoContact,
  type Party,
  type PartyRef,
  RECEIVES,
  resolveNamed,
  resolveRecipients,
  type Schedule,
} from './index.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
let pointId = 0;
const point = (channel: ContactPoint['channel'], value: string, more: Partial<ContactPoint> = {}): ContactPoint => ({
  id: ++pointId,
  purpose: 'general',
  channel,
  value,
  dialled: value,
  hours: null,
  preference: 100,
  verifiedAt: null,
  ...more,
});
const party = (
  kind: PartyRef['kind'],
  id: number,
  name: string,
  points: ContactPoint[] = [],
  more: Partial<Party> = {},
): Party => ({
  kind,
  id,
  name,
  receives: 'may-receive',
  isActive: true,
  points,
  ...more,
});
const schedule = (name: string, duty: Schedule['duty'], of: PartyRef, members: PartyRef[]): Schedule => ({
  name,
  duty,
  of,
  firstDay: '2026-01-01',
  handover: '08:00',
  turnHours: 24,
  members,
  hours: null,
  overrides: [],
});
const ward = { kind: 'ward', id: 7 } as const;
const finch = { kind: 'doctor', id: 1 } as const;
const reed = { kind: 'doctor', id: 2 } as const;
const nurse = { kind: 'person', id: 3 } as const;

const facts = (more: Partial<DirectoryFacts> = {}): DirectoryFacts => ({
  zone: 'UTC',
  labId: 1,
  orderingDoctorId: 1,
  orderingName: 'Finch Ada',
  orderingPhone: '555-0000',
  organizationId: 5,
  wardId: 7,
  parties: [
    party('doctor', 1, 'Dr Ada Finch', [point('phone', '1111')]),
    party('doctor', 2, 'Dr Ben Reed', [point('phone', '2222')]),
    party('person', 3, 'Nurse Kim', [point('phone', '3333')]),
    party('organization', 5, 'Harbour Clinic', [
      point('email', 'desk@h.example'),
      point('email', 'critical@h.example', { purpose: 'critical-notification' }),
    ]),
    party('ward', 7, 'Ward 7B', [point('phone', '7777')], { receives: 'must-confirm-relay' }),
    party('lab', 1, 'Switchboard', [point('phone', '9999')]),
  ],
  delegations: [],
  schedules: [],
  ...more,
});
const told = (input: DirectoryFacts, now = NOW) =>
  resolveRecipients(input, now).map(({ name, reasons }) => `${name} (${reasons.join('; ')})`);

describe('who is told', () => {
  it('in the whole order: responsible, ordering, covering, on call, organization, ward, last resort', () => {
    expect(
      told(
        facts({
          schedules: [
            schedule('Ward 7B days', 'responsible', ward, [nurse]),
            schedule('Harbour nights', 'on-call', { kind: 'organization', id: 5 }, [{ kind: 'doctor', id: 4 }]),
          ],
          delegations: [{ doctorId: 1, coveredBy: reed, from: NOW, to: new Date('2026-11-24T00:00:00Z') }],
          parties: [...facts().parties, party('doctor', 4, 'Dr Ida Moss')],
        }),
      ),
    ).toEqual([
      'Nurse Kim (responsible now: Ward 7B days)',
      'Dr Ada Finch (ordering doctor, covered by Dr Ben Reed now)',
      'Dr Ben Reed (covers for Dr Ada Finch)',
      'Dr Ida Moss (on call: Harbour nights)',
      'Harbour Clinic (organization, critical notification)',
      'Ward 7B (desk of the ward)',
      "Switchboard (the laboratory's last resort)",
    ]);
  });

  it('the same person found twice is one entry, at the first place, with both reasons and the duty mark', () => {
    const [first] = resolveRecipients(facts({ schedules: [schedule('Ward 7B on call', 'on-call', ward, [finch])] }), NOW);
    expect(first).toMatchObject({
      name: 'Dr Ada Finch',
      isOnDuty: true,
      reasons: ['ordering doctor', 'on call: Ward 7B on call'],
    });
  });

  it('a doctor nobody knows is named as the message names them, with the number it brought', () => {
    const [first] = resolveRecipients(facts({ orderingDoctorId: null }), NOW);
    expect(first).toMatchObject({
      party: null,
      name: 'Finch Ada',
      points: [{ channel: 'phone', value: '555-0000', isUsableNow: true }],
    });
  });

  it('cover counts from its first instant up to its last, and a circle of cover ends', () => {
    const cover = { doctorId: 1, coveredBy: reed, from: NOW, to: new Date('2026-11-23T12:00:00Z') };
    const covering = (now: string, more: DirectoryFacts['delegations'] = []) =>
      told(facts({ delegations: [cover, ...more] }), new Date(now)).filter((line) => line.includes('covers for'));
    expect(covering('2026-11-23T09:59:59Z')).toEqual([]);
    expect(covering('2026-11-23T10:00:00Z')).toEqual(['Dr Ben Reed (covers for Dr Ada Finch)']);
    expect(covering('2026-11-23T12:00:00Z')).toEqual([]);
    expect(covering('2026-11-23T10:00:00Z', [{ ...cover, doctorId: 2, coveredBy: finch }])).toHaveLength(1);
    expect(covering('2026-11-23T10:00:00Z', [{ ...cover, doctorId: 2, coveredBy: nurse }])).toHaveLength(2);
  });

  it('whoever may not receive, or is no longer there, is passed over', () => {
    const parties = facts().parties.map((one) =>
      one.name === 'Harbour Clinic'
        ? { ...one, receives: 'may-not-receive' as const }
        : one.name === 'Dr Ada Finch'
          ? { ...one, isActive: false }
          : one,
    );
    expect(told(facts({ parties }))).toEqual(['Ward 7B (desk of the ward)', "Switchboard (the laboratory's last resort)"]);
  });
});

describe('how they are reached', () => {
  const pointsOf = (points: ContactPoint[]) =>
    resolveRecipients(
      facts({ wardId: null, organizationId: null, parties: [party('doctor', 1, 'Dr Ada Finch', points)] }),
      NOW,
    )[0]?.points.map(({ value, isUsableNow }) => `${value}${isUsableNow ? '' : ' later'}`);

  it('usable now first, then for critical notification, then preferred', () => {
    const nights = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00' }];
    expect(
      pointsOf([
        point('phone', 'general'),
        point('phone', 'preferred', { preference: 1 }),
        point('phone', 'critical at night', { purpose: 'critical-notification', hours: nights }),
        point('sms', 'critical', { purpose: 'critical-notification', preference: 500 }),
      ]),
    ).toEqual(['critical', 'preferred', 'general', 'critical at night later']);
  });

  it('the same number twice is one', () => {
    expect(
      pointsOf([point('phone', 'x'), point('phone', 'x', { purpose: 'critical-notification' }), point('sms', 'x')]),
    ).toHaveLength(2);
  });
});

it('somebody a policy names is told with whoever covers for them, and nobody who may not receive', () => {
  const names = (input: DirectoryFacts, of: PartyRef = finch) =>
    resolveNamed(input, of, NOW).map(({ name, reasons }) => `${name} (${reasons.join('; ')})`);
  const leave = { doctorId: 1, coveredBy: reed, from: NOW, to: new Date('2026-11-24T00:00:00Z') };
  expect(names(facts())).toEqual(['Dr Ada Finch (named in the policy)']);
  expect(names(facts({ delegations: [leave] }))).toEqual([
    'Dr Ada Finch (named in the policy, covered by Dr Ben Reed now)',
    'Dr Ben Reed (covers for Dr Ada Finch)',
  ]);
  expect(names(facts(), nurse)).toEqual(['Nurse Kim (named in the policy)']);
  const silent = facts().parties.map((one) => (one.kind === 'person' ? { ...one, receives: 'may-not-receive' as const } : one));
  expect(names(facts({ parties: silent }), nurse)).toEqual([]);
});

it('a missing contact is seen: the last resort alone does not count, the number of the message does', () => {
  const bare = facts({ parties: facts().parties.map((one) => (one.kind === 'lab' ? one : { ...one, points: [] })) });
  expect(hasNoContact(resolveRecipients(bare, NOW))).toBe(true);
  expect(hasNoContact(resolveRecipients({ ...bare, orderingDoctorId: null }, NOW))).toBe(false);
  expect(hasNoContact(resolveRecipients(facts(), NOW))).toBe(false);
});

it('whatever the facts: nobody twice, nobody who may not receive, each with a reason', () => {
  const refs = fc.record({
    kind: fc.constantFrom('doctor', 'person', 'ward', 'organization'),
    id: fc.integer({ min: 1, max: 7 }),
  });
  const parties = fc.uniqueArray(
    fc
      .tuple(refs, fc.constantFrom(...RECEIVES), fc.boolean())
      .map(([ref, receives, isActive]) => party(ref.kind, ref.id, `${ref.kind} ${ref.id}`, [], { receives, isActive })),
    { selector: (one) => `${one.kind}${one.id}`, maxLength: 20 },
  );
  const delegations = fc.array(
    fc.record({
      doctorId: fc.integer({ min: 1, max: 7 }),
      coveredBy: refs,
      from: fc.constant(new Date(0)),
      to: fc.constant(new Date('2030-01-01T00:00:00Z')),
    }),
    { maxLength: 10 },
  );
  const schedules = fc.array(
    fc
      .tuple(fc.constantFrom('responsible' as const, 'on-call' as const), refs, fc.array(refs, { maxLength: 3 }))
      .map(([duty, of, members]) => schedule('rota', duty, of, members)),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(parties, delegations, schedules, (people, covers, rotas) => {
      const found = resolveRecipients(facts({ parties: people, delegations: covers, schedules: rotas }), NOW);
      const keys = found.map((one) => `${one.party?.kind}${one.party?.id}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const one of found) {
        expect(one.reasons.length).toBeGreaterThan(0);
        expect(one.receives).not.toBe('may-not-receive');
      }
    }),
  );
});
