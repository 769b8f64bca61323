-- MSH-11 T (training) and D (debugging): most laboratories never send them, and some have sent T for years. True: they count
-- like production messages, with a problem noted. False: stored, answered and ignored, with the reason.
alter table sources add column is_training_processed boolean not null default true;
