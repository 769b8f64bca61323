-- Last of four: the constraints of 0012 and 0013 are checked against every row. Validating reads the table beside its writers; the
-- catalog is changed after that, for an instant.
alter table lab_reports validate constraint lab_reports_critical_values_check;
alter table lab_reports validate constraint lab_reports_open_has_deadline;
alter table critical_callouts validate constraint critical_callouts_bill_fkey;
alter table critical_callouts validate constraint critical_callouts_has_bill_number;
alter table critical_callouts validate constraint critical_callouts_draft_has_no_report;
alter table critical_callouts validate constraint critical_callouts_only_drafts_superseded;
alter table critical_callouts validate constraint critical_callouts_draft_says_for_what;
alter table critical_callouts alter column bill_number set not null;
alter table critical_callouts drop constraint critical_callouts_has_bill_number;
drop procedure fill_callout_bills(integer);
