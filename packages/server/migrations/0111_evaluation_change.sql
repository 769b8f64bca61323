-- The code of SPM-4 or OBR-15 where the report's specimen is a text of the sender's own: limits know specimens by either.
alter table lab_reports add column specimen_code text;

-- The change that made a result critical, and the rule: previous value, when, by how much.
alter table results add column delta jsonb;
alter table results drop constraint results_verdict_check;
-- Not valid: every row there is fits it, and millions of them are not read again for that.
alter table results add constraint results_verdict_check
  check (verdict in ('normal', 'abnormal', 'critical-low', 'critical-high', 'critical-change', 'critical-qualitative', 'cannot-say')) not valid;
