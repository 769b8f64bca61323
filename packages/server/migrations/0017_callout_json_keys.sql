-- The stored JSON has exactly the specification's keys; the program validates it, and the database refuses the rest.
alter table critical_callouts
  add constraint critical_callouts_meta_keys check (
    critical_callout_meta - array['communication_methods', 'notify_to_others', 'already_notified', 'log_message', 'callout_for'] = '{}'
    and critical_callout_meta ?& array['communication_methods', 'notify_to_others', 'already_notified', 'log_message']) not valid,
  add constraint critical_callouts_values_keys check (
    not jsonb_path_exists(critical_values_meta, '$[*].keyvalue() ? (!(@.key like_regex "^(parameter_name|value|unit|reference_range|bounds)$"))')) not valid;
