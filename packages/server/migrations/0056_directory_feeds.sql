-- A schedule whose shifts come from a calendar kept elsewhere (iCalendar): read from an address again and again, or from a
-- file that somebody brought. What was read well last stays in force until something newer was read well.
create table schedule_feeds (
  lab_id bigint not null,
  schedule_id bigint not null,
  -- Null: a file. An address may hold a token: it is shown to nobody in full.
  url text,
  -- The calendar as it was read well last; null: never yet.
  content text,
  content_read_at timestamptz,
  etag text,
  -- How far its shifts are worked out.
  read_until timestamptz,
  skipped integer not null default 0,
  refresh_minutes integer not null default 30 check (refresh_minutes between 5 and 1440),
  stale_after_hours integer not null default 24 check (stale_after_hours between 1 and 720),
  next_read_at timestamptz not null,
  -- Whoever reads it owns it until then; the fence makes a late reader's answer void.
  lease_until timestamptz,
  fence integer not null default 0,
  failures integer not null default 0,
  failed_since timestamptz,
  problem text,
  primary key (lab_id, schedule_id),
  check (url is not null or content is not null),
  foreign key (lab_id, schedule_id) references schedules
);
create index schedule_feeds_due on schedule_feeds (next_read_at);
call guard_lab_table('schedule_feeds', 'select, insert, update, delete');

-- The shifts of the feed, with the name as the calendar has it. Without anybody: the directory does not know the name.
create table schedule_feed_shifts (
  lab_id bigint not null,
  schedule_id bigint not null,
  id bigint generated always as identity,
  from_at timestamptz not null,
  to_at timestamptz not null,
  name text not null,
  doctor_id bigint,
  person_id bigint,
  primary key (lab_id, id),
  check (to_at > from_at),
  check (num_nonnulls(doctor_id, person_id) <= 1),
  foreign key (lab_id, schedule_id) references schedule_feeds on delete cascade,
  foreign key (lab_id, doctor_id) references doctors,
  foreign key (lab_id, person_id) references persons
);
create index schedule_feed_shifts_of on schedule_feed_shifts (lab_id, schedule_id, to_at);
call guard_lab_table('schedule_feed_shifts', 'select, insert, update, delete');

-- Whom a name of a calendar means, where somebody settled it by hand.
create table feed_names (
  lab_id bigint not null references labs,
  name_key text not null check (name_key <> ''),
  name text not null,
  doctor_id bigint,
  person_id bigint,
  primary key (lab_id, name_key),
  check (num_nonnulls(doctor_id, person_id) = 1),
  foreign key (lab_id, doctor_id) references doctors,
  foreign key (lab_id, person_id) references persons
);
call guard_lab_table('feed_names', 'select, insert, update, delete');

-- A calendar that is not read, or names people nobody knows, is put right in the directory too.
alter table directory_tasks drop constraint directory_tasks_kind_check,
  add constraint directory_tasks_kind_check check (kind in ('missing-contact', 'wrong-number', 'feed-failed', 'feed-unmatched'));
