-- The two roles every query runs under. Neither owns a table, neither is a superuser, so row-level security binds both.
-- critical_callout_app sees the lab named in app.lab_id and nothing else; critical_callout_system is what ticks use to
-- look for due work across labs. Roles belong to the whole cluster, so another database may have made them first.
do $$
begin
  if not exists (select from pg_roles where rolname = 'critical_callout_app') then
    create role critical_callout_app nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'critical_callout_system') then
    create role critical_callout_system nologin;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;

do $$
begin
  execute format('grant critical_callout_app to %I', current_user);
  execute format('grant critical_callout_system to %I', current_user);
end $$;

grant usage on schema public to critical_callout_app, critical_callout_system;

create function app_lab() returns bigint language sql stable parallel safe as
$$ select nullif(current_setting('app.lab_id', true), '')::bigint $$;

-- Every table led by lab_id gets the same two policies and the same grants; the third argument names what is granted.
create procedure guard_lab_table(table_name text, privileges text default 'select, insert, update')
language plpgsql as $$
begin
  execute format('alter table %I enable row level security', table_name);
  execute format('create policy own_lab on %I to critical_callout_app using (lab_id = (select app_lab())) with check (lab_id = (select app_lab()))', table_name);
  execute format('create policy every_lab on %I to critical_callout_system using (true) with check (true)', table_name);
  execute format('grant %s on %I to critical_callout_app, critical_callout_system', privileges, table_name);
end $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% rows are never %', tg_table_name, case tg_op when 'DELETE' then 'deleted' else 'changed' end
    using errcode = 'restrict_violation';
end $$;

create table labs (
  id bigint generated always as identity primary key,
  code text not null unique check (code ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
  name text not null check (name <> ''),
  zone text not null default 'UTC',
  is_practice boolean not null default false,
  -- Counts changes of limits, options and settings: a node's cached copy is right as long as the number is the same.
  rules_version bigint not null default 1,
  created_at timestamptz not null
);
grant select, insert, update on labs to critical_callout_app, critical_callout_system;

create table lab_settings (
  lab_id bigint not null references labs,
  key text not null,
  value jsonb not null,
  updated_at timestamptz not null,
  updated_by text,
  primary key (lab_id, key)
);
call guard_lab_table('lab_settings');

create table departments (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  code text not null,
  name text not null,
  -- OBR-24 codes and test codes that belong here when a message names no department of its own.
  service_codes text[] not null default '{}',
  primary key (lab_id, id),
  unique (lab_id, code)
);
call guard_lab_table('departments');

-- POST requests that carried an Idempotency-Key, and what they were answered.
create table idempotency_keys (
  lab_id bigint not null references labs,
  user_id text not null,
  key text not null check (length(key) between 1 and 200),
  request_hash bytea not null,
  status integer,
  response jsonb,
  created_at timestamptz not null,
  primary key (lab_id, user_id, key)
);
call guard_lab_table('idempotency_keys', 'select, insert, update, delete');
