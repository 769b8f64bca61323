-- When each watcher last looked, and what it found: a watcher that sleeps is seen by the others. No row holds lab data.
create table escalation_watch (
  name text primary key check (name in ('auditor')),
  last_run_at timestamptz not null,
  finished_at timestamptz,
  findings integer not null default 0,
  -- The silence (by the last_run_at before it) that was already said aloud.
  alarmed_for timestamptz,
  last_ping_at timestamptz,
  last_ping_answer text
);
grant select on escalation_watch to critical_callout_app;
grant select, insert, update on escalation_watch to critical_callout_system;
