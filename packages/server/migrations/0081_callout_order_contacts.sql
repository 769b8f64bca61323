-- What callers do with the contacts of one order beside telling them: one is passed over with a reason, or one is added who is
-- not in the directory. Only ever added to; the event says the same.
create table callout_contacts (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  -- null only once the order was deleted.
  bill_id bigint,
  kind text not null check (kind in ('skipped', 'added')),
  -- Who of the directory was passed over; null: somebody the directory does not know.
  party_kind text check (party_kind in ('doctor', 'organization', 'ward', 'person', 'lab')),
  party_id bigint,
  name text not null check (name <> ''),
  phone text not null default '',
  role text not null default '',
  reason text not null default '',
  by_name text not null,
  at timestamptz not null,
  event_seq bigint not null,
  primary key (lab_id, id),
  foreign key (lab_id, bill_id) references bills on delete set null (bill_id),
  foreign key (lab_id, event_seq) references events (lab_id, seq),
  check ((party_kind is null) = (party_id is null)),
  check (kind <> 'skipped' or reason <> ''),
  check (kind <> 'added' or phone <> '')
);
create index callout_contacts_bill on callout_contacts (lab_id, bill_id, id);
call guard_lab_table('callout_contacts');
create function hold_callout_contacts() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (to_jsonb(new) - 'bill_id') <> (to_jsonb(old) - 'bill_id') or new.bill_id is not null then
    raise exception 'callout_contacts: what was said does not change' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger callout_contacts_hold before update or delete on callout_contacts for each row execute function hold_callout_contacts();

-- How often somebody was reached, and when last: by the name written down, or by the number.
create index critical_callouts_told_name on critical_callouts
  (lab_id, lower(critical_callout_meta #>> '{already_notified,phone_call,name}'), performed_at)
  where critical_callout_meta #>> '{already_notified,phone_call,name}' <> '';
create index critical_callouts_told_number on critical_callouts
  (lab_id, regexp_replace(critical_callout_meta #>> '{already_notified,phone_call,contact}', '\D', '', 'g'), performed_at)
  where critical_callout_meta #>> '{already_notified,phone_call,contact}' <> '';

-- Who opened an order: one line names one order.
create index access_log_opened on access_log (lab_id, (bill_ids[1]), at) where action = 'critical-records.read';

alter table directory_tasks drop constraint directory_tasks_kind_check,
  add constraint directory_tasks_kind_check check (kind in ('missing-contact', 'wrong-number', 'feed-failed', 'feed-unmatched', 'suggested-contact'));
