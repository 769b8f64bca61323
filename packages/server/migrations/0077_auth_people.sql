-- When somebody last came in, kept also after their sessions are gone.
alter table users add column last_signed_in_at timestamptz;
update users u set last_signed_in_at = (select max(s.created_at) from sessions s where s.user_id = u.id);
grant select (last_signed_in_at) on users to critical_callout_app;

-- A link by which somebody chooses their own password. Its token is 256 random bits; only its SHA-256 is here.
create table password_resets (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  user_id text not null references users,
  token_hash text not null unique check (length(token_hash) = 43),
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  used_at timestamptz,
  voided_at timestamptz,
  primary key (lab_id, id)
);
create index password_resets_user on password_resets (user_id) where used_at is null and voided_at is null;
call guard_lab_table('password_resets');

-- Another role for a while, in place of the own one: cover for a colleague. It ends by itself.
create table cover_roles (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  user_id text not null,
  role text not null check (role in ('technologist', 'caller', 'supervisor', 'director', 'integrator', 'lab-admin', 'auditor')),
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at and until_at <= from_at + interval '92 days'),
  reason text not null,
  given_by text not null,
  ended_at timestamptz,
  primary key (lab_id, id),
  foreign key (lab_id, user_id) references memberships
);
create index cover_roles_user on cover_roles (lab_id, user_id) where ended_at is null;
call guard_lab_table('cover_roles');

-- Who looked through the list of people and their rights, and what they saw.
create table access_reviews (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  reviewed_at timestamptz not null,
  reviewed_by text not null,
  note text not null,
  findings jsonb not null,
  primary key (lab_id, id)
);
call guard_lab_table('access_reviews', 'select, insert');
create trigger access_reviews_immutable before update or delete on access_reviews for each row execute function refuse_change();
