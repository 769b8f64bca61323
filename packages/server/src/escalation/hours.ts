import { businessHoursSchema } from '@critical-callout/contract/escalation';
import { type EscalationPolicy, type HoursKind, hoursKindAt } from '@critical-callout/domain/escalation';
import type { Tx } from '../platform/db.ts';
import { readSetting } from '../platform/settings.ts';
import { findZone } from './policy-queries.ts';

/** Says of a moment whether it lies in the laboratory's business hours. */
export type HoursOf = (at: Date) => HoursKind;

export async function readHours(tx: Tx, labId: number): Promise<HoursOf> {
  const hours = businessHoursSchema.parse(await readSetting(tx, labId, 'business_hours'));
  const zone = await findZone(tx, labId);
  return (at) => hoursKindAt(hours, zone, at);
}

/** The same where it matters: a laboratory without variants is spared the look-up whenever a callout opens. */
export const readHoursFor = (tx: Tx, labId: number, policies: readonly EscalationPolicy[]): Promise<HoursOf> =>
  policies.some(({ match }) => match.hours !== null) ? readHours(tx, labId) : Promise.resolve(() => 'outside');
