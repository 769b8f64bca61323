-- The end of a shift: somebody offers their open orders to a person (or to whoever comes), and these are accepted by name.
create table handovers (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  from_user_id text not null,
  from_name text not null,
  -- null: the next shift.
  to_user_id text,
  to_name text,
  -- The queue that was handed over; null: every department of whoever hands over.
  department_id bigint,
  is_whole_queue boolean not null,
  note text not null default '',
  -- Channels, rota gaps and feeds as they were when it was offered.
  situation jsonb not null,
  state text not null check (state in ('offered', 'accepted', 'withdrawn')),
  created_at timestamptz not null,
  -- Not accepted by then: the supervisors are told, once (alarmed_at).
  due_at timestamptz not null,
  alarmed_at timestamptz,
  ended_at timestamptz,
  ended_by_user_id text,
  ended_by_name text,
  -- Withdrawn: why. Accepted: what the receiver said back in their own words.
  end_text text not null default '',
  -- The event that made it so; null only between the two statements that write it.
  event_seq bigint,
  primary key (lab_id, id),
  foreign key (lab_id, department_id) references departments,
  foreign key (lab_id, event_seq) references events (lab_id, seq),
  check ((to_user_id is null) = (to_name is null)),
  check ((state = 'offered') = (ended_at is null) and (ended_at is null) = (ended_by_name is null))
);
create index handovers_offered on handovers (due_at) where state = 'offered';
call guard_lab_table('handovers');

create table handover_items (
  lab_id bigint not null,
  handover_id bigint not null,
  -- As it stood on the giver's page: most urgent first.
  position integer not null,
  -- null only once the order was deleted.
  bill_id bigint,
  bill_number text not null,
  -- I-PASS: what it is about, what is to be done, and what if; optional.
  summary text not null default '',
  actions text not null default '',
  if_then text not null default '',
  state text not null check (state in ('waiting', 'accepted', 'gone')),
  settled_at timestamptz,
  settled_by_user_id text,
  settled_by_name text,
  -- Gone: why nothing was handed over.
  gone_reason text,
  primary key (lab_id, handover_id, position),
  foreign key (lab_id, handover_id) references handovers,
  foreign key (lab_id, bill_id) references bills on delete set null (bill_id),
  check ((state = 'waiting') = (settled_at is null) and (state = 'gone') = (gone_reason is not null))
);
-- An order waits in one hand-over at a time.
create unique index handover_items_waiting on handover_items (lab_id, bill_id) where state = 'waiting' and bill_id is not null;
call guard_lab_table('handover_items');

-- Questions of the receiver and what was answered, in the order they were asked.
create table handover_notes (
  lab_id bigint not null,
  handover_id bigint not null,
  id bigint generated always as identity,
  bill_id bigint,
  author_user_id text not null,
  author_name text not null,
  text text not null check (text <> ''),
  at timestamptz not null,
  primary key (lab_id, handover_id, id),
  foreign key (lab_id, handover_id) references handovers,
  foreign key (lab_id, bill_id) references bills on delete set null (bill_id)
);
call guard_lab_table('handover_notes', 'select, insert');
create trigger handover_notes_immutable before delete on handover_notes for each row execute function refuse_change();

-- What was said at a hand-over is evidence: it ends once, and nothing of it is rewritten.
create function hold_handovers() returns trigger language plpgsql as $$
declare
  free constant text[] := case tg_table_name
    when 'handovers' then array['state', 'alarmed_at', 'ended_at', 'ended_by_user_id', 'ended_by_name', 'end_text', 'event_seq']
    else array['bill_id', 'state', 'settled_at', 'settled_by_user_id', 'settled_by_name', 'gone_reason'] end;
  is_over constant boolean := case tg_table_name when 'handovers' then to_jsonb(old) ->> 'state' <> 'offered' else to_jsonb(old) ->> 'state' <> 'waiting' end;
begin
  if tg_op = 'DELETE' then
    raise exception '% rows are never deleted', tg_table_name using errcode = 'restrict_violation';
  end if;
  if (to_jsonb(new) - free) <> (to_jsonb(old) - free) or (is_over and to_jsonb(new) - 'bill_id' <> to_jsonb(old) - 'bill_id') then
    raise exception '%: what was handed over is not changed afterwards', tg_table_name using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger handovers_hold before update or delete on handovers for each row execute function hold_handovers();
create trigger handover_items_hold before update or delete on handover_items for each row execute function hold_handovers();
