-- When steps that are due were last looked for, for the page of health: nothing else shows a process that has stopped looking.
alter table escalation_watch drop constraint escalation_watch_name_check;
alter table escalation_watch add constraint escalation_watch_name_check check (name in ('auditor', 'sweeper'));
