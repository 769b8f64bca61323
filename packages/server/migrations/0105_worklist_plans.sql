-- The version a result replaced is looked for with every critical parameter of the worklist. The index of current results
-- does not hold it, and without one of its own every result of the laboratory was read for each of them.
create index results_replaced on results (lab_id, lab_report_id, parameter_code, code_system, sub_id) where superseded_at is not null;

-- "412 results checked today" of an empty worklist. Results are only ever added, so their times lie in the order of the pages.
create index results_received on results using brin (received_at);
