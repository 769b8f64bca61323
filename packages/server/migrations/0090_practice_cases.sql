-- Where the practice cases of a laboratory come from: a source of their own, so that nothing counts them as the laboratory
-- system's, and an account that plays the colleague. Both are made with the first case and end when the laboratory goes live.
create table practice_labs (
  lab_id bigint primary key references labs,
  source_id bigint not null,
  colleague_user_id text not null references users,
  foreign key (lab_id, source_id) references sources (lab_id, id)
);
call guard_lab_table('practice_labs', 'select, insert');

-- One playing of a case by one person. What was done in it is read from the orders' own records; stored here is only what the
-- telephone and the laboratory play, and when, so that a process that dies loses nothing of it.
create table practice_runs (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  user_id text not null references users,
  practice_case text not null,
  -- Times of its messages: the same bytes again are recognised by the intake.
  started_at timestamptz not null,
  -- The first messages are durable.
  sent_at timestamptz,
  -- When the second act was decided on (the value corrected, the order closed by the colleague), and when it was done.
  turned_at timestamptz,
  turn_done_at timestamptz,
  completed_at timestamptz,
  ended_at timestamptz,
  ended_because text check (ended_because in ('completed', 'restarted', 'ended', 'left', 'live')),
  primary key (lab_id, id),
  check ((ended_at is null) = (ended_because is null)),
  check ((completed_at is null) = (ended_because is distinct from 'completed'))
);
create unique index practice_runs_live on practice_runs (lab_id, user_id, practice_case) where ended_at is null;
create index practice_runs_open on practice_runs (started_at) where ended_at is null;
create index practice_runs_completed on practice_runs (lab_id, user_id) where completed_at is not null;
call guard_lab_table('practice_runs');
