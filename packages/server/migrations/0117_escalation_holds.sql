-- A policy may hold back its notices for a little while somebody's claim on the order counts.
alter table escalation_policies add column claim_pauses boolean not null default false;

-- A notice that was due and waited for whoever had claimed the order. The key is the promise: each notice waits once. held_until is a column, so a
-- process that dies or starts again changes nothing; when the claim ends earlier the notice goes out then.
create table escalation_holds (
  lab_id bigint not null,
  run_id bigint not null,
  step_number integer not null,
  repeat_number integer not null,
  held_at timestamptz not null,
  held_until timestamptz not null,
  claimed_by text not null,
  event_seq bigint not null,
  primary key (lab_id, run_id, step_number, repeat_number),
  foreign key (lab_id, run_id, step_number, repeat_number) references escalation_steps,
  foreign key (lab_id, event_seq) references events (lab_id, seq),
  check (held_until > held_at and held_until <= held_at + interval '5 minutes')
);
call guard_lab_table('escalation_holds', 'select, insert');
create trigger escalation_holds_immutable before update or delete on escalation_holds
  for each row execute function refuse_change();
