-- Who can be told and how. Doctors and organizations are there since 0003; wards and persons join them, and everybody gets
-- as many contact points as they have. A ward's code is what PV1-3 names as point of care.
-- Dropping a table locks what it refers to: labs first, doctors after it, as every writer of callouts and messages does.
lock table labs in access exclusive mode;
alter table doctors add column receives text not null default 'may-receive'
  check (receives in ('may-receive', 'must-confirm-relay', 'may-not-receive'));
alter table organizations add column receives text not null default 'may-receive'
  check (receives in ('may-receive', 'must-confirm-relay', 'may-not-receive'));

create table wards (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  code text not null,
  name text not null,
  organization_id bigint,
  -- Whoever takes the call at a ward's desk is seldom who acts on it.
  receives text not null default 'must-confirm-relay' check (receives in ('may-receive', 'must-confirm-relay', 'may-not-receive')),
  is_active boolean not null default true,
  primary key (lab_id, id),
  unique (lab_id, code),
  foreign key (lab_id, organization_id) references organizations
);
create unique index wards_place on wards (lab_id, lower(code));
call guard_lab_table('wards');

create table persons (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  code text not null,
  name text not null,
  function text,
  organization_id bigint,
  receives text not null default 'may-receive' check (receives in ('may-receive', 'must-confirm-relay', 'may-not-receive')),
  is_active boolean not null default true,
  primary key (lab_id, id),
  unique (lab_id, code),
  foreign key (lab_id, organization_id) references organizations
);
call guard_lab_table('persons');

-- One way to reach one owner; without an owner it is the laboratory's own last resort (the switchboard). `value` is kept as
-- typed, `dialled` is what is compared and dialled: E.164 for phones where the number says enough.
create table contact_points (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  doctor_id bigint,
  organization_id bigint,
  ward_id bigint,
  person_id bigint,
  purpose text not null check (purpose in ('critical-notification', 'general')),
  channel text not null check (channel in ('phone', 'email', 'fax', 'sms', 'whatsapp', 'pager')),
  value text not null check (value <> ''),
  dialled text not null check (dialled <> ''),
  -- Weekly windows in the lab's zone; null: always.
  hours jsonb,
  preference integer not null default 100 check (preference between 1 and 999),
  verified_at timestamptz,
  is_active boolean not null default true,
  primary key (lab_id, id),
  check (num_nonnulls(doctor_id, organization_id, ward_id, person_id) <= 1),
  foreign key (lab_id, doctor_id) references doctors,
  foreign key (lab_id, organization_id) references organizations,
  foreign key (lab_id, ward_id) references wards,
  foreign key (lab_id, person_id) references persons
);
create unique index contact_points_once on contact_points
  (lab_id, doctor_id, organization_id, ward_id, person_id, purpose, channel, dialled) nulls not distinct;
call guard_lab_table('contact_points');

-- An organization's address for critical notification is a contact point with that purpose, so the table of variants goes.
insert into contact_points (lab_id, organization_id, purpose, channel, value, dialled)
select v.lab_id, v.organization_id, v.purpose, a.channel, trim(a.value),
  case a.channel when 'email' then lower(trim(a.value)) else coalesce(nullif(regexp_replace(a.value, '[^0-9+]', '', 'g'), ''), trim(a.value)) end
from communication_variants v cross join lateral (values ('email', v.email), ('fax', v.fax), ('phone', v.phone)) a (channel, value)
where trim(a.value) <> '';
drop table communication_variants;

-- Every address there is, each stored in one place: contact points, and the general address in the row of a doctor or an
-- organization, which is tried after them.
create view reachable_addresses with (security_invoker = true) as
  select lab_id, case when doctor_id is not null then 'doctor' when organization_id is not null then 'organization'
      when ward_id is not null then 'ward' when person_id is not null then 'person' else 'lab' end as owner_kind,
    coalesce(doctor_id, organization_id, ward_id, person_id, lab_id) as owner_id,
    id as contact_point_id, purpose, channel, value, dialled, hours, preference, verified_at
  from contact_points where is_active
  union all
  select d.lab_id, 'doctor', d.id, null, 'general', a.channel, a.value, a.value, null, 1000, null
  from doctors d cross join lateral (values ('phone', d.phone), ('email', d.email), ('fax', d.fax)) a (channel, value) where a.value <> ''
  union all
  select o.lab_id, 'organization', o.id, null, 'general', a.channel, a.value, a.value, null, 1000, null
  from organizations o cross join lateral (values ('phone', o.phone), ('email', o.email), ('fax', o.fax)) a (channel, value) where a.value <> '';
grant select on reachable_addresses to critical_callout_app, critical_callout_system;

-- The one address messages of a channel go to: for critical notification before general, preferred before others.
create function address_for(p_lab_id bigint, p_owner_kind text, p_owner_id bigint, p_channel text) returns text
language sql stable parallel safe as $$
  select value from reachable_addresses
  where lab_id = p_lab_id and owner_kind = p_owner_kind and owner_id = p_owner_id and channel = p_channel
  order by (purpose = 'critical-notification') desc, preference, contact_point_id limit 1
$$;
