import type { OwnerEvent, Person } from '@critical-callout/domain/ownership';
import type { Actor, NewEvent } from '../audit/index.ts';

/** Events of ownership and hand-over; 648 is kept for what callers do. */
export const OWNERSHIP_CATEGORY = 644;

const of = ({ userId, name }: Person) => ({ user_id: userId, name });

export type TrailEvent = Exclude<OwnerEvent, { type: 'claim-renewed' }>;

const WORDS: Record<TrailEvent['type'], string> = {
  'order-claimed': 'Order claimed by',
  'order-released': 'Order released by',
  'order-assigned': 'Order assigned by',
  'order-taken-over': 'Order taken over by',
  'order-handed-over': 'Order handed over to',
};

/** The line of the audit trail; both people of a change of hands are in it. */
export function ownerEvent(
  billId: number,
  event: TrailEvent,
  actor: Actor,
  now: Date,
  more: Record<string, unknown> = {},
): NewEvent {
  const who = event.type === 'order-handed-over' ? event.to : event.by;
  const to = event.type === 'order-assigned' ? ` - to ${event.to?.name ?? (event.queueId === null ? 'nobody' : 'a queue')}` : '';
  const from = 'from' in event && event.from ? ` - from ${event.from.name}` : '';
  const why = 'reason' in event ? ` - ${event.reason}` : '';
  return {
    at: now,
    category: OWNERSHIP_CATEGORY,
    type: event.type,
    text: `${WORDS[event.type]} ${who.name}${to}${from}${why}`,
    actor,
    bill_id: billId,
    lab_report_ids: [],
    ...('from' in event ? { from: event.from && of(event.from) } : {}),
    ...('to' in event ? { to: event.to && of(event.to) } : {}),
    ...('queueId' in event ? { queue_department_id: event.queueId } : {}),
    ...('reason' in event ? { reason: event.reason } : {}),
    ...more,
  };
}
