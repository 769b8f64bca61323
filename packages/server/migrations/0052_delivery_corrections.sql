-- A person sent a message again although its callout was closed: it is wanted from then on, until the next closing.
create table delivery_resends (
  lab_id bigint not null references labs,
  delivery_id bigint not null,
  event_seq bigint not null,
  resent_at timestamptz not null,
  primary key (lab_id, delivery_id, event_seq),
  foreign key (lab_id, delivery_id) references deliveries,
  foreign key (lab_id, event_seq) references events (lab_id, seq)
);
call guard_lab_table('delivery_resends', 'select, insert');
create trigger delivery_resends_immutable before update or delete on delivery_resends for each row execute function refuse_change();

-- How far the events were read for results that changed after somebody was written to: the cursor moves in the transaction
-- that queues the corrections, so each change is told once.
create table delivery_correction_watches (
  lab_id bigint primary key references labs,
  last_seq bigint not null
);
-- What changed before this step is not told now.
insert into delivery_correction_watches (lab_id, last_seq) select lab_id, seq from event_heads;
call guard_lab_table('delivery_correction_watches');

alter table delivery_links drop constraint delivery_links_how_check,
  add constraint delivery_links_how_check check (how in ('other-channel', 'new-notice', 'correction'));
