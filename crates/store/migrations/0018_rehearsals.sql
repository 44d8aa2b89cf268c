-- Rehearsals of drafts: what was tried, how far each has come and what it found, so that a restart loses nothing that was
-- counted. `document` is JSON; `stage` is a word.
CREATE TABLE rehearsal (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    scenario_id BIGINT NOT NULL,
    stage TEXT NOT NULL,
    document TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX rehearsal_scenario ON rehearsal (workspace_id, scenario_id, id);
