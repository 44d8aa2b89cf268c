-- People that were erased, and workspaces that were emptied: what is looked for in history, how far that has come and
-- what was found. What names a person is forgotten when the work is done.
CREATE TABLE erasure (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    -- The contact that was; none for the whole workspace.
    contact_id BIGINT,
    -- JSON.
    traces TEXT,
    stage BIGINT NOT NULL,
    after_id BIGINT NOT NULL,
    -- JSON.
    tally TEXT NOT NULL,
    user_id BIGINT,
    at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX erasure_all ON erasure (workspace_id, id);
CREATE INDEX erasure_open ON erasure (id) WHERE finished_at IS NULL;
