import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dutyAt, dutySpans, instantAt, type PartyRef, type Rota, wallAt } from './index.ts';

const who = (id: number): PartyRef => ({ kind: 'person', id });
const daily = (more: Partial<Rota> = {}): Rota => ({
  firstDay: '2026-01-01',
  handover: '08:00',
  turnHours: 24,
  members: [who(1), who(2), who(3)],
  hours: null,
  overrides: [],
  ...more,
});
const shift = (id: number | null, from: string, to: string) => ({
  from: new Date(`2026-02-01T${from}:00Z`),
  to: new Date(`2026-02-01T${to}:00Z`),
  who: id === null ? null : who(id),
});
const hours = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 3_600_000;
const spansOf = (rota: Rota, zone: string, from: string, to: string) => dutySpans(rota, zone, new Date(from), new Date(to));

describe('a turn hands over by the clock on the wall', () => {
  it.each([
    ['Europe/Berlin', '2026-03-28T07:00:00Z', 23],
    ['Europe/Berlin', '2026-10-24T06:00:00Z', 25],
    ['America/New_York', '2026-03-07T13:00:00Z', 23],
    ['America/New_York', '2026-10-31T12:00:00Z', 25],
    ['Australia/Lord_Howe', '2026-10-03T21:30:00Z', 23.5],
    ['UTC', '2026-03-28T08:00:00Z', 24],
  ])('in %s the turn that begins %s has %f hours', (zone, start, length) => {
    const [turn] = spansOf(daily(), zone, start, '2026-12-31T00:00:00Z').slice(0, 1);
    expect(turn && hours(turn.from, turn.to)).toBe(length);
  });

  it('that falls into the hour that is skipped begins when the clock has jumped over it', () => {
    const spans = spansOf(daily({ handover: '02:30' }), 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z');
    expect(spans.map(({ from }) => from.toISOString())).toEqual(['2026-03-28T12:00:00.000Z', '2026-03-29T01:30:00.000Z']);
  });

  it('that falls into the hour that comes twice happens once, the first time', () => {
    const spans = spansOf(daily({ handover: '02:30' }), 'Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z');
    expect(spans.map(({ from }) => from.toISOString())).toEqual(['2026-10-24T12:00:00.000Z', '2026-10-25T00:30:00.000Z']);
  });
});

describe('the duty', () => {
  it('is nobody before the first turn, and without members', () => {
    expect(dutyAt(daily(), 'UTC', new Date('2026-01-01T07:59:59Z'))).toBeNull();
    expect(dutyAt(daily(), 'UTC', new Date('2026-01-01T08:00:00Z'))).toEqual(who(1));
    expect(dutyAt(daily({ members: [] }), 'UTC', new Date('2026-02-01T08:00:00Z'))).toBeNull();
  });

  it('goes to whoever an override names, up to its end; of two the newest; and to nobody where it names nobody', () => {
    const span = (id: number, from: string, to: string, person: PartyRef | null) => ({
      id,
      from: new Date(`2026-02-01T${from}Z`),
      to: new Date(`2026-02-01T${to}Z`),
      who: person,
    });
    const rota = daily({ overrides: [span(2, '11:00:00', '12:00:00', null), span(1, '10:00:00', '13:00:00', who(9))] });
    const at = (time: string) => dutyAt(rota, 'UTC', new Date(`2026-02-01T${time}Z`));
    expect([at('09:59:59'), at('10:00:00'), at('11:30:00'), at('12:00:00'), at('13:00:00')]).toEqual([
      who(2),
      who(9),
      null,
      who(9),
      who(2),
    ]);
  });

  it('is whoever a calendar names instead of the turns: of two at once the later begun, one who is known before one who is not', () => {
    const shifts = [
      shift(5, '08:00', '20:00'),
      shift(6, '12:00', '14:00'),
      shift(null, '13:00', '15:00'),
      shift(null, '21:00', '22:00'),
    ];
    const override = { id: 1, from: new Date('2026-02-01T18:00:00Z'), to: new Date('2026-02-01T19:00:00Z'), who: who(9) };
    const rota = daily({ shifts, overrides: [override] });
    const at = (time: string) => dutyAt(rota, 'UTC', new Date(`2026-02-01T${time}:00Z`))?.id ?? null;
    expect(['07:59', '08:00', '12:30', '13:30', '14:30', '18:30', '20:00', '21:30'].map(at)).toEqual([
      null,
      5,
      6,
      6,
      5,
      9,
      null,
      null,
    ]);
  });

  it('is only in its hours, and the gaps are shown', () => {
    const nights = daily({ hours: [{ days: [1, 2, 3, 4, 5], from: '20:00', to: '08:00' }] });
    const spans = spansOf(nights, 'UTC', '2026-11-27T12:00:00Z', '2026-11-30T12:00:00Z');
    expect(spans.filter((span) => span.who === null).map(({ from, to }) => [from.toISOString(), to.toISOString()])).toEqual([
      ['2026-11-27T12:00:00.000Z', '2026-11-27T20:00:00.000Z'],
      ['2026-11-28T08:00:00.000Z', '2026-11-30T12:00:00.000Z'],
    ]);
  });
});

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Pacific/Chatham',
];
const YEAR = [Date.parse('2026-01-05T00:00:00Z'), Date.parse('2026-12-28T00:00:00Z')] as const;
const instant = fc.integer({ min: YEAR[0] / 60_000, max: YEAR[1] / 60_000 }).map((minute) => new Date(minute * 60_000));
const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
const party = fc.integer({ min: 1, max: 4 }).map(who);
const rotas: fc.Arbitrary<Rota> = fc
  .record({
    firstDay: fc.constantFrom('2025-12-29', '2026-01-01', '2026-03-20', '2026-10-20'),
    handover: time,
    turnHours: fc.constantFrom(4, 8, 12, 24, 36, 168),
    members: fc.array(party, { maxLength: 5 }),
    hours: fc.option(
      fc.array(fc.record({ days: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }), from: time, to: time }), {
        minLength: 1,
        maxLength: 2,
      }),
    ),
    overrides: fc.array(
      fc
        .record({ id: fc.nat(100), from: instant, length: fc.integer({ min: 1, max: 5000 }), who: fc.option(party) })
        .map(({ length, ...one }) => ({
          ...one,
          to: new Date(one.from.getTime() + length * 60_000),
        })),
      { maxLength: 3 },
    ),
    shifts: fc.option(
      fc.array(
        fc
          .record({ from: instant, length: fc.integer({ min: 1, max: 3000 }), who: fc.option(party) })
          .map(({ length, ...one }) => ({ ...one, to: new Date(one.from.getTime() + length * 60_000) })),
        { maxLength: 8 },
      ),
      { nil: undefined },
    ),
  })
  .map(({ shifts, ...rota }) => ({ ...rota, ...(shifts && { shifts }) }));
