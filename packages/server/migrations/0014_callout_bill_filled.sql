-- outside a transaction
-- Third of four: commits as it goes and builds indexes while others write. Each statement may be run again.
-- Without fresh statistics the planner may walk the whole table for each handful.
analyze critical_callouts, lab_reports, bills;
-- next
call fill_callout_bills(5000);
-- next
drop index concurrently if exists critical_callouts_bill;
-- next
create index concurrently critical_callouts_bill on critical_callouts (lab_id, bill_id, id);
-- next
drop index concurrently if exists critical_callouts_live_draft;
-- next
create unique index concurrently critical_callouts_live_draft on critical_callouts (lab_id, bill_id) where is_draft and superseded_at is null;
