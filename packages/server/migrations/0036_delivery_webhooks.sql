-- Where an organization's own system is told, besides the people. One address for each organization; the key its messages are
-- signed with is derived from the installation's secret and is not stored.
create table organization_webhooks (
  lab_id bigint not null references labs,
  organization_id bigint not null,
  url text not null check (length(url) between 1 and 2000),
  updated_at timestamptz not null,
  updated_by text,
  primary key (lab_id, organization_id),
  foreign key (lab_id, organization_id) references organizations
);
call guard_lab_table('organization_webhooks', 'select, insert, update, delete');
