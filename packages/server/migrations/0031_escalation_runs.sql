-- One ladder of one callout: it starts in the transaction that opens a report of the order and stops in the one that closes
-- the last. `policy` is the version that counted when it started; editing the policy does not touch it.
create table escalation_runs (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  -- null only once the order was deleted.
  bill_id bigint,
  -- The event that opened the callout: one opening has one ladder, whoever asks for it and how often.
  opening_seq bigint not null,
  policy_key text not null,
  policy_version integer not null,
  policy jsonb not null,
  started_at timestamptz not null,
  critical_at timestamptz not null,
  warn_at timestamptz not null,
  due_at timestamptz not null,
  exhausted_at timestamptz,
  stopped_at timestamptz,
  stop_reason text,
  primary key (lab_id, id),
  unique (lab_id, bill_id, opening_seq),
  foreign key (lab_id, bill_id) references bills on delete set null (bill_id),
  foreign key (lab_id, opening_seq) references events (lab_id, seq),
  check ((stopped_at is null) = (stop_reason is null))
);
create index escalation_runs_live on escalation_runs (lab_id, bill_id) where stopped_at is null;
call guard_lab_table('escalation_runs');

-- One notice of one step. The key is the promise: at most once for each step of a callout. due_at says when, lease and
-- fence say whose.
create table escalation_steps (
  lab_id bigint not null,
  run_id bigint not null,
  step_number integer not null check (step_number >= 1),
  -- 0: the first notice of the step.
  repeat_number integer not null check (repeat_number >= 0),
  kind text not null check (kind in ('notify', 'exhausted')),
  who text not null check (who in ('ordering-doctor', 'on-call', 'ward', 'organization', 'supervisor', 'pathologist', 'director')),
  how text not null check (how in ('call-task', 'email', 'sms', 'fax', 'webhook')),
  due_at timestamptz not null,
  lease_until timestamptz,
  fence integer not null default 0,
  done_at timestamptz,
  outcome text check (outcome in ('told', 'task', 'nobody-reached', 'collapsed', 'stopped')),
  -- Whom it was meant for, by name and reason; why a message could not be queued.
  detail jsonb,
  event_seq bigint,
  -- When the auditor said aloud that it was late.
  alarmed_at timestamptz,
  primary key (lab_id, run_id, step_number, repeat_number),
  foreign key (lab_id, run_id) references escalation_runs,
  foreign key (lab_id, event_seq) references events (lab_id, seq),
  check ((done_at is null) = (outcome is null))
);
create index escalation_steps_due on escalation_steps (due_at) where done_at is null;
call guard_lab_table('escalation_steps');

create function hold_escalation() returns trigger language plpgsql as $$
declare
  free constant text[] := case tg_table_name
    when 'escalation_runs' then array['bill_id', 'exhausted_at', 'stopped_at', 'stop_reason']
    else array['lease_until', 'fence', 'done_at', 'outcome', 'detail', 'event_seq', 'alarmed_at'] end;
  was jsonb := to_jsonb(old);
  ended constant text := case tg_table_name when 'escalation_runs' then 'stopped_at' else 'done_at' end;
begin
  if tg_op = 'DELETE' then
    raise exception '% rows are never deleted', tg_table_name using errcode = 'restrict_violation';
  end if;
  if (to_jsonb(new) - free) <> (was - free) then
    raise exception '%: a ladder that runs keeps its plan', tg_table_name using errcode = 'restrict_violation';
  end if;
  if was -> ended <> 'null'::jsonb and (to_jsonb(new) - array['bill_id', 'alarmed_at']) <> (was - array['bill_id', 'alarmed_at']) then
    raise exception '%: what is over does not change', tg_table_name using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger escalation_runs_hold before update or delete on escalation_runs for each row execute function hold_escalation();
create trigger escalation_steps_hold before update or delete on escalation_steps for each row execute function hold_escalation();
