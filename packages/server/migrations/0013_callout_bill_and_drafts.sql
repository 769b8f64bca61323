-- Second of four: the order is added to every callout, and the lab report becomes nullable (null: a draft that belongs to
-- the order). Again only the catalog changes; 0014 fills the order of old rows, 0015 checks them. The orders are locked
-- first, as every writer does that touches both.
lock table bills in share row exclusive mode;
alter table critical_callouts
  add column bill_id bigint,
  add column bill_number text,
  add column is_draft boolean not null default false,
  -- A draft that was replaced keeps its row: every attempt is evidence.
  add column superseded_at timestamptz,
  alter column lab_report_id drop not null,
  add constraint critical_callouts_bill_fkey foreign key (lab_id, bill_id) references bills on delete set null (bill_id) not valid,
  add constraint critical_callouts_has_bill_number check (bill_number is not null) not valid,
  add constraint critical_callouts_draft_has_no_report check (is_draft = (lab_report_id is null)) not valid,
  add constraint critical_callouts_only_drafts_superseded check (superseded_at is null or is_draft) not valid,
  add constraint critical_callouts_draft_says_for_what check ((critical_callout_meta ? 'callout_for') = is_draft) not valid;

drop trigger critical_callouts_hold on critical_callouts;
create function hold_critical_callouts() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'callout %: a callout row is never deleted', old.id using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' then
    -- A program of before this step knows no order; what it writes while the step runs gets the order of its report.
    if new.bill_number is null and new.lab_report_id is not null then
      select b.id, b.bill_number into new.bill_id, new.bill_number
      from lab_reports r join bills b on b.lab_id = r.lab_id and b.id = r.bill_id where r.lab_id = new.lab_id and r.id = new.lab_report_id;
    end if;
    -- A completed callout ends the attempt before it, so a live draft never stands beside a later completed callout.
    if not new.is_draft and exists (select from critical_callouts d where d.lab_id = new.lab_id and d.bill_id = new.bill_id
                                    and d.is_draft and d.superseded_at is null) then
      raise exception 'bill %: the live draft must be superseded before a completed callout is written', new.bill_id
        using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if (to_jsonb(new) - array['superseded_at', 'bill_id', 'bill_number']) <> (to_jsonb(old) - array['superseded_at', 'bill_id', 'bill_number'])
     -- bill_number is written once: at birth, or by 0014 for rows older than the column. bill_id goes to null with its order.
     or (old.bill_number is not null and new.bill_number is distinct from old.bill_number)
     or (old.bill_number is not null and new.bill_id is distinct from old.bill_id and new.bill_id is not null)
     or (old.superseded_at is not null and new.superseded_at is distinct from old.superseded_at) then
    raise exception 'callout %: only superseded_at may be set, once', old.id using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger critical_callouts_hold before insert or update or delete on critical_callouts
  for each row execute function hold_critical_callouts();

-- Gives old rows the order of their report, so many numbers at a time along the primary key, with a commit after each
-- handful: writers wait for a few rows at most, and a run that is broken off goes over what is done in passing.
create procedure fill_callout_bills(batch integer) language plpgsql as $$
declare
  lab bigint;
  last_id bigint;
  next_id bigint;
begin
  for lab in select id from labs order by id loop
    next_id := 0;
    select coalesce(max(id), 0) into last_id from critical_callouts where lab_id = lab;
    while next_id < last_id loop
      update critical_callouts c
        -- An order deleted before this step leaves its callouts without one; they say so.
        set bill_id = r.bill_id, bill_number = coalesce((select b.bill_number from bills b where b.lab_id = r.lab_id and b.id = r.bill_id), 'unknown')
        from lab_reports r
        where c.lab_id = lab and c.id > next_id and c.id <= next_id + batch and c.bill_number is null and r.lab_id = lab and r.id = c.lab_report_id;
      next_id := next_id + batch;
      commit;
    end loop;
  end loop;
end $$;
