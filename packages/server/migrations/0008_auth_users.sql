-- People and their sign-in. An account may belong to several labs, so these four tables carry no lab_id: only the system
-- role reads and writes them, save for the names of a lab's own members.
create table users (
  id text primary key,
  name text not null check (name <> ''),
  username text not null unique check (username = lower(username)),
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table accounts (
  id text primary key,
  user_id text not null references users on delete cascade,
  provider_id text not null,
  account_id text not null,
  -- scrypt, with its own salt.
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider_id, account_id)
);
create index accounts_user on accounts (user_id);

create table sessions (
  id text primary key,
  user_id text not null references users on delete cascade,
  -- SHA-256 of the token in the cookie: a copy of this table opens nothing.
  token_hash text not null unique check (length(token_hash) = 43),
  -- The absolute end; the idle end follows from updated_at, which moves when the person does something.
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  ip_address text,
  user_agent text,
  -- The lab chosen after sign-in; null: the only one of the account.
  lab_id bigint references labs,
  -- departmentDataType 0: the departments chosen for this session; null: all that the user may choose from.
  department_ids bigint[],
  support_reason text,
  acting_for_user_id text references users
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

create table verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index verifications_identifier on verifications (identifier);

-- Failed sign-ins, counted per user name and address together, per address and per user name (the key is a hash of them).
create table sign_in_throttles (
  key text primary key,
  failures integer not null,
  last_failed_at timestamptz not null,
  blocked_until timestamptz not null
);

-- Who a user is in one lab. kind, doc_type and department_data_type decide what is seen; role decides what may be done.
create table memberships (
  lab_id bigint not null references labs,
  user_id text not null references users,
  role text not null check (role in ('technologist', 'caller', 'supervisor', 'doctor', 'director', 'integrator', 'lab-admin', 'auditor', 'support')),
  kind text not null check (kind in ('doctor', 'user', 'support')),
  -- 0 in-house: the departments' reports; 2 referral: the bills assigned to the doctor.
  doc_type smallint check (doc_type in (0, 2)),
  doctor_id bigint,
  -- 0: the departments of the session; 1: the user's department relation.
  department_data_type smallint check (department_data_type in (0, 1)),
  is_active boolean not null default true,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (lab_id, user_id),
  foreign key (lab_id, doctor_id) references doctors,
  check ((kind = 'doctor') = (doc_type is not null and doctor_id is not null)),
  check (kind = 'doctor' or (doc_type is null and doctor_id is null)),
  check ((kind = 'user') = (department_data_type is not null)),
  check ((kind = 'support') = (role = 'support')),
  check ((kind = 'doctor') = (role = 'doctor'))
);
create index memberships_user on memberships (user_id);
call guard_lab_table('memberships');

create table user_departments (
  lab_id bigint not null references labs,
  user_id text not null,
  department_id bigint not null,
  primary key (lab_id, user_id, department_id),
  foreign key (lab_id, user_id) references memberships,
  foreign key (lab_id, department_id) references departments
);
call guard_lab_table('user_departments', 'select, insert, delete');

-- A key belongs to one lab and acts for one of its users: it may do what its scope and that user's role both allow.
create table api_keys (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  name text not null check (length(name) between 1 and 100),
  -- The first characters, so that a person can tell keys apart; the key itself is shown once and stored as SHA-256 only.
  start text not null,
  key_hash text not null unique check (length(key_hash) = 43),
  user_id text not null,
  permissions text[] not null check (cardinality(permissions) > 0),
  created_by text not null references users,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at and expires_at <= created_at + interval '366 days'),
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (lab_id, id),
  foreign key (lab_id, user_id) references memberships
);
call guard_lab_table('api_keys');

alter table users enable row level security;
create policy own_members on users for select to critical_callout_app
  using (exists (select from memberships m where m.lab_id = (select app_lab()) and m.user_id = users.id));
create policy every_user on users to critical_callout_system using (true) with check (true);
grant select (id, name, username, email) on users to critical_callout_app;
grant select, insert, update on users to critical_callout_system;
grant select, insert, update, delete on accounts, sessions, verifications, sign_in_throttles to critical_callout_system;
