-- The specification's CriticalCallout: an audit table, one row per action. Rows are only added; a draft that was
-- replaced keeps its row with superseded_at set, because every attempt is evidence.
create table critical_callouts (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  bill_id bigint,
  bill_number text not null,
  lab_report_id bigint,
  is_draft boolean not null,
  recipients text[] not null check (recipients <@ array['organization', 'referral', 'patient', 'others']),
  critical_callout_comment text not null default '',
  critical_callout_meta jsonb not null,
  critical_values_meta jsonb not null,
  outcome text not null check (outcome in ('reached-read-back', 'reached-no-read-back', 'left-message', 'voicemail', 'no-answer', 'busy',
    'on-hold-abandoned', 'wrong-number', 'refused', 'not-on-duty', 'patient-deceased', 'sent-awaiting-acknowledgement', 'declared')),
  -- { values: [{ resultId, heard, expected, unit, isMatch }], by, role } or { exception, reason }
  read_back jsonb,
  performed_by_user text,
  performed_by_doctor bigint,
  performed_at timestamptz not null,
  -- Why performed_at lies in the past, when it does.
  back_dated_reason text,
  recorded_at timestamptz not null,
  superseded_at timestamptz,
  event_seq bigint not null,
  primary key (lab_id, id),
  foreign key (lab_id, bill_id) references bills on delete set null (bill_id),
  foreign key (lab_id, lab_report_id) references lab_reports,
  foreign key (lab_id, performed_by_doctor) references doctors,
  foreign key (lab_id, event_seq) references events (lab_id, seq),
  check (is_draft = (lab_report_id is null)),
  check (superseded_at is null or is_draft),
  check (performed_by_user is not null or performed_by_doctor is not null),
  check (jsonb_typeof(critical_callout_meta) = 'object' and jsonb_typeof(critical_values_meta) = 'array'),
  check ((critical_callout_meta ? 'callout_for') = is_draft)
);
create index critical_callouts_lab_report on critical_callouts (lab_id, lab_report_id);
create index critical_callouts_bill on critical_callouts (lab_id, bill_id, id);
create unique index critical_callouts_live_draft on critical_callouts (lab_id, bill_id) where is_draft and superseded_at is null;
call guard_lab_table('critical_callouts');

create function hold_critical_callouts() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'callout %: a callout row is never deleted', old.id using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    -- A completed callout ends the attempt before it, so a live draft never stands beside a later completed callout.
    if not new.is_draft and exists (select from critical_callouts d where d.lab_id = new.lab_id and d.bill_id = new.bill_id
                                    and d.is_draft and d.superseded_at is null) then
      raise exception 'bill %: the live draft must be superseded before a completed callout is written', new.bill_id
        using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if (to_jsonb(new) - 'superseded_at' - 'bill_id') <> (to_jsonb(old) - 'superseded_at' - 'bill_id')
     or (new.bill_id is distinct from old.bill_id and new.bill_id is not null)
     or (old.superseded_at is not null and new.superseded_at is distinct from old.superseded_at) then
    raise exception 'callout %: only superseded_at may be set, once', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger critical_callouts_hold before insert or update or delete on critical_callouts
  for each row execute function hold_critical_callouts();

-- Bills whose documents in the search index must be written again. One row a bill, however often it is marked.
create table search_outbox (
  lab_id bigint not null references labs,
  bill_id bigint not null,
  marked_at timestamptz not null,
  primary key (lab_id, bill_id)
);
call guard_lab_table('search_outbox', 'select, insert, update, delete');
