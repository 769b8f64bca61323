-- Where the head of each day's seal was sent: a copy out of reach of whoever could rewrite the chain here. Kept like the seals.
create table audit_head_sends (
  lab_id bigint not null references labs (id),
  day date not null,
  email text not null,
  seq bigint not null,
  -- Null where no message could be queued; the problem then says why.
  delivery_id bigint,
  problem text,
  queued_at timestamptz not null,
  primary key (lab_id, day, email),
  foreign key (lab_id, day) references event_seals (lab_id, day),
  check ((delivery_id is null) <> (problem is null))
);

create trigger audit_head_sends_immutable before update or delete on audit_head_sends for each row execute function refuse_change();

alter table audit_head_sends enable row level security;
create policy own_lab on audit_head_sends to critical_callout_app using (lab_id = (select app_lab())) with check (lab_id = (select app_lab()));
create policy every_lab on audit_head_sends to critical_callout_system using (true) with check (true);
grant select, insert on audit_head_sends to critical_callout_app, critical_callout_system;
