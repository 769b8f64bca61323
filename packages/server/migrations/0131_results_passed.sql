-- The critical bound a result passed, as it is shown beside the value: sign, bound, unit, and about what that is in the unit of the result.
alter table results add column passed jsonb;
