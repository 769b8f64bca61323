-- When the lease was taken, so that the attempt of a sender that died is recorded with its true start.
alter table deliveries add column claimed_at timestamptz;
-- Tries made before the last "send again": the retry schedule starts again there, the numbering of attempts does not.
alter table deliveries add column attempts_before integer not null default 0;
alter table deliveries add check ((state = 'sending') = (claimed_at is not null)),
  add check (state <> 'queued' or due_at is not null),
  add check (attempts_before between 0 and attempts);
create index deliveries_troubled on deliveries (lab_id, id) where state in ('failed', 'unknown');

-- What was asked for is what is sent: address, content and Message-ID never change, and a state only moves along
-- DELIVERY_TRANSITIONS of the domain package (a test compares the two).
create function hold_deliveries() returns trigger language plpgsql as $$
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
      'sending>delivered', 'sending>queued', 'sending>failed', 'sending>unknown', 'accepted>delivered', 'failed>queued', 'unknown>queued',
      'cancelled>queued']) then
    raise exception 'delivery %: % to % is not a legal move', old.id, old.state, new.state using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger deliveries_hold before insert or update or delete on deliveries for each row execute function hold_deliveries();
create trigger delivery_attempts_immutable before update or delete on delivery_attempts for each row execute function refuse_change();
