-- How far a laboratory is set up. What can be looked up is looked up each time; only what people say or decide is kept.
create table setup_progress (
  lab_id bigint primary key references labs,
  -- Where the wizard was left.
  current_step text not null,
  -- What the last test of the database found.
  database_check jsonb,
  went_live_at timestamptz,
  went_live_by text,
  updated_at timestamptz not null
);
call guard_lab_table('setup_progress');

-- `done`: somebody says that something was done which the program cannot see. `accepted`: a step is left open on purpose,
-- with the name of who answers for it and why.
create table setup_marks (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  step text not null,
  kind text not null check (kind in ('done', 'accepted')),
  name text not null,
  reason text not null,
  marked_by text not null,
  marked_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (lab_id, id)
);
create unique index setup_marks_once on setup_marks (lab_id, step, kind) where withdrawn_at is null;
call guard_lab_table('setup_marks');
