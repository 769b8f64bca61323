-- When an attempt that reached nobody is to be made again, by the laboratory's rule for its outcome. It stops neither the
-- ladder nor the clock. At most one waits for each order; every one of them keeps its row.
create table callout_retries (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  -- null only once the order was deleted.
  bill_id bigint,
  -- The attempt it follows.
  event_seq bigint not null,
  outcome text not null,
  next_try_at timestamptz not null,
  -- When it was said aloud that the time has come.
  alarmed_at timestamptz,
  ended_at timestamptz,
  ended_because text,
  primary key (lab_id, id),
  unique (lab_id, event_seq),
  foreign key (lab_id, bill_id) references bills on delete set null (bill_id),
  foreign key (lab_id, event_seq) references events (lab_id, seq),
  check ((ended_at is null) = (ended_because is null))
);
create unique index callout_retries_live on callout_retries (lab_id, bill_id) where ended_at is null;
create index callout_retries_due on callout_retries (next_try_at) where ended_at is null and alarmed_at is null;
call guard_lab_table('callout_retries');

-- A callout closed with a code although nobody was told: corrected, duplicate, known already, the patient has died. Where
-- the laboratory wants a second person it waits here, and the order stays open, until somebody else agrees or declines.
create table callout_closings (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  bill_id bigint,
  lab_report_ids bigint[] not null check (cardinality(lab_report_ids) > 0),
  code text not null check (code in ('corrected', 'duplicate', 'already-known', 'patient-deceased', 'other')),
  comment text not null check (comment <> ''),
  requested_by text not null,
  requested_by_name text not null,
  requested_at timestamptz not null,
  event_seq bigint not null,
  ended_at timestamptz,
  ending text check (ending in ('confirmed', 'declined', 'overtaken')),
  ended_by text,
  ended_by_name text,
  primary key (lab_id, id),
  foreign key (lab_id, bill_id) references bills on delete set null (bill_id),
  foreign key (lab_id, event_seq) references events (lab_id, seq),
  check ((ended_at is null) = (ending is null)),
  -- The second person is another one.
  check (ending is distinct from 'confirmed' or ended_by <> requested_by)
);
create unique index callout_closings_waiting on callout_closings (lab_id, bill_id) where ended_at is null;
call guard_lab_table('callout_closings');

create function hold_next_steps() returns trigger language plpgsql as $$
declare
  free constant text[] := array['bill_id', 'alarmed_at', 'ended_at', 'ended_because', 'ending', 'ended_by', 'ended_by_name'];
begin
  if tg_op = 'DELETE' then
    raise exception '% rows are never deleted', tg_table_name using errcode = 'restrict_violation';
  end if;
  if (to_jsonb(new) - free) <> (to_jsonb(old) - free)
     or (old.ended_at is not null and (to_jsonb(new) - 'bill_id') <> (to_jsonb(old) - 'bill_id')) then
    raise exception '%: what was said does not change, and what is over stays over', tg_table_name using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger callout_retries_hold before update or delete on callout_retries for each row execute function hold_next_steps();
create trigger callout_closings_hold before update or delete on callout_closings for each row execute function hold_next_steps();

-- closing_code: closed with a code, nobody was told. downtime_sheet: written down later from this printed sheet.
alter table critical_callouts
  add column closing_code text check (closing_code in ('corrected', 'duplicate', 'already-known', 'patient-deceased', 'other')),
  add column downtime_sheet bigint,
  add constraint critical_callouts_closing_is_done check (closing_code is null or not is_draft) not valid;
