-- Two records of one person (ADT^A40): the one that was given up leads to the one that stays, in one step and never in a circle.
alter table patients
  add column merged_into bigint,
  add column merged_at timestamptz,
  add foreign key (lab_id, merged_into) references patients (lab_id, id),
  add constraint patients_merged_check check (merged_into <> id and (merged_into is null) = (merged_at is null));
create index patients_merged_into on patients (lab_id, merged_into) where merged_into is not null;
