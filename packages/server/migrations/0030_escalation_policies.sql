-- An escalation policy: for which callouts, until when, and who is told when nobody calls. A version is never edited: a
-- change or an approval is a new row with the same policy_key and the next version.
create table escalation_policies (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  policy_key text not null,
  version integer not null check (version >= 1),
  -- What it is for; null: whatever it is.
  priority text,
  patient_class text check (patient_class in ('inpatient', 'emergency', 'outpatient', 'other')),
  location text,
  test_code text,
  tier text check (tier in ('critical', 'significant')),
  -- null: the laboratory's setting callout_policy.notify_within for the patient class.
  notify_within_minutes integer check (notify_within_minutes between 1 and 10080),
  warn_before_minutes integer not null check (warn_before_minutes between 0 and 10080),
  -- [{ kind, after: { minutes, from }, who, how, repeat }], the last of kind exhausted.
  steps jsonb not null check (jsonb_typeof(steps) = 'array' and jsonb_array_length(steps) between 2 and 20
    and steps -> -1 ->> 'kind' = 'exhausted'),
  is_active boolean not null default true,
  author text not null,
  approved_by text,
  approved_at timestamptz,
  reason text not null,
  created_at timestamptz not null,
  primary key (lab_id, id),
  unique (lab_id, policy_key, version),
  check ((approved_by is null) = (approved_at is null))
);
call guard_lab_table('escalation_policies', 'select, insert');
create trigger escalation_policies_immutable before update or delete on escalation_policies
  for each row execute function refuse_change();
