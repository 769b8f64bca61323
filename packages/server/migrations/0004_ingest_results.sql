-- Where messages come from. A listening port belongs to exactly one lab, so the lab of a message is never guessed.
create table sources (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  code text not null,
  name text not null,
  -- mllp_port null: this source is not listened for (HTTP and import only).
  mllp_port integer unique check (mllp_port between 0 and 65535),
  -- Expected MSH-3 and MSH-4; null accepts any.
  sending_application text,
  sending_facility text,
  charset text,
  flag_policy text not null default 'either' check (flag_policy in ('either', 'limits-only', 'flags-only')),
  bill_rule text not null default 'placer-group' check (bill_rule in ('placer-group', 'placer', 'filler')),
  is_preliminary_called boolean not null default true,
  store_failure_answer text not null default 'AR' check (store_failure_answer in ('AR', 'close')),
  is_enabled boolean not null default true,
  primary key (lab_id, id),
  unique (lab_id, code)
);
call guard_lab_table('sources');

-- The tables from here on reach their lab through the row they belong to (message, order: source; report: order; result:
-- report), so a foreign key to labs on top of it would only be checked again for every row of every message.

-- Bytes as they arrived. A row exists before any positive acknowledgement.
create table inbound_messages (
  lab_id bigint not null,
  id bigint generated always as identity,
  source_id bigint not null,
  received_at timestamptz not null,
  transport text not null check (transport in ('mllp', 'http', 'file')),
  peer text,
  raw bytea not null,
  raw_sha256 bytea not null,
  control_id text,
  message_type text,
  charset text,
  state text not null check (state in ('RECEIVED', 'PROCESSED', 'IGNORED', 'QUARANTINED')),
  reason text,
  problems jsonb not null default '[]',
  -- The acknowledgement given, so that a resend gets the same answer.
  ack bytea,
  attempts integer not null default 0,
  processed_at timestamptz,
  discarded_at timestamptz,
  primary key (lab_id, id),
  foreign key (lab_id, source_id) references sources,
  check (state not in ('IGNORED', 'QUARANTINED') or reason is not null)
);
create unique index inbound_messages_once on inbound_messages (lab_id, source_id, raw_sha256);
create index inbound_messages_received on inbound_messages (lab_id, received_at);
create index inbound_messages_control on inbound_messages (lab_id, source_id, control_id);
create index inbound_messages_unfinished on inbound_messages (lab_id, id) where state in ('RECEIVED', 'QUARANTINED');
call guard_lab_table('inbound_messages');

create table patients (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  -- PID-3: identifier, its assigning authority and type. Without any identifier each message makes a patient of its own.
  identifier text,
  authority text not null default '',
  identifier_type text,
  second_identifier text,
  second_identifier_type text,
  family_name text,
  given_name text,
  title text,
  born date,
  sex text check (sex in ('female', 'male', 'other', 'unknown')),
  died boolean not null default false,
  updated_at timestamptz not null,
  primary key (lab_id, id)
);
create unique index patients_identity on patients (lab_id, authority, identifier) where identifier is not null;
call guard_lab_table('patients');

-- The order. `version` counts every change a caller must know of before closing; it is the ETag of the API.
create table bills (
  lab_id bigint not null,
  id bigint generated always as identity,
  source_id bigint not null,
  bill_number text not null,
  accession_number text,
  patient_id bigint not null,
  doctor_id bigint,
  organization_id bigint,
  -- The ordering provider as the message wrote it, for when the directory does not know them: code, name, phone.
  ordering_code text,
  ordering_name text,
  ordering_phone text,
  patient_class text check (patient_class in ('inpatient', 'emergency', 'outpatient', 'other')),
  ward text,
  room text,
  bed text,
  visit_number text,
  priority text,
  ordered_at timestamptz,
  received_at timestamptz not null,
  -- MSH-7 of the latest message that wrote the order, else when it arrived: an older one that comes late moves nothing.
  message_at timestamptz,
  version integer not null default 1,
  primary key (lab_id, id),
  unique (lab_id, source_id, bill_number),
  foreign key (lab_id, source_id) references sources,
  foreign key (lab_id, patient_id) references patients,
  foreign key (lab_id, doctor_id) references doctors,
  foreign key (lab_id, organization_id) references organizations
);
create index bills_patient on bills (lab_id, patient_id);
create index bills_doctor on bills (lab_id, doctor_id) where doctor_id is not null;
call guard_lab_table('bills');

