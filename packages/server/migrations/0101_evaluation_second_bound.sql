-- A second critical bound beyond the first: a value past it is no more critical in law, and calls louder on every screen.
-- Whether the bound itself counts is what the first bound says (critical_lower_inclusive, critical_upper_inclusive).
alter table limits add column second_lower numeric;
alter table limits add column second_upper numeric;
alter table limits add constraint limits_second_lower check (second_lower is null or (critical_lower is not null and second_lower <= critical_lower));
alter table limits add constraint limits_second_upper check (second_upper is null or (critical_upper is not null and second_upper >= critical_upper));

alter table results add column is_beyond_second boolean not null default false;
