-- What arrived is evidence: the bytes, and where and when they came from, are written once. What became of the message
-- (state, reason, answer) changes as it is processed, replayed or discarded. Fires only where one of them is assigned.
create function hold_inbound_bytes() returns trigger language plpgsql as $$
begin
  raise exception 'inbound message %: what arrived is never changed', old.id using errcode = 'restrict_violation';
end $$;
create trigger inbound_messages_bytes_kept
  before update of lab_id, id, source_id, received_at, transport, peer, raw, raw_sha256 on inbound_messages
  for each row execute function hold_inbound_bytes();
create trigger inbound_messages_kept before delete on inbound_messages for each row execute function refuse_change();
create trigger inbound_messages_not_emptied before truncate on inbound_messages for each statement execute function refuse_change();
