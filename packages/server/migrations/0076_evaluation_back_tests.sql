-- What drafted limits would have made of the results of the last weeks. A job row: a tick carries it on in bounded batches,
-- whichever process is there; the row says how far it is.
create table limit_back_tests (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  state text not null default 'running' check (state in ('running', 'done', 'cancelled', 'failed')),
  -- The drafted limits as they were asked about, each complete.
  drafts jsonb not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  asked_by text not null,
  asked_at timestamptz not null,
  reports_total bigint not null,
  reports_seen bigint not null default 0,
  -- The last report looked at; the next batch begins after it.
  position bigint not null default 0,
  -- Counts by parameter: [{ code, name, results, before, after }].
  counts jsonb not null default '[]',
  finished_at timestamptz,
  fault text,
  primary key (lab_id, id)
);
create index limit_back_tests_running on limit_back_tests (lab_id, id) where state = 'running';
call guard_lab_table('limit_back_tests');
