-- Who stands in for a doctor, from one instant to another.
create table delegations (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  doctor_id bigint not null,
  covering_doctor_id bigint,
  covering_person_id bigint,
  from_at timestamptz not null,
  to_at timestamptz not null,
  reason text not null default '',
  is_active boolean not null default true,
  primary key (lab_id, id),
  check (to_at > from_at),
  check (num_nonnulls(covering_doctor_id, covering_person_id) = 1),
  check (covering_doctor_id <> doctor_id),
  foreign key (lab_id, doctor_id) references doctors,
  foreign key (lab_id, covering_doctor_id) references doctors (lab_id, id),
  foreign key (lab_id, covering_person_id) references persons (lab_id, id)
);
create index delegations_of on delegations (lab_id, doctor_id, to_at) where is_active;
call guard_lab_table('delegations');

-- A rota of a ward or an organization. 'responsible' is the duty person of the place, called first; 'on-call' comes after
-- the ordering doctor. Turns start on `first_day` at `handover` by the wall clock of the lab's zone and follow each other
-- every `turn_hours` of that clock, so a daily turn hands over at the same time on days of 23 and 25 hours too.
create table schedules (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  code text not null,
  name text not null,
  duty text not null check (duty in ('responsible', 'on-call')),
  ward_id bigint,
  organization_id bigint,
  first_day date not null,
  handover text not null check (handover ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  turn_hours integer not null check (turn_hours between 4 and 8784),
  -- Weekly windows in the lab's zone in which somebody is on duty at all; null: always.
  hours jsonb,
  is_active boolean not null default true,
  primary key (lab_id, id),
  unique (lab_id, code),
  check (num_nonnulls(ward_id, organization_id) = 1),
  foreign key (lab_id, ward_id) references wards,
  foreign key (lab_id, organization_id) references organizations
);
create index schedules_of_ward on schedules (lab_id, ward_id) where is_active;
create index schedules_of_organization on schedules (lab_id, organization_id) where is_active;
call guard_lab_table('schedules');

create table schedule_members (
  lab_id bigint not null,
  schedule_id bigint not null,
  place integer not null check (place between 0 and 99),
  doctor_id bigint,
  person_id bigint,
  primary key (lab_id, schedule_id, place),
  check (num_nonnulls(doctor_id, person_id) = 1),
  foreign key (lab_id, schedule_id) references schedules,
  foreign key (lab_id, doctor_id) references doctors,
  foreign key (lab_id, person_id) references persons
);
call guard_lab_table('schedule_members', 'select, insert, update, delete');

-- From one instant to another somebody else has the duty, or (without anybody) nobody. The newest of two wins.
create table schedule_overrides (
  lab_id bigint not null,
  schedule_id bigint not null,
  id bigint generated always as identity,
  from_at timestamptz not null,
  to_at timestamptz not null,
  doctor_id bigint,
  person_id bigint,
  reason text not null default '',
  primary key (lab_id, id),
  check (to_at > from_at),
  check (num_nonnulls(doctor_id, person_id) <= 1),
  foreign key (lab_id, schedule_id) references schedules,
  foreign key (lab_id, doctor_id) references doctors,
  foreign key (lab_id, person_id) references persons
);
create index schedule_overrides_of on schedule_overrides (lab_id, schedule_id, to_at);
call guard_lab_table('schedule_overrides', 'select, insert, update, delete');
