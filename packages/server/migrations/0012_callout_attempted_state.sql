-- The data-model specification's migration step, first of four: the attempted state 4 joins the others. It changes the
-- catalog only, so the lock on a large table lasts an instant; 0015 checks the widened constraints against old rows. Each
-- table is changed in a transaction of its own: two locks taken in another order than a writer takes them would meet it.
alter table lab_reports
  drop constraint lab_reports_critical_values_check,
  add constraint lab_reports_critical_values_check check (critical_values in (0, 1, 2, 3, 4)) not valid,
  drop constraint lab_reports_open_has_deadline,
  add constraint lab_reports_open_has_deadline check (critical_values not in (1, 4) or (critical_at is not null and due_at is not null)) not valid;

create or replace function hold_critical_values() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.critical_values <> 0 then
      raise exception 'lab report % starts at critical_values 0, not %', new.id, new.critical_values using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if new.critical_values = old.critical_values then return new; end if;
  if (old.critical_values, new.critical_values) in ((0,2), (0,4), (3,2), (3,4), (2,0), (2,3), (2,4)) then
    raise exception 'lab report %: critical_values % to % is not a legal transition', new.id, old.critical_values, new.critical_values
      using errcode = 'check_violation';
  end if;
  if new.critical_event_seq is null or new.critical_event_seq is not distinct from old.critical_event_seq then
    raise exception 'lab report %: critical_values changed without an event', new.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
