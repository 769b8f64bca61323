create table organizations (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  code text not null,
  name text not null,
  email text,
  fax text,
  phone text,
  is_active boolean not null default true,
  primary key (lab_id, id),
  unique (lab_id, code)
);
call guard_lab_table('organizations');

-- An organization's own address for one purpose; it overrides the general one.
create table communication_variants (
  lab_id bigint not null references labs,
  organization_id bigint not null,
  purpose text not null check (purpose in ('critical-notification')),
  email text,
  fax text,
  phone text,
  primary key (lab_id, organization_id, purpose),
  foreign key (lab_id, organization_id) references organizations
);
call guard_lab_table('communication_variants', 'select, insert, update, delete');

create table doctors (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  code text not null,
  name text not null,
  email text,
  fax text,
  phone text,
  organization_id bigint,
  is_active boolean not null default true,
  primary key (lab_id, id),
  unique (lab_id, code),
  foreign key (lab_id, organization_id) references organizations
);
call guard_lab_table('doctors');
