-- What each verification of the audit trail found: who asked, when, how far the chain fits. The newest row of a lab is
-- what every screen says; a later verification that fits ends the warning, and both rows stay.
create table audit_verifications (
  lab_id bigint not null references labs,
  id bigint generated always as identity,
  at timestamptz not null,
  asked_by text not null,
  asked_through text not null check (asked_through in ('screen', 'command-line', 'daily')),
  checked bigint not null,
  broken_seq bigint,
  broken_reason text,
  head_seq bigint,
  head_hash bytea,
  primary key (lab_id, id),
  check ((broken_seq is null) = (broken_reason is null))
);
call guard_lab_table('audit_verifications', 'select, insert');
create trigger audit_verifications_immutable before update or delete on audit_verifications for each row execute function refuse_change();

-- One process at a time walks the chain of a lab for its daily verification; whoever dies leaves its turn to the next.
create table audit_verification_turns (
  lab_id bigint primary key references labs,
  lease_until timestamptz not null
);
call guard_lab_table('audit_verification_turns');
