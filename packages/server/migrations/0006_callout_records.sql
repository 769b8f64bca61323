-- The specification's CriticalCallout as it began: an audit table, one row per told report. Rows are only added.
-- Migrations 0012 to 0015 are the step the specification records: the order is added, the report becomes nullable for
-- drafts, and the attempted state joins the others.
create table critical_callouts (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  lab_report_id bigint not null,
  recipients text[] not null check (recipients <@ array['organization', 'referral', 'patient', 'others']),
  critical_callout_comment text not null default '',
  critical_callout_meta jsonb not null,
  critical_values_meta jsonb not null,
  outcome text not null check (outcome in ('reached-read-back', 'reached-no-read-back', 'left-message', 'voicemail', 'no-answer', 'busy',
    'on-hold-abandoned', 'wrong-number', 'refused', 'not-on-duty', 'patient-deceased', 'sent-awaiting-acknowledgement', 'declared')),
  -- { values: [{ resultId, heard, expected, isMatch }], by, told, role } or { exception, reason, by, told, role }
  read_back jsonb,
  performed_by_user text,
  performed_by_doctor bigint,
  performed_at timestamptz not null,
  -- Why performed_at lies in the past, when it does.
  back_dated_reason text,
  recorded_at timestamptz not null,
  event_seq bigint not null,
  primary key (lab_id, id),
  foreign key (lab_id, lab_report_id) references lab_reports,
  foreign key (lab_id, performed_by_doctor) references doctors,
  foreign key (lab_id, event_seq) references events (lab_id, seq),
  check (performed_by_user is not null or performed_by_doctor is not null),
  check (jsonb_typeof(critical_callout_meta) = 'object' and jsonb_typeof(critical_values_meta) = 'array')
);
create index critical_callouts_lab_report on critical_callouts (lab_id, lab_report_id);
call guard_lab_table('critical_callouts');
create trigger critical_callouts_hold before update or delete on critical_callouts for each row execute function refuse_change();

-- Bills whose documents in the search index must be written again. One row a bill, however often it is marked.
create table search_outbox (
  lab_id bigint not null references labs,
  bill_id bigint not null,
  marked_at timestamptz not null,
  primary key (lab_id, bill_id)
);
call guard_lab_table('search_outbox', 'select, insert, update, delete');
