-- A message that did not work out (it failed, nobody knows whether it arrived, or the reader said "not mine"), and who was
-- told next. Written with the failure itself, done by whoever comes first: the key is the promise of at most once.
create table delivery_follow_ups (
  lab_id bigint not null references labs,
  delivery_id bigint not null,
  cause text not null check (cause in ('failed', 'not-mine', 'cannot-take')),
  reason text not null,
  asked_at timestamptz not null,
  -- Times it could not be done, so that one that cannot holds up no other.
  faults integer not null default 0,
  done_at timestamptz,
  outcome text check (outcome in ('next-way', 'next-contact', 'next-step', 'under-way', 'nobody-left', 'not-needed')),
  next_delivery_id bigint,
  next_step integer,
  event_seq bigint,
  primary key (lab_id, delivery_id),
  check ((done_at is null) = (outcome is null)),
  check (next_delivery_id is null or outcome in ('next-way', 'next-contact')),
  foreign key (lab_id, delivery_id) references deliveries,
  foreign key (lab_id, next_delivery_id) references deliveries (lab_id, id),
  foreign key (lab_id, event_seq) references events (lab_id, seq)
);
create index delivery_follow_ups_waiting on delivery_follow_ups (faults, asked_at) where done_at is null;
create index delivery_follow_ups_next on delivery_follow_ups (lab_id, next_delivery_id) where next_delivery_id is not null;
call guard_lab_table('delivery_follow_ups');
