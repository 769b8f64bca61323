-- Kept answers are thrown away by their age.
create index idempotency_keys_created on idempotency_keys (created_at);
