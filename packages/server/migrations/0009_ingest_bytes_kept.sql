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

-- A result names its report, the message it came from and the limit that judged it. One look for the whole statement proves
-- what three foreign keys would prove row by row, at a third of the cost of storing a message. Messages and limits
-- are never deleted and their keys never change. Reports are locked as a foreign key locks them, so that one cannot go
-- while results for it are on their way; lab_reports_keep_results is the other half.
create function check_result_references() returns trigger language plpgsql set enable_seqscan = off as $$
declare
  named bigint;
  found_reports bigint;
begin
  select count(*) into named from (select distinct lab_id, lab_report_id from added) a;
  perform from (select distinct lab_id, lab_report_id from added) a
    join lab_reports r on r.lab_id = a.lab_id and r.id = a.lab_report_id order by r.lab_id, r.id for key share of r;
  get diagnostics found_reports = row_count;
  if found_reports <> named then
    raise exception 'a result names a lab report that is not there' using errcode = 'foreign_key_violation';
  end if;
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

-- A result is never edited otherwise, so its references are checked once. The report's row is locked when this runs, and
-- whoever was writing results for it has committed: what it sees is all there is.
create function keep_reports_with_results() returns trigger language plpgsql as $$
begin
  if exists (select from results p where p.lab_id = old.lab_id and p.lab_report_id = old.id) then
    raise exception 'lab report % has results: it is kept', old.id using errcode = 'foreign_key_violation';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$;
create trigger lab_reports_keep_results before delete or update of lab_id, id on lab_reports
  for each row execute function keep_reports_with_results();
