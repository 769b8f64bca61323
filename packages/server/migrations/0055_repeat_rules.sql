-- When a critical value need not be called again: a rule of a parameter, of a place, or of a parameter at a place. As with
-- limits, a version is never edited and each change is a further row; unlike limits, only an approved version is in force.
create table repeat_rules (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  -- Parameter, system and place in one text; one rule for each.
  rule_key text not null,
  version integer not null check (version >= 1),
  parameter_code text,
  code_system text not null default '',
  parameter_name text not null default '',
  location text,
  scope text not null check (scope in ('window', 'first-of-stay')),
  window_hours integer check (window_hours between 1 and 720),
  -- 0: any value that is further into the critical side is called.
  worse_by_percent numeric not null default 0 check (worse_by_percent between 0 and 1000),
  is_reentry_called boolean not null default true,
  is_active boolean not null default true,
  author text not null,
  approved_by text,
  approved_at timestamptz,
  reason text not null,
  created_at timestamptz not null,
  primary key (lab_id, id),
  unique (lab_id, rule_key, version),
  check (parameter_code is not null or location is not null),
  check ((scope = 'window') = (window_hours is not null)),
  check ((approved_at is null) = (approved_by is null))
);
call guard_lab_table('repeat_rules', 'select, insert');
create trigger repeat_rules_immutable before update or delete on repeat_rules for each row execute function refuse_change();

-- A critical result that was not called, with the rule (in its version) and the callout it repeats. Live until it is opened
-- after all, or is critical no longer. `ended_reason`: opened by somebody, the earlier callout no longer stands, the report
-- opened for another result, or the result changed.
create table repeat_suppressions (
  lab_id bigint not null,
  id bigint generated always as identity,
  lab_report_id bigint not null,
  parameter_code text not null,
  code_system text not null,
  sub_id text not null,
  result_id bigint not null,
  rule_id bigint not null,
  earlier_lab_report_id bigint not null,
  earlier_result_id bigint not null,
  earlier_callout_id bigint not null,
  suppressed_at timestamptz not null,
  event_seq bigint not null,
  ended_at timestamptz,
  ended_reason text check (ended_reason in ('opened', 'earlier-changed', 'report-opened', 'not-critical')),
  ended_by text,
  ended_event_seq bigint,
  primary key (lab_id, id),
  foreign key (lab_id, lab_report_id) references lab_reports,
  foreign key (lab_id, result_id) references results,
  foreign key (lab_id, rule_id) references repeat_rules,
  foreign key (lab_id, earlier_lab_report_id) references lab_reports (lab_id, id),
  foreign key (lab_id, earlier_result_id) references results (lab_id, id),
  foreign key (lab_id, earlier_callout_id) references critical_callouts,
  foreign key (lab_id, event_seq) references events (lab_id, seq),
  foreign key (lab_id, ended_event_seq) references events (lab_id, seq),
  check ((ended_at is null) = (ended_reason is null) and (ended_at is null) = (ended_event_seq is null)),
  check (lab_report_id <> earlier_lab_report_id)
);
create unique index repeat_suppressions_live on repeat_suppressions (lab_id, lab_report_id, parameter_code, code_system, sub_id)
  where ended_at is null;
create index repeat_suppressions_of on repeat_suppressions (lab_id, lab_report_id);
create index repeat_suppressions_earlier on repeat_suppressions (lab_id, earlier_lab_report_id) where ended_at is null;
call guard_lab_table('repeat_suppressions');

create function hold_repeat_suppression() returns trigger language plpgsql as $$
begin
  if old.ended_at is null and new.ended_at is not null
     and (to_jsonb(new) - array['ended_at', 'ended_reason', 'ended_by', 'ended_event_seq'])
       = (to_jsonb(old) - array['ended_at', 'ended_reason', 'ended_by', 'ended_event_seq']) then
    return new;
  end if;
  raise exception 'repeat suppression %: it is ended once, never edited', old.id using errcode = 'restrict_violation';
end $$;
create trigger repeat_suppressions_held before update on repeat_suppressions for each row execute function hold_repeat_suppression();
create trigger repeat_suppressions_kept before delete on repeat_suppressions for each row execute function refuse_change();
