-- What a laboratory writes in its messages. A version is never edited; what is in force is the newest publication of its
-- channel, language and purpose, and a publication without a version goes back to the program's own words.
create table message_templates (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  channel text not null check (channel in ('email', 'fax', 'sms', 'whatsapp', 'webhook')),
  language text not null check (language in ('en', 'de', 'es', 'fr')),
  purpose text not null check (purpose in ('first', 'reminder', 'escalation', 'correction')),
  version integer not null check (version >= 1),
  -- { subject, text, html, cover, contentSid, contentVariables }
  parts jsonb not null check (jsonb_typeof(parts) = 'object'),
  author text not null,
  created_at timestamptz not null,
  primary key (lab_id, id),
  unique (lab_id, channel, language, purpose, version)
);
call guard_lab_table('message_templates', 'select, insert');
create trigger message_templates_immutable before update or delete on message_templates
  for each row execute function refuse_change();

create table message_template_publications (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  channel text not null,
  language text not null,
  purpose text not null,
  version integer,
  comment text not null check (comment <> ''),
  published_by text not null,
  published_at timestamptz not null,
  primary key (lab_id, id),
  foreign key (lab_id, channel, language, purpose, version)
    references message_templates (lab_id, channel, language, purpose, version)
);
create index message_template_publications_newest on message_template_publications (lab_id, channel, language, purpose, id desc);
call guard_lab_table('message_template_publications', 'select, insert');
create trigger message_template_publications_immutable before update or delete on message_template_publications
  for each row execute function refuse_change();

-- Which words a message was written with; without a version the program's own. All null: queued before there were templates.
alter table deliveries add column template_purpose text check (template_purpose in ('first', 'reminder', 'escalation', 'correction')),
  add column template_language text check (template_language in ('en', 'de', 'es', 'fr')),
  add column template_version integer,
  add check ((template_purpose is null) = (template_language is null)),
  add check (template_version is null or template_purpose is not null);

-- The language somebody is written to in; null: their organization's, else the laboratory's.
alter table doctors add column language text check (language in ('en', 'de', 'es', 'fr'));
alter table organizations add column language text check (language in ('en', 'de', 'es', 'fr'));
alter table wards add column language text check (language in ('en', 'de', 'es', 'fr'));
alter table persons add column language text check (language in ('en', 'de', 'es', 'fr'));
