-- The audit trail: one chain of events per lab. `payload` is the exact text that was hashed; the other columns are
-- copies taken from it by append_events so that they can be indexed, and `audit verify` compares both.
create table events (
  lab_id bigint not null references labs,
  seq bigint not null,
  at timestamptz not null,
  category integer not null,
  type text not null,
  actor_user_id text,
  bill_id bigint,
  lab_report_ids bigint[] not null,
  text text not null,
  payload json not null,
  prev_hash bytea not null,
  hash bytea not null,
  primary key (lab_id, seq)
);
create index events_bill on events (lab_id, bill_id, seq) where bill_id is not null;
create index events_at on events (lab_id, at);
call guard_lab_table('events', 'select, insert');
create trigger events_immutable before update or delete on events for each row execute function refuse_change();
create trigger events_not_emptied before truncate on events for each statement execute function refuse_change();

create table event_heads (
  lab_id bigint primary key references labs,
  seq bigint not null,
  hash bytea not null
);
call guard_lab_table('event_heads');

-- The head of a lab's chain, sealed once a day, so that a copy kept elsewhere proves what the chain was.
create table event_seals (
  lab_id bigint not null references labs,
  day date not null,
  seq bigint not null,
  hash bytea not null,
  sealed_at timestamptz not null,
  primary key (lab_id, day)
);
call guard_lab_table('event_seals', 'select, insert');
create trigger event_seals_immutable before update or delete on event_seals for each row execute function refuse_change();

-- Appends events in order, inside the caller's transaction; the chain's head stays locked until that transaction ends,
-- so numbers have no gaps and are visible in order. Returns the number of the first event.
-- Payload text: a JSON object with at, category, type, text, actor { user_id }, bill_id, lab_report_ids, and more.
create function append_events(p_lab_id bigint, p_payloads text[]) returns bigint language plpgsql as $$
declare
  head event_heads;
  first_seq bigint;
  line text;
  doc json;
  line_hash bytea;
begin
  insert into event_heads (lab_id, seq, hash) values (p_lab_id, 0, sha256(convert_to('lab ' || p_lab_id, 'UTF8')))
    on conflict (lab_id) do nothing;
  select * into head from event_heads where lab_id = p_lab_id for update;
  first_seq := head.seq + 1;
  foreach line in array p_payloads loop
    doc := line::json;
    head.seq := head.seq + 1;
    line_hash := sha256(head.hash || convert_to(head.seq || ' ' || line, 'UTF8'));
    insert into events (lab_id, seq, at, category, type, actor_user_id, bill_id, lab_report_ids, text, payload, prev_hash, hash)
    values (p_lab_id, head.seq, (doc->>'at')::timestamptz, (doc->>'category')::integer, doc->>'type', doc#>>'{actor,user_id}',
      (doc->>'bill_id')::bigint,
      coalesce((select array_agg(v::bigint) from json_array_elements_text(doc->'lab_report_ids') v), '{}'),
      doc->>'text', doc, head.hash, line_hash);
    head.hash := line_hash;
  end loop;
  update event_heads set seq = head.seq, hash = head.hash where lab_id = p_lab_id;
  perform pg_notify('critical_callout_events', p_lab_id || ':' || head.seq);
  return first_seq;
end $$;

-- Who looked at patient data, when, and (for support) why.
create table access_log (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  at timestamptz not null,
  user_id text not null,
  action text not null,
  bill_ids bigint[] not null default '{}',
  reason text,
  request_id text,
  address text,
  primary key (lab_id, id)
);
create index access_log_at on access_log (lab_id, at);
call guard_lab_table('access_log', 'select, insert');
create trigger access_log_immutable before update or delete on access_log for each row execute function refuse_change();
