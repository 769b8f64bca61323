-- A limit version is never edited: a change is a new row with the same limit_key and the next version.
create table limits (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  limit_key text not null,
  version integer not null check (version >= 1),
  parameter_code text not null,
  code_system text not null default 'LN',
  parameter_name text not null,
  -- UCUM. null: the values have no unit (pH, INR).
  unit text,
  tier text not null default 'critical' check (tier in ('critical', 'significant')),
  sex text check (sex in ('female', 'male')),
  age_from_days integer not null default 0 check (age_from_days >= 0),
  -- Exclusive; null: no upper end.
  age_to_days integer check (age_to_days > age_from_days),
  patient_class text check (patient_class in ('inpatient', 'emergency', 'outpatient', 'other')),
  location text,
  lower_bound numeric,
  upper_bound numeric,
  critical_lower numeric,
  critical_upper numeric,
  -- true: a value exactly on the critical bound is critical (at or below, at or above).
  critical_lower_inclusive boolean not null default false,
  critical_upper_inclusive boolean not null default false,
  -- g/mol, for mass to substance conversions (mg/dL to mmol/L).
  molar_mass numeric check (molar_mass > 0),
  is_active boolean not null default true,
  valid_from timestamptz not null default '-infinity',
  author text not null,
  approved_by text,
  approved_at timestamptz,
  reason text not null,
  sources text[] not null default '{}',
  created_at timestamptz not null,
  primary key (lab_id, id),
  unique (lab_id, limit_key, version),
  check (lower_bound <= upper_bound),
  check (critical_lower <= critical_upper),
  check (critical_lower <= lower_bound),
  check (critical_upper >= upper_bound)
);
call guard_lab_table('limits', 'select, insert');
create trigger limits_immutable before update or delete on limits for each row execute function refuse_change();

-- Qualitative parameters: what each answer means. 0 normal, 1 abnormal, 2 critical.
create table list_options (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  option_key text not null,
  version integer not null check (version >= 1),
  parameter_code text not null,
  code_system text not null default 'LN',
  parameter_name text not null,
  -- Matched against OBX-5: code, or text folded to lower case with single spaces.
  option text not null,
  match text not null default 'equals' check (match in ('equals', 'contains')),
  is_critical smallint not null check (is_critical in (0, 1, 2)),
  is_active boolean not null default true,
  author text not null,
  approved_by text,
  approved_at timestamptz,
  reason text not null,
  created_at timestamptz not null,
  primary key (lab_id, id),
  unique (lab_id, option_key, version)
);
call guard_lab_table('list_options', 'select, insert');
create trigger list_options_immutable before update or delete on list_options for each row execute function refuse_change();
