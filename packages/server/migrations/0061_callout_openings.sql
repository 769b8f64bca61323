-- Each time a lab report opened: became critical, or opened again for people who had been told. The clock of a callout and its
-- measures belong to an opening; lab_reports.critical_at says only the latest. Rows are only added. How an opening ended is
-- not stored: it lasts until the next one of its report, and the records in between say what was done.
create table callout_openings (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  lab_report_id bigint not null,
  event_seq bigint not null,
  -- first: from calm to critical. again: after somebody was told, or the order changed its patient.
  kind text not null check (kind in ('first', 'again')),
  reason text not null,
  critical_at timestamptz not null,
  due_at timestamptz not null,
  -- Who had heard an earlier value and must hear of the change: [{ calloutId, deliveryId, eventSeq, how, name, role, contact, by, at, values }]
  told jsonb not null default '[]' check (jsonb_typeof(told) = 'array'),
  primary key (lab_id, id),
  unique (lab_id, lab_report_id, event_seq),
  foreign key (lab_id, lab_report_id) references lab_reports,
  foreign key (lab_id, event_seq) references events (lab_id, seq)
);
create index callout_openings_critical on callout_openings (lab_id, critical_at);
call guard_lab_table('callout_openings', 'select, insert');
create trigger callout_openings_immutable before update or delete on callout_openings for each row execute function refuse_change();

-- What opened before this table was there: by the events that opened it, and the rest by what the report itself says.
insert into callout_openings (lab_id, lab_report_id, event_seq, kind, reason, critical_at, due_at)
select e.lab_id, r.id, e.seq, case e.type when 'report-became-critical' then 'first' else 'again' end, coalesce(e.payload ->> 'reason', 'critical'),
  e.at, (e.payload ->> 'due_at')::timestamptz
from events e cross join unnest(e.lab_report_ids) as named(id) join lab_reports r on r.lab_id = e.lab_id and r.id = named.id
where e.type in ('report-became-critical', 'callout-reopened') and e.payload ->> 'due_at' is not null
on conflict do nothing;
insert into callout_openings (lab_id, lab_report_id, event_seq, kind, reason, critical_at, due_at)
select r.lab_id, r.id, r.critical_event_seq, 'first', coalesce(r.critical_reason, 'critical'), r.critical_at, r.due_at
from lab_reports r
where r.critical_at is not null and r.due_at is not null and r.critical_event_seq is not null
  and not exists (select from callout_openings o where o.lab_id = r.lab_id and o.lab_report_id = r.id and o.critical_at = r.critical_at)
on conflict do nothing;

-- A value that changed while its report was open, after somebody had heard it: whom, as in callout_openings. Rows are only added.
create table callout_corrections (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  lab_report_id bigint not null,
  event_seq bigint not null,
  told jsonb not null check (jsonb_typeof(told) = 'array'),
  created_at timestamptz not null,
  primary key (lab_id, id),
  unique (lab_id, lab_report_id, event_seq),
  foreign key (lab_id, lab_report_id) references lab_reports,
  foreign key (lab_id, event_seq) references events (lab_id, seq)
);
call guard_lab_table('callout_corrections', 'select, insert');
create trigger callout_corrections_immutable before update or delete on callout_corrections for each row execute function refuse_change();
