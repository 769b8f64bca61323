import { sql } from 'kysely';
import type { Check } from './statement.ts';

/** The next contact is looked for at once; what waits longer is stuck. */
const STUCK_SECONDS = 180;
/** The longest pause of the retry schedule is a few hours; what is due and untouched this long, nobody sends. */
const UNSENT_SECONDS = 1800;

/** What the rows of deliveries, tries, reports and follow-ups must agree on (I7, I8, I9). */
export const DELIVERY_TRUTH: Check[] = [
  {
    id: 'I7',
    statement: `no delivery waits more than ${UNSENT_SECONDS / 60} min past the time of its next try`,
    rows: (now) => sql`
      select d.lab_id, 'deliveries ' || d.id as "row", d.channel || ', its next try was due ' || d.due_at as detail
      from deliveries d where d.state = 'queued' and d.due_at < ${now}::timestamptz - ${`${UNSENT_SECONDS} s`}::interval`,
  },
  {
    id: 'I7',
    statement: 'every delivery that did not work out asked who is told next',
    rows: () => sql`
      select d.lab_id, 'deliveries ' || d.id as "row", d.state || ', and nobody asked who is told next' as detail
      from deliveries d
      where d.state in ('failed', 'unknown')
        and d.finished_at >= (select min(f.asked_at) from delivery_follow_ups f where f.lab_id = d.lab_id)
        and not exists (select from delivery_follow_ups f where f.lab_id = d.lab_id and f.delivery_id = d.id)`,
  },
  {
    id: 'I7',
    statement: `who is told next is answered within ${STUCK_SECONDS} s`,
    rows: (now) => sql`
      select f.lab_id, 'delivery_follow_ups ' || f.delivery_id as "row", 'asked ' || f.asked_at || ', ' || f.faults || ' faults' as detail
      from delivery_follow_ups f where f.done_at is null and f.asked_at < ${now}::timestamptz - ${`${STUCK_SECONDS} s`}::interval`,
  },
  {
    id: 'I8',
    statement: 'no delivery is called failed while a try of it may have arrived',
    rows: () => sql`
      select d.lab_id, 'deliveries ' || d.id as "row", 'failed, and try ' || min(a.attempt) || ' may have arrived' as detail
      from deliveries d join delivery_attempts a on a.lab_id = d.lab_id and a.delivery_id = d.id and a.attempt > d.attempts_before
      where d.state = 'failed' and a.result = 'unknown' group by d.lab_id, d.id, d.state`,
  },
  {
    id: 'I8',
    statement: 'every delivered message was said to have arrived',
    rows: () => sql`
      select d.lab_id, 'deliveries ' || d.id as "row", 'delivered, and nobody said so' as detail
      from deliveries d
      where d.state = 'delivered'
        and not exists (select from delivery_attempts a where a.lab_id = d.lab_id and a.delivery_id = d.id and a.result = 'delivered')
        and not exists (select from delivery_status_reports s where s.lab_id = d.lab_id and s.delivery_id = d.id and s.result = 'delivered')`,
  },
  {
    id: 'I9',
    statement: 'every delivery that ended has the event of its end',
    rows: () => sql`
      select d.lab_id, 'deliveries ' || d.id as "row", d.state || ' without its event' as detail
      from deliveries d
      where d.finished_at is not null and d.bill_id is not null and not exists (select from events e
        where e.lab_id = d.lab_id and e.bill_id = d.bill_id and e.seq > d.event_seq
        and e.type = 'delivery-' || d.state and e.payload ->> 'delivery_id' = d.id::text)`,
  },
];
