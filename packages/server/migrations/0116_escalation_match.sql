-- A policy may be for a department (its code), and for business hours or the time outside them.
alter table escalation_policies add column department text;
alter table escalation_policies add column hours text check (hours in ('business', 'outside'));
