-- Exports and statistics walk the reports that became critical in a period. Few reports ever do: a small index.
create index lab_reports_critical_at on lab_reports (lab_id, critical_at, id) where critical_at is not null;
