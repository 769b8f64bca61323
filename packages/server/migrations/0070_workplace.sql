-- What a person chose for the screens: keys, language, what opens next. How one screen looks (theme, density) stays with the screen.
create table user_preferences (
  lab_id bigint not null,
  user_id text not null,
  preferences jsonb not null,
  updated_at timestamptz not null,
  primary key (lab_id, user_id),
  foreign key (lab_id, user_id) references memberships
);
call guard_lab_table('user_preferences');

-- What somebody has typed about a call and not yet saved, so that a closed window or another workstation loses nothing. It is
-- no record: it belongs to whoever typed it, nobody else reads it, and it goes when the call is saved or after some days.
create table typed_texts (
  lab_id bigint not null,
  bill_id bigint not null,
  user_id text not null,
  -- The version of the order the form showed: what was told may have changed since.
  seen_version integer not null,
  form jsonb not null check (length(form::text) <= 65536),
  updated_at timestamptz not null,
  primary key (lab_id, bill_id, user_id),
  foreign key (lab_id, bill_id) references bills,
  foreign key (lab_id, user_id) references memberships
);
create index typed_texts_by_age on typed_texts (lab_id, updated_at);
call guard_lab_table('typed_texts', 'select, insert, update, delete');
