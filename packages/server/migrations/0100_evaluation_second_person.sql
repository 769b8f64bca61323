-- Who wrote a version, beside the name that is shown: where a laboratory wants two persons, whoever approves must be
-- somebody else, and two people may have one name. Null: written at the command line, or before this column was there.
alter table limits add column author_user_id text;
alter table list_options add column author_user_id text;
