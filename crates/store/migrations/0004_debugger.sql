-- What the debugger asks of the past: when a scenario was switched, and the cases a scenario is tried on.
CREATE TABLE scenario_switch (
    workspace_id BIGINT NOT NULL,
    scenario_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- What it was switched to.
    is_on BOOLEAN NOT NULL,
    PRIMARY KEY (workspace_id, scenario_id, at)
);

-- An event, the records it found and what is expected of the scenario, JSON.
CREATE TABLE scenario_test (
    workspace_id BIGINT NOT NULL,
    scenario_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    document TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, scenario_id, key)
);

-- With the status in it, a record's runs of one status are found at once too; without, a page is merged from all.
DROP INDEX run_subject;
CREATE INDEX run_subject ON run (workspace_id, subject_id, status, id) WHERE subject_id IS NOT NULL;
