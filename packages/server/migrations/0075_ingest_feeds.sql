-- How a source's connection is guarded, answered and watched. What is null follows the installation's configuration.
alter table sources
  -- Addresses and CIDR ranges that may connect; empty: any.
  add column allowed_addresses text[] not null default '{}',
  -- auto: TLS where the installation has a certificate; required: the port stays shut without one.
  add column tls text not null default 'auto' check (tls in ('auto', 'required', 'off')),
  -- by-message: MSH-15 and MSH-16 decide.
  add column ack_mode text not null default 'by-message' check (ack_mode in ('by-message', 'original', 'enhanced')),
  add column max_bytes integer check (max_bytes between 1024 and 104857600),
  add column max_connections integer check (max_connections between 1 and 200),
  -- After so many minutes without a message the feed counts as silent; null: never.
  add column silence_minutes integer check (silence_minutes between 5 and 10080),
  -- Counts changes, so that two people editing one source do not overwrite each other.
  add column version integer not null default 1;

-- What is known of a feed from outside its settings: when it was last heard, and how its listener does.
create table feed_watch (
  lab_id bigint not null,
  source_id bigint not null,
  -- The newest message of the source that the watch has seen; the watch goes on from the greatest of its lab.
  seen_message_id bigint not null default 0,
  last_received_at timestamptz,
  -- When the silence was noticed; null: the feed is heard, or nobody asked to be told.
  silent_at timestamptz,
  -- Written by the process that listens: the real port, or why there is none.
  listening_port integer,
  listening_fault text,
  connections integer not null default 0,
  is_tls boolean not null default false,
  listener_seen_at timestamptz,
  refused_count bigint not null default 0,
  refused_at timestamptz,
  refused_peer text,
  primary key (lab_id, source_id),
  foreign key (lab_id, source_id) references sources
);
call guard_lab_table('feed_watch');
