-- Merged records: both as they were before, what moved from one to the other, and what came out. Undoing reads it.
CREATE TABLE record_merge (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    -- The record that stayed.
    record_id BIGINT NOT NULL,
    document TEXT NOT NULL,
    author TEXT,
    at BIGINT NOT NULL,
    undone_at BIGINT
);
CREATE INDEX record_merge_kind ON record_merge (workspace_id, kind, id);

-- Where the id of a merged record leads now.
CREATE TABLE merged_record (
    workspace_id BIGINT NOT NULL,
    record_id BIGINT NOT NULL,
    into_id BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, record_id)
);
CREATE INDEX merged_record_into ON merged_record (workspace_id, into_id);

-- Pairs that people said are two, the smaller id first.
CREATE TABLE not_duplicate (
    workspace_id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    a_id BIGINT NOT NULL,
    b_id BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, kind, a_id, b_id)
);

-- Days and calendars read tasks by their moment.
CREATE INDEX task_agenda ON task (workspace_id, due_at, id);
