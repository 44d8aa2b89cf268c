-- Actions that a run has done, planned or sent: what "operations used" counts. Runs of before count none.
ALTER TABLE run ADD COLUMN actions BIGINT NOT NULL DEFAULT 0;
-- The report reads the index alone.
DROP INDEX run_scenario;
CREATE INDEX run_scenario ON run (workspace_id, scenario_id, status, id, actions);
