-- Charges of one ion, for mmol/L to meq/L: 1 for potassium, 2 for calcium. Without it such a conversion is not made.
alter table limits add column valence smallint check (valence between 1 and 4);

-- Lists go through the latest version of each, in order of name.
create index limits_in_order on limits (lab_id, limit_key, version desc);
create index list_options_in_order on list_options (lab_id, option_key, version desc);
