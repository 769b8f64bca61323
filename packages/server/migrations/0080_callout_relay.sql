-- A desk took the result to pass it on: to whom it went and who said so, or that the desk calls back. null: nothing was to be
-- passed on. Written at birth; hold_critical_callouts refuses a change: what the desk says later is a record of its own.
alter table critical_callouts
  add column relay jsonb,
  add constraint critical_callouts_relay_keys check (relay is null or (
    relay ?& array['state', 'desk', 'passed_on_to', 'confirmed_by', 'confirmed_at']
    and relay - array['state', 'desk', 'passed_on_to', 'confirmed_by', 'confirmed_at'] = '{}'
    and relay->>'state' in ('confirmed', 'will-call-back')
    and (relay->>'state' = 'confirmed') = (coalesce(relay->>'passed_on_to', '') <> '')
    and (relay->>'state' = 'confirmed') = (relay->>'confirmed_at' is not null))) not valid;
-- Every older row has null.
alter table critical_callouts validate constraint critical_callouts_relay_keys;
