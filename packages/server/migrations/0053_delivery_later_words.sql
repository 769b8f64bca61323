-- Services that call nobody back are asked what became of what they took: this finds what is still open, by channel.
create index deliveries_awaited on deliveries (channel, queued_at) where state in ('queued', 'accepted', 'unknown');
