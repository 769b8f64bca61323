-- The link in one message, by which its recipient acknowledges. The token itself is never stored: it is derived from the
-- program's secret and the message when the message is sent, and found again by its hash.
create table acknowledgement_links (
  lab_id bigint not null references labs,
  delivery_id bigint not null,
  token_hash bytea not null check (length(token_hash) = 32),
  -- Whose results the message was about: an order that comes to belong to somebody else ends its links.
  patient_id bigint not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  failed_proofs integer not null default 0 check (failed_proofs >= 0),
  locked_at timestamptz,
  codes_sent integer not null default 0 check (codes_sent >= 0),
  -- The message that carries the code now valid, and until when.
  code_delivery_id bigint,
  code_expires_at timestamptz,
  ended_at timestamptz,
  end_reason text check (end_reason in ('acknowledged', 'not-mine', 'cannot-take', 'withdrawn')),
  primary key (lab_id, delivery_id),
  unique (lab_id, token_hash),
  foreign key (lab_id, delivery_id) references deliveries,
  foreign key (lab_id, patient_id) references patients,
  foreign key (lab_id, code_delivery_id) references deliveries (lab_id, id),
  check (expires_at > issued_at),
  check ((ended_at is null) = (end_reason is null)),
  check ((code_delivery_id is null) = (code_expires_at is null))
);
-- Whoever opens a link names no laboratory; it is found across them.
create index acknowledgement_links_token on acknowledgement_links (token_hash);
call guard_lab_table('acknowledgement_links');

-- A link is found, used and ended; it never becomes another one, and what has ended stays ended.
create function hold_acknowledgement_links() returns trigger language plpgsql as $$
declare
  free constant text[] := array['expires_at', 'failed_proofs', 'locked_at', 'codes_sent', 'code_delivery_id', 'code_expires_at', 'ended_at', 'end_reason'];
begin
  if tg_op = 'DELETE' then
    raise exception 'link of delivery %: a link is never deleted', old.delivery_id using errcode = 'restrict_violation';
  end if;
  if (to_jsonb(new) - free) <> (to_jsonb(old) - free) then
    raise exception 'link of delivery %: only its use may change', old.delivery_id using errcode = 'restrict_violation';
  end if;
  if old.ended_at is not null and (new.ended_at is distinct from old.ended_at or new.end_reason is distinct from old.end_reason) then
    raise exception 'link of delivery %: it has ended (%)', old.delivery_id, old.end_reason using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger acknowledgement_links_hold before update or delete on acknowledgement_links
  for each row execute function hold_acknowledgement_links();
