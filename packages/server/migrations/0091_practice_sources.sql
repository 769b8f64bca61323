-- The source of the practice cases is nobody's connection: no list of feeds shows it, nothing counts it as connected.
alter table sources add column is_of_practice boolean not null default false;
update sources s set is_of_practice = true from practice_labs p where p.lab_id = s.lab_id and p.source_id = s.id;
