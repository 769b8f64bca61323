-- Somebody who proved to be the recipient: for so long the page shows them the result and takes their answer. The ticket
-- travels in the page's own form, never in an address or a cookie, and only its hash is stored.
create table acknowledgement_visits (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  delivery_id bigint not null,
  ticket_hash bytea not null check (length(ticket_hash) = 32),
  proof text not null check (proof in ('code', 'facts')),
  proven_at timestamptz not null,
  expires_at timestamptz not null,
  address text not null,
  -- The answer that ended the link was given in this visit: who reloads the page sees it, and nobody else does.
  answered_at timestamptz,
  primary key (lab_id, id),
  unique (lab_id, ticket_hash),
  foreign key (lab_id, delivery_id) references acknowledgement_links
);
create index acknowledgement_visits_link on acknowledgement_visits (lab_id, delivery_id);
call guard_lab_table('acknowledgement_visits');
create trigger acknowledgement_visits_kept before delete on acknowledgement_visits for each row execute function refuse_change();
