-- Connections to other systems, and the manifests of kinds that a workspace adds to the built-in ones.
CREATE TABLE connection_kind (
    workspace_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    manifest TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, key)
);

CREATE TABLE connection (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- What the last check said; no message when it works.
    checked_at BIGINT,
    check_error TEXT,
    -- The last call that failed for good.
    failed_at BIGINT,
    failed_job BIGINT,
    failure TEXT,
    UNIQUE (workspace_id, key)
);

CREATE TABLE connection_secret (
    workspace_id BIGINT NOT NULL,
    connection_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    sealed BYTES NOT NULL,
    last4 TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, connection_id, name)
);

-- How often calls of a scenario have failed in a row: a bridge that only fails is stopped.
ALTER TABLE scenario ADD COLUMN failures BIGINT NOT NULL DEFAULT 0;
