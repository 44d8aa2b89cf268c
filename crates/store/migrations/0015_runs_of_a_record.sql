-- A record's runs of one scenario are picked out inside the index, without a look at the runs of other scenarios.
DROP INDEX run_subject;
CREATE INDEX run_subject ON run (workspace_id, subject_id, status, id, scenario_id) WHERE subject_id IS NOT NULL;
