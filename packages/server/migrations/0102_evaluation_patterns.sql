-- Answers in words may be found by a pattern: a regular expression of the linear-time kind, searched in the whole text.
alter table list_options drop constraint list_options_match_check;
alter table list_options add constraint list_options_match_check check (match in ('equals', 'contains', 'regexp'));
