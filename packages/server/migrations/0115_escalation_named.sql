-- A step may name somebody or something beside the roles: a doctor or a person of the directory, a rota, a department.
alter table escalation_steps add column who_id bigint, add column who_name text;
alter table escalation_steps drop constraint escalation_steps_who_check;
alter table escalation_steps add constraint escalation_steps_who_check check (who in ('ordering-doctor', 'on-call', 'ward', 'organization',
  'supervisor', 'pathologist', 'director', 'doctor', 'person', 'rota', 'department'));
alter table escalation_steps add constraint escalation_steps_who_id_check
  check ((who in ('doctor', 'person', 'rota', 'department')) = (who_id is not null));
