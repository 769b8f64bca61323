import type { Status } from '@critical-callout/contract/workplace';
import type { AlarmLevel } from '../../platform/preferences.ts';

type Work = NonNullable<Status['work']>;

/** What this workstation has rung for already. */
export type Heard = {
  reports: ReadonlySet<number>;
  failures: ReadonlySet<number>;
  /** Overdue or exhausted orders at the last look. */
  urgent: number;
  rangHighAt: number | null;
  rangMediumAt: number | null;
  /** Arrivals that wait to be told together. */
  waiting: Work['arrived'];
};

export type Alarm =
  | { level: 'high'; urgent: number }
  | { level: 'medium'; count: number; first: Work['arrived'][number] }
  | { level: 'low'; count: number };

/** High repeats while something is overdue. */
export const HIGH_EVERY_MS = 60_000;
/** A burst of arrivals within this time makes one sound and one notice. */
export const BURST_MS = 10_000;

export const nothingHeard = (work: Work): Heard => ({
  reports: new Set(work.arrived.map(({ labReportId }) => labReportId)),
  failures: new Set(work.failedDeliveries),
  urgent: 0,
  rangHighAt: null,
  rangMediumAt: null,
  waiting: [],
});

/**
 * What has to ring now. What was there when the workstation began does not ring as new; what is overdue does, because
 * nobody may have seen it. Time is compared, never counted: a computer that slept rings once and at once.
 */
export function nextAlarms(heard: Heard, work: Work, now: number): { alarms: Alarm[]; heard: Heard } {
  const alarms: Alarm[] = [];
  const urgent = work.unclaimed + work.exhausted;
  const isHigh = urgent > 0 && (urgent > heard.urgent || heard.rangHighAt === null || now - heard.rangHighAt >= HIGH_EVERY_MS);
  if (isHigh) alarms.push({ level: 'high', urgent });

  const fresh = work.arrived.filter(({ labReportId }) => !heard.reports.has(labReportId));
  const known = new Set(work.arrived.map(({ labReportId }) => labReportId));
  const waiting = [...heard.waiting, ...fresh];
  const [first] = waiting;
  const isMedium = first !== undefined && (heard.rangMediumAt === null || now - heard.rangMediumAt >= BURST_MS);
  if (isMedium) alarms.push({ level: 'medium', count: waiting.length, first });

  const failed = work.failedDeliveries.filter((id) => !heard.failures.has(id));
  if (failed.length > 0) alarms.push({ level: 'low', count: failed.length });
  return {
    alarms,
    heard: {
      reports: new Set([...heard.reports, ...known]),
      failures: new Set([...heard.failures, ...work.failedDeliveries]),
      urgent,
      rangHighAt: isHigh ? now : urgent === 0 ? null : heard.rangHighAt,
      rangMediumAt: isMedium ? now : heard.rangMediumAt,
      waiting: isMedium ? [] : waiting,
    },
  };
}

const ORDER: readonly AlarmLevel[] = ['low', 'medium', 'high'];

/** One sound at a time: the most urgent of those the person has not left out. High is never left out. */
export function toneOf(alarms: readonly Alarm[], from: AlarmLevel): AlarmLevel | null {
  const levels = alarms.map(({ level }) => ORDER.indexOf(level)).filter((rank) => rank >= ORDER.indexOf(from));
  return levels.length === 0 ? null : (ORDER[Math.max(...levels)] ?? null);
}
