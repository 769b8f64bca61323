-- A step may be an overhead page: nothing is sent, somebody has the task to say something over the loudspeakers, and marks it done.
alter table escalation_steps add column say text;
alter table escalation_steps drop constraint escalation_steps_how_check;
alter table escalation_steps add constraint escalation_steps_how_check
  check (how in ('call-task', 'email', 'sms', 'fax', 'webhook', 'overhead-page'));
alter table escalation_steps add constraint escalation_steps_say_check check (how <> 'overhead-page' or say is not null);

-- The tasks. One waits while done_at is null and its ladder runs; a callout that is done before needs no page any more.
create table overhead_pages (
  lab_id bigint not null,
  id bigint generated always as identity,
  -- null only once the order was deleted.
  bill_id bigint,
  run_id bigint not null,
  step_number integer not null,
  repeat_number integer not null,
  whom text not null,
  say text not null,
  asked_at timestamptz not null,
  done_at timestamptz,
  done_by text,
  done_by_user_id text,
  done_seq bigint,
  primary key (lab_id, id),
  unique (lab_id, run_id, step_number, repeat_number),
  foreign key (lab_id, run_id, step_number, repeat_number) references escalation_steps,
  foreign key (lab_id, bill_id) references bills on delete set null (bill_id),
  foreign key (lab_id, done_seq) references events (lab_id, seq),
  check (num_nulls(done_at, done_by, done_by_user_id, done_seq) in (0, 4))
);
create index overhead_pages_waiting on overhead_pages (lab_id, bill_id) where done_at is null;
call guard_lab_table('overhead_pages', 'select, insert, update');

create function hold_overhead_page() returns trigger language plpgsql as $$
declare
  free constant text[] := array['bill_id', 'done_at', 'done_by', 'done_by_user_id', 'done_seq'];
begin
  if tg_op = 'DELETE' then
    raise exception 'overhead_pages rows are never deleted' using errcode = 'restrict_violation';
  end if;
  if (to_jsonb(new) - free) <> (to_jsonb(old) - free) then
    raise exception 'overhead_pages: what was asked for does not change' using errcode = 'restrict_violation';
  end if;
  if old.done_at is not null and (to_jsonb(new) - 'bill_id') <> (to_jsonb(old) - 'bill_id') then
    raise exception 'overhead_pages: what is done does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger overhead_pages_hold before update or delete on overhead_pages for each row execute function hold_overhead_page();
