-- Who has an open order. One row for each order somebody had or an alarm was raised for; it goes when nothing of the order is
-- open any more (what happened stands in the events). A claim counts until lease_until, whatever runs or does not run.
create table bill_owners (
  lab_id bigint not null references labs,
  bill_id bigint not null,
  -- Lasts until it is released, taken over, handed over or assigned again.
  assigned_user_id text,
  assigned_name text,
  assigned_at timestamptz,
  -- The queue it was put into; a queue is nobody.
  queue_department_id bigint,
  claim_user_id text,
  claim_name text,
  claimed_at timestamptz,
  lease_until timestamptz,
  -- When somebody gave it up; a lease that ran out says so itself.
  unowned_since timestamptz,
  -- When it was said aloud that nobody has it.
  unowned_alarmed_at timestamptz,
  -- The event that made it so.
  event_seq bigint not null,
  primary key (lab_id, bill_id),
  foreign key (lab_id, bill_id) references bills on delete cascade,
  foreign key (lab_id, queue_department_id) references departments,
  foreign key (lab_id, event_seq) references events (lab_id, seq),
  check ((assigned_user_id is null) = (assigned_at is null) and (assigned_user_id is null) = (assigned_name is null)),
  check ((claim_user_id is null) = (lease_until is null) and (claim_user_id is null) = (claimed_at is null)
    and (claim_user_id is null) = (claim_name is null))
);
create index bill_owners_assigned on bill_owners (lab_id, assigned_user_id) where assigned_user_id is not null;
call guard_lab_table('bill_owners', 'select, insert, update, delete');

-- Who has an order open in front of them now, and whether they are on the telephone about it. Short-lived: a row counts until
-- seen_until and is swept later. Names of staff only.
create table bill_presence (
  lab_id bigint not null references labs,
  bill_id bigint not null,
  user_id text not null,
  name text not null,
  opened_at timestamptz not null,
  seen_until timestamptz not null,
  call_started_at timestamptz,
  primary key (lab_id, bill_id, user_id),
  foreign key (lab_id, bill_id) references bills on delete cascade
);
create index bill_presence_over on bill_presence (seen_until);
call guard_lab_table('bill_presence', 'select, insert, update, delete');
