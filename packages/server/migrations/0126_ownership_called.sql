-- Whom somebody is calling about an order, as the card in the panel names them: no patient's name, so that who may read who is
-- there learns nothing of patients. Null: whom is not said.
alter table bill_presence add column called_kind text check (called_kind in ('organization', 'referral', 'patient', 'others')),
  add column called_name text,
  add check (called_name is null or (called_kind is not null and called_kind <> 'patient'));
