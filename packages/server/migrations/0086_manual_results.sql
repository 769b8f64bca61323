-- Results that no laboratory system sent: read out by telephone, or lying there on paper. Each becomes a message of the
-- lab's own source and goes the way of every other result; this row says who typed it, from what, and who looked again.
alter table sources add column is_by_hand boolean not null default false;
create unique index sources_by_hand on sources (lab_id) where is_by_hand;

alter table inbound_messages drop constraint inbound_messages_transport_check,
  add constraint inbound_messages_transport_check check (transport in ('mllp', 'http', 'file', 'hand')) not valid;
alter table inbound_messages validate constraint inbound_messages_transport_check;

create table manual_results (
  lab_id bigint not null,
  id bigint generated always as identity,
  patient_id bigint not null,
  parameter_code text not null,
  code_system text not null,
  parameter_name text not null,
  value text not null,
  unit text not null,
  -- What the laboratory that told it calls it, and the limit it named.
  severity text not null check (severity in ('critical-high', 'critical-low', 'critical-other')),
  limit_text text not null,
  collected_at timestamptz,
  resulted_at timestamptz not null,
  received_through text not null check (received_through in ('telephone', 'paper')),
  received_from text not null,
  verified_by text not null,
  entered_by text not null,
  entered_by_name text not null,
  entered_at timestamptz not null,
  -- The lab wanted a second person when it was entered. The callout does not wait for them.
  is_check_needed boolean not null,
  -- Written in the transaction that inserts the row, once the order is there.
  bill_id bigint,
  lab_report_id bigint,
  checked_by text,
  checked_by_name text,
  checked_at timestamptz,
  withdrawn_by text,
  withdrawn_by_name text,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  primary key (lab_id, id),
  foreign key (lab_id, patient_id) references patients,
  foreign key (lab_id, bill_id) references bills on delete set null (bill_id),
  foreign key (lab_id, lab_report_id) references lab_reports on delete set null (lab_report_id),
  check ((checked_at is null) = (checked_by is null)),
  check (checked_by is distinct from entered_by or checked_by is null),
  check ((withdrawn_at is null) = (withdrawn_by is null and withdrawn_reason is null))
);
create unique index manual_results_report on manual_results (lab_id, lab_report_id);
-- The same result twice is a slip of the hand, unless the first was taken back.
create unique index manual_results_once on manual_results (lab_id, patient_id, code_system, parameter_code, value, unit, resulted_at)
  where withdrawn_at is null;
call guard_lab_table('manual_results');
create trigger manual_results_as_typed
  before update of lab_id, id, patient_id, parameter_code, code_system, parameter_name, value, unit, severity, limit_text, collected_at,
    resulted_at, received_through, received_from, verified_by, entered_by, entered_by_name, entered_at, is_check_needed or delete
  on manual_results for each row execute function refuse_change();