/** Mostly around the days the clocks change, where the faults are. */
const moments = fc.oneof(
  instant,
  fc
    .tuple(
      fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'),
      fc.integer({ min: -2880, max: 2880 }),
    )
    .map(([day, minutes]) => new Date(Date.parse(`${day}T00:00:00Z`) + minutes * 60_000)),
);

it('spans fill their period without holes, and at every instant say who has the duty', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      rotas,
      moments,
      fc.array(fc.double({ min: 0, max: 0.9999, noNaN: true }), { minLength: 20, maxLength: 20 }),
      (zone, rota, from, places) => {
        const to = new Date(from.getTime() + 3 * 86_400_000);
        const spans = dutySpans(rota, zone, from, to);
        expect(spans[0]?.from).toEqual(from);
        expect(spans.at(-1)?.to).toEqual(to);
        for (const [index, span] of spans.entries()) {
          expect(span.to.getTime()).toBeGreaterThan(span.from.getTime());
          expect(span.from).toEqual(spans[index - 1]?.to ?? from);
        }
        for (const place of places) {
          const at = new Date(from.getTime() + Math.floor(place * (to.getTime() - from.getTime())));
          const span = spans.find((one) => one.from.getTime() <= at.getTime() && at.getTime() < one.to.getTime());
          expect(span?.who, at.toISOString()).toEqual(dutyAt(rota, zone, at));
        }
      },
    ),
    { numRuns: 300 },
  );
});

it('turns come one after the other, each member in their order', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.constantFrom(4, 8, 12, 24, 168),
      time,
      moments,
      (zone, turnHours, handover, from) => {
        const members = [who(1), who(2), who(3)];
        const rota = daily({ firstDay: '2025-12-29', turnHours, handover, members });
        const spans = dutySpans(rota, zone, from, new Date(from.getTime() + 21 * 86_400_000));
        const ids = spans.map((span) => span.who?.id ?? 0);
        for (const [index, id] of ids.slice(1).entries()) expect(id).toBe(((ids[index] ?? 0) % 3) + 1);
      },
    ),
  );
});

it('an instant found for a reading of the clock shows that reading, unless the clock skips it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), moments, (zone, at) => {
      const reading = at.getTime();
      const wall = wallAt(zone, instantAt(zone, reading));
      const shown = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
      expect([0, 30 * 60_000, 60 * 60_000]).toContain(shown - reading);
    }),
  );
});
