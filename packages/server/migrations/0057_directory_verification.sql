-- Who proved a contact point, and how: by a code that reached it, by a call, by a test page, or because its owner said so.
alter table contact_points
  add column verified_by text,
  add column verified_how text check (verified_how in ('code', 'call', 'test-page', 'stated'));
-- RN, MD, PA: what somebody is, for whoever must judge whether they may take a result.
alter table doctors add column credential text;
alter table persons add column credential text;

-- The code on its way to a contact point; one at a time, and what was typed wrongly is counted.
create table contact_verifications (
  lab_id bigint not null,
  contact_point_id bigint not null,
  -- What the code is for: a point that has another address since proves nothing by it.
  dialled text not null,
  code_hash bytea not null check (length(code_hash) = 32),
  delivery_id bigint not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  failed integer not null default 0 check (failed >= 0),
  primary key (lab_id, contact_point_id),
  check (expires_at > sent_at),
  foreign key (lab_id, contact_point_id) references contact_points,
  foreign key (lab_id, delivery_id) references deliveries
);
call guard_lab_table('contact_verifications', 'select, insert, update, delete');

-- When a message to an address last arrived.
create index deliveries_arrived_at_address on deliveries (lab_id, channel, address, finished_at desc) where state in ('accepted', 'delivered');
