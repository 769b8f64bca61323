-- Two more outcomes: sent to somebody else, whose name and number stand in the record, and other, in words.
alter table critical_callouts drop constraint critical_callouts_outcome_check,
  add constraint critical_callouts_outcome_check check (outcome in ('reached-read-back', 'reached-no-read-back', 'left-message', 'voicemail',
    'no-answer', 'busy', 'on-hold-abandoned', 'wrong-number', 'refused', 'sent-to-someone-else', 'not-on-duty', 'patient-deceased',
    'sent-awaiting-acknowledgement', 'other', 'declared')) not valid,
  add column sent_to jsonb,
  add constraint critical_callouts_sent_to_keys check ((sent_to is not null) = (outcome = 'sent-to-someone-else') and (sent_to is null or (
    sent_to ?& array['name', 'phone'] and sent_to - array['name', 'phone'] = '{}' and sent_to->>'name' <> '' and sent_to->>'phone' <> ''))) not valid,
  -- Neither of them ever completed anything.
  add constraint critical_callouts_attempt_only check (is_draft or outcome not in ('sent-to-someone-else', 'other')) not valid;
-- Older rows have the older outcomes and no sent_to.
alter table critical_callouts validate constraint critical_callouts_outcome_check;
alter table critical_callouts validate constraint critical_callouts_sent_to_keys;
alter table critical_callouts validate constraint critical_callouts_attempt_only;

-- By whom a call was sent on to this contact (empty: not written down); null: added by hand. They are called next.
alter table callout_contacts add column sent_by text, add check (sent_by is null or kind = 'added');
