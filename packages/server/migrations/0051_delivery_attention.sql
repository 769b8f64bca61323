-- A message typed by hand to try a channel: about no order, without patient data, through the same queue. What it is never
-- changes (hold_deliveries keeps every column it does not name).
alter table deliveries add column is_test boolean not null default false;
alter table deliveries add check (not is_test or bill_id is null);

-- A person looked at a message that failed, is unknown or late, and says what was done about it. It counts until the message
-- ends again.
create table delivery_handlings (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  delivery_id bigint not null,
  handled_at timestamptz not null,
  handled_by text not null,
  reason text not null check (btrim(reason) <> ''),
  primary key (lab_id, id),
  foreign key (lab_id, delivery_id) references deliveries
);
create index delivery_handlings_of on delivery_handlings (lab_id, delivery_id, handled_at);
call guard_lab_table('delivery_handlings', 'select, insert');
create trigger delivery_handlings_immutable before update or delete on delivery_handlings
  for each row execute function refuse_change();

-- A person sent another message because of this one: over another channel, or a new one over the same. (Sending the same
-- message again makes no new row.)
create table delivery_links (
  lab_id bigint not null references labs,
  delivery_id bigint not null,
  next_delivery_id bigint not null,
  how text not null check (how in ('other-channel', 'new-notice')),
  primary key (lab_id, next_delivery_id),
  foreign key (lab_id, delivery_id) references deliveries,
  foreign key (lab_id, next_delivery_id) references deliveries (lab_id, id),
  check (next_delivery_id > delivery_id)
);
create index delivery_links_from on delivery_links (lab_id, delivery_id);
call guard_lab_table('delivery_links', 'select, insert');
create trigger delivery_links_immutable before update or delete on delivery_links for each row execute function refuse_change();

-- Channel health reads the last day's tries and the last success of each channel.
create index delivery_attempts_recent on delivery_attempts (lab_id, ended_at);
create index deliveries_arrived on deliveries (lab_id, channel, finished_at) where state in ('accepted', 'delivered');
create index deliveries_waiting on deliveries (lab_id, channel, queued_at) where state in ('queued', 'sending');
