-- What people search by, found by its beginning: four small trees instead of one over all words, because every message
-- that comes in pays for each. text_pattern_ops serves LIKE 'x%' whatever the collation of the database.
create index patients_family on patients (lab_id, lower(family_name) text_pattern_ops);
create index patients_identifier on patients (lab_id, lower(identifier) text_pattern_ops);
create index bills_number on bills (lab_id, lower(bill_number) text_pattern_ops);
create index bills_accession on bills (lab_id, lower(accession_number) text_pattern_ops);
