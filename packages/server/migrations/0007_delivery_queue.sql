-- One message to one address over one channel. The row is the queue: due_at says when, lease and fence say whose.
create table deliveries (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  bill_id bigint,
  bill_number text not null,
  -- The event of the callout that asked for this message.
  event_seq bigint not null,
  channel text not null check (channel in ('email', 'fax', 'sms', 'whatsapp', 'webhook')),
  recipient_kind text not null check (recipient_kind in ('organization', 'referral', 'patient', 'others')),
  recipient_name text not null,
  address text not null,
  -- Rendered when queued: { subject, text, html }. What was asked for is what is sent, whatever changes later.
  content jsonb not null,
  message_id text not null,
  state text not null check (state in ('queued', 'sending', 'accepted', 'delivered', 'failed', 'unknown', 'cancelled')),
  reason text,
  attempts integer not null default 0,
  due_at timestamptz,
  lease_until timestamptz,
  fence integer not null default 0,
  queued_at timestamptz not null,
  finished_at timestamptz,
  primary key (lab_id, id),
  unique (lab_id, message_id),
  foreign key (lab_id, bill_id) references bills on delete set null (bill_id),
  foreign key (lab_id, event_seq) references events (lab_id, seq),
  check ((state = 'sending') = (lease_until is not null)),
  check ((state in ('queued', 'sending')) = (finished_at is null)),
  check (state not in ('failed', 'unknown', 'cancelled') or reason is not null)
);
create index deliveries_due on deliveries (due_at) where state = 'queued';
create index deliveries_leased on deliveries (lease_until) where state = 'sending';
create index deliveries_bill on deliveries (lab_id, bill_id);
call guard_lab_table('deliveries');

-- What the other side said, word for word, each time it was tried.
create table delivery_attempts (
  lab_id bigint not null references labs,
  delivery_id bigint not null,
  attempt integer not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  result text not null check (result in ('accepted', 'delivered', 'retry', 'gave-up', 'unknown')),
  answer text not null,
  primary key (lab_id, delivery_id, attempt),
  foreign key (lab_id, delivery_id) references deliveries
);
call guard_lab_table('delivery_attempts', 'select, insert');
