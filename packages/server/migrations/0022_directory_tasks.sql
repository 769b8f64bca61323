-- What somebody must put right in the directory: nobody can be reached for an order, or a number was wrong. `subject` names
-- what is missing (the ordering doctor and the ward), so a hundred orders of one unknown ward are one task.
create table directory_tasks (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  kind text not null check (kind in ('missing-contact', 'wrong-number')),
  subject text not null check (subject <> ''),
  detail text not null,
  bill_id bigint,
  bill_number text not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_by text,
  closing_note text,
  primary key (lab_id, id),
  check ((closed_at is null) = (closed_by is null)),
  foreign key (lab_id, bill_id) references bills on delete set null (bill_id)
);
create unique index directory_tasks_open on directory_tasks (lab_id, kind, subject) where closed_at is null;
create index directory_tasks_bill on directory_tasks (lab_id, bill_id) where closed_at is null;
call guard_lab_table('directory_tasks');

-- How far new orders have been looked through for a missing contact.
create table directory_watches (
  lab_id bigint primary key references labs,
  last_bill_id bigint not null
);
-- Orders of before this step are not looked through again.
insert into directory_watches (lab_id, last_bill_id) select lab_id, max(id) from bills group by lab_id;
call guard_lab_table('directory_watches');
