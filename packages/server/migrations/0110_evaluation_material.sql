-- For which specimen and department a limit is, and the change from the previous result that makes a value critical.
alter table limits add column specimen text check (specimen <> '');
-- The code of a department; checked when a limit is saved, since versions outlive departments.
alter table limits add column department text check (department <> '');
alter table limits add column delta_by numeric check (delta_by > 0);
alter table limits add column delta_in text check (delta_in in ('absolute', 'percent'));
alter table limits add column delta_hours integer check (delta_hours between 1 and 8760);
alter table limits add column delta_direction text check (delta_direction in ('up', 'down', 'both'));
alter table limits add constraint limits_delta_whole check (num_nulls(delta_by, delta_in, delta_hours, delta_direction) in (0, 4));
