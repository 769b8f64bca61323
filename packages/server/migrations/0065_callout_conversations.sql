-- One telephone call about several orders of one patient: each order keeps records of its own, and all of them name the
-- conversation. null: a call about one order. The column is written at birth; hold_critical_callouts refuses a change.
alter table critical_callouts add column conversation_id uuid;
