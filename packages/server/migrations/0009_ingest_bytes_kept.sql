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

-- A result names the message it came from and the limit that judged it. Messages and limits are never deleted and their
-- keys never change, so a look at the moment of writing proves as much as a foreign key, for a whole batch at once: row by
-- row these two checks were a third of the cost of storing a message.
create function check_result_references() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  if exists (select from (select distinct lab_id, message_id from added) a
             where not exists (select from inbound_messages m where m.lab_id = a.lab_id and m.id = a.message_id)) then
    raise exception 'a result names a message that is not there' using errcode = 'foreign_key_violation';
  end if;
  if exists (select from (select distinct lab_id, limit_id from added where limit_id is not null) a
             where not exists (select from limits l where l.lab_id = a.lab_id and l.id = a.limit_id)) then
    raise exception 'a result names a limit that is not there' using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;
create trigger results_refer after insert on results referencing new table as added
  for each statement execute function check_result_references();
