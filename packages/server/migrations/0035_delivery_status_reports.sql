-- What a provider calls the copy it accepted (Twilio's MessageSid, the fax service's job), to know which copy it speaks of later.
alter table delivery_attempts add column provider_ref text check (provider_ref ~ '^[A-Za-z0-9._:-]{1,200}$');

-- A status callback names the message alone; whose it is is looked up across laboratories.
create index deliveries_message on deliveries (message_id);

-- What a provider said later of a message, word for word. It may come before the sender has written down that the message
-- was accepted, so it is kept first and applied by whoever is the later of the two.
create table delivery_status_reports (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  delivery_id bigint not null,
  received_at timestamptz not null,
  provider_ref text not null,
  result text not null check (result in ('on-its-way', 'delivered', 'failed')),
  words text not null,
  primary key (lab_id, id),
  -- Providers repeat themselves; the second time is not news.
  unique (lab_id, delivery_id, provider_ref, words),
  foreign key (lab_id, delivery_id) references deliveries
);
call guard_lab_table('delivery_status_reports', 'select, insert');
create trigger delivery_status_reports_immutable before update or delete on delivery_status_reports
  for each row execute function refuse_change();

-- As in 0011, with the moves that a later word of the provider makes (DELIVERY_TRANSITIONS of the domain package).
create or replace function hold_deliveries() returns trigger language plpgsql as $$
declare
  free constant text[] := array['bill_id', 'state', 'reason', 'attempts', 'attempts_before', 'due_at', 'lease_until', 'claimed_at', 'fence', 'finished_at'];
begin
  if tg_op = 'DELETE' then
    raise exception 'delivery %: a delivery row is never deleted', old.id using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'queued' then
      raise exception 'delivery %: a delivery starts queued, not %', new.id, new.state using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if (to_jsonb(new) - free) <> (to_jsonb(old) - free) or (new.bill_id is distinct from old.bill_id and new.bill_id is not null) then
    raise exception 'delivery %: what is sent, to whom and as which message never changes', old.id using errcode = 'restrict_violation';
  end if;
  if new.fence < old.fence or new.attempts < old.attempts then
    raise exception 'delivery %: fence and attempts only grow', old.id using errcode = 'check_violation';
  end if;
  if new.state <> old.state and not (old.state || '>' || new.state) = any (array['queued>sending', 'queued>cancelled', 'sending>accepted',
      'sending>delivered', 'sending>queued', 'sending>failed', 'sending>unknown', 'accepted>delivered', 'accepted>failed', 'accepted>unknown',
      'queued>delivered', 'failed>queued', 'failed>delivered', 'unknown>queued', 'unknown>delivered', 'cancelled>queued',
      'cancelled>delivered']) then
    raise exception 'delivery %: % to % is not a legal move', old.id, old.state, new.state using errcode = 'check_violation';
  end if;
  return new;
end $$;
