-- Changes of settings are few among many events; the page of each setting lists its own.
create index events_settings on events (lab_id, seq desc) where type in ('settings-changed', 'lab-changed');
