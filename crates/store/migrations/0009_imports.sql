-- Files of records that were sent in. `file`, `settings` and `tally` are JSON; `state` is a word.
CREATE TABLE import (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    state TEXT NOT NULL,
    file TEXT NOT NULL,
    settings TEXT NOT NULL,
    tally TEXT NOT NULL,
    author TEXT,
    -- Rows of the file, the header among them.
    total BIGINT NOT NULL,
    -- Rows that are worked off, in the direction of the work.
    done BIGINT NOT NULL,
    at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX import_all ON import (workspace_id, id);
CREATE INDEX import_state ON import (state, id);

-- The rows of a file, many in one row: JSON, `[[line, [cells]], …]`. `first` is the place of the first, from 0.
CREATE TABLE import_chunk (
    workspace_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    first BIGINT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (workspace_id, import_id, first)
);

-- What became of a row; it commits together with the records, so that no row is imported twice. `detail` is JSON:
-- what was made and changed, for undoing it, or why the row was refused.
CREATE TABLE import_row (
    workspace_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    place BIGINT NOT NULL,
    -- 0 created, 1 updated, 2 skipped, 3 refused, 4 undone, 5 kept when undone.
    outcome BIGINT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (workspace_id, import_id, place)
);
CREATE INDEX import_row_outcome ON import_row (workspace_id, import_id, outcome, place);

-- What a trial has seen in the file so far: it writes no records in which repeats could be found.
CREATE TABLE import_seen (
    workspace_id BIGINT NOT NULL,
    import_id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (workspace_id, import_id, kind, key)
);
