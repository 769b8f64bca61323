import type { PatientClass } from '../result/index.ts';

/** Minutes from becoming critical to the deadline, by patient class (domain.md section 9). */
export type NotifyWithin = Record<PatientClass, number>;

/** The deadline of a callout whose clock starts at `criticalAt`. An unknown class gets the shortest of all: fail towards the call. */
export function dueAt(criticalAt: Date, patientClass: PatientClass | null, within: NotifyWithin): Date {
  const minutes = patientClass ? within[patientClass] : Math.min(...Object.values(within));
  return new Date(criticalAt.getTime() + minutes * 60_000);
}
