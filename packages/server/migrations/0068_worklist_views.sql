-- A way of looking at the worklist that somebody named: filters, order of rows, columns. Private unless it is shared.
create table worklist_views (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  owner_user_id text not null,
  owner_name text not null,
  name text not null check (length(name) between 1 and 60),
  is_shared boolean not null default false,
  -- { filters, sort, hiddenColumns, isGrouped }; checked on write and on read.
  view jsonb not null check (jsonb_typeof(view) = 'object'),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (lab_id, id)
);
create unique index worklist_views_name on worklist_views (lab_id, owner_user_id, lower(name));
call guard_lab_table('worklist_views', 'select, insert, update, delete');