-- One test of an order (the specification's LabReportRelation). critical_values holds CriticalValues of the domain
-- package; migration 0012 adds CALLOUT_ATTEMPTED to the four states of the first schema.
create table lab_reports (
  lab_id bigint not null,
  id bigint generated always as identity,
  bill_id bigint,
  filler_order_number text not null,
  test_code text not null,
  test_name text not null,
  department_id bigint,
  specimen text,
  status text not null check (status in ('preliminary', 'final', 'corrected', 'cancelled')),
  collected_at timestamptz,
  resulted_at timestamptz,
  received_at timestamptz not null,
  is_collected boolean not null default true,
  dismissed_at timestamptz,
  signed_at timestamptz,
  critical_values smallint not null default 0 check (critical_values in (0, 1, 2, 3)),
  critical_reason text,
  critical_at timestamptz,
  due_at timestamptz,
  -- The event that made critical_values what it is; a change without a new event is refused by the trigger below.
  critical_event_seq bigint,
  updated_at timestamptz not null,
  primary key (lab_id, id),
  unique (lab_id, bill_id, filler_order_number, test_code),
  foreign key (lab_id, bill_id) references bills on delete set null (bill_id),
  foreign key (lab_id, department_id) references departments,
  foreign key (lab_id, critical_event_seq) references events (lab_id, seq),
  constraint lab_reports_open_has_deadline check (critical_values <> 1 or (critical_at is not null and due_at is not null))
);
-- 4 is the attempted state that 0012 brings; the index covers it from the start, so that no large table is indexed again.
create index lab_reports_open on lab_reports (lab_id, due_at, bill_id) where critical_values in (1, 4) and dismissed_at is null;
create index lab_reports_done on lab_reports (lab_id, critical_event_seq desc, id desc) where critical_values = 2 and dismissed_at is null;
call guard_lab_table('lab_reports');

create function hold_critical_values() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.critical_values <> 0 then
      raise exception 'lab report % starts at critical_values 0, not %', new.id, new.critical_values using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if new.critical_values = old.critical_values then return new; end if;
  if (old.critical_values, new.critical_values) in ((0,2), (3,2), (2,0), (2,3)) then
    raise exception 'lab report %: critical_values % to % is not a legal transition', new.id, old.critical_values, new.critical_values
      using errcode = 'check_violation';
  end if;
  if new.critical_event_seq is null or new.critical_event_seq is not distinct from old.critical_event_seq then
    raise exception 'lab report %: critical_values changed without an event', new.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger lab_reports_critical_values before insert or update of critical_values on lab_reports
  for each row execute function hold_critical_values();

-- One value of one parameter, in one version, with the verdict of the evaluation beside it: one to one, written
-- together, never edited. A later version supersedes it; an older version that arrives late is stored superseded.
create table results (
  lab_id bigint not null,
  id bigint generated always as identity,
  lab_report_id bigint not null,
  message_id bigint not null,
  parameter_code text not null,
  code_system text not null default '',
  parameter_name text not null,
  sub_id text not null default '',
  value_type text not null default '',
  value text not null,
  unit text,
  reference_range text,
  flags text[] not null default '{}',
  status text not null,
  -- version_at: the later of OBX-19 and OBR-22, else OBX-14, else MSH-7. sent_at: MSH-7, where version_at does not decide.
  version_at timestamptz,
  sent_at timestamptz,
  observed_at timestamptz,
  received_at timestamptz not null,
  superseded_at timestamptz,
  note text,
  verdict text not null check (verdict in ('normal', 'abnormal', 'critical-low', 'critical-high', 'critical-qualitative', 'cannot-say')),
  -- Critical after the source's flag policy and the fail-towards-the-call rule are applied.
  is_critical boolean not null,
  verdict_reason text not null,
  sender_verdict text check (sender_verdict in ('normal', 'abnormal', 'critical')),
  is_disagreement boolean not null default false,
  limit_id bigint,
  limit_version integer,
  bounds jsonb,
  tier text check (tier in ('critical', 'significant')),
  -- lab_report_id, message_id and limit_id are checked once per statement, by results_refer (0009): messages and limits can
  -- never be deleted, reports only while they have no results.
  primary key (lab_id, id)
);
create unique index results_current on results (lab_id, lab_report_id, parameter_code, code_system, sub_id) where superseded_at is null;
call guard_lab_table('results');

create function results_only_superseded() returns trigger language plpgsql as $$
begin
  if old.superseded_at is null and new.superseded_at is not null
     and (to_jsonb(new) - 'superseded_at') = (to_jsonb(old) - 'superseded_at') then
    return new;
  end if;
  raise exception 'result %: a result is superseded, never edited', old.id using errcode = 'restrict_violation';
end $$;
create trigger results_immutable before update on results for each row execute function results_only_superseded();
create trigger results_kept before delete on results for each row execute function refuse_change();
