-- Orders that the laboratory system moved to another patient, found from either patient: what a merge of two records leaves here.
create index events_moved_from on events (lab_id, ((payload ->> 'former_patient_id')::bigint)) where type = 'order-patient-changed';
create index events_moved_to on events (lab_id, ((payload ->> 'patient_id')::bigint)) where type = 'order-patient-changed';
