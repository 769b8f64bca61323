-- How the laboratory reads codes and units that a sender writes in its own way. A row is never changed: a newer version of the
-- same key takes its place, an inactive one ends it.
create table code_mappings (
  lab_id bigint not null references labs (id),
  id bigint generated always as identity,
  mapping_key uuid not null default gen_random_uuid(),
  version integer not null check (version >= 1),
  -- Null: whichever source.
  source_id bigint,
  -- What arrives; null matches anything. An empty unit is a result without one.
  from_code text check (from_code <> ''),
  from_system text,
  from_unit text,
  -- What it is read as; null stays as it was sent.
  to_code text check (to_code <> ''),
  to_system text,
  to_unit text,
  is_active boolean not null default true,
  reason text not null check (reason <> ''),
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (lab_id, id),
  unique (lab_id, mapping_key, version),
  foreign key (lab_id, source_id) references sources (lab_id, id),
  check (from_code is not null or from_unit is not null),
  check (to_code is not null or to_unit is not null),
  -- Without a code on the left every test would become the one on the right.
  check (to_code is null or from_code is not null)
);

create trigger code_mappings_immutable before update or delete on code_mappings for each row execute function refuse_change();

alter table code_mappings enable row level security;
create policy own_lab on code_mappings to critical_callout_app using (lab_id = (select app_lab())) with check (lab_id = (select app_lab()));
create policy every_lab on code_mappings to critical_callout_system using (true) with check (true);
grant select, insert on code_mappings to critical_callout_app, critical_callout_system;
