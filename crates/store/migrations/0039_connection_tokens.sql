-- Tokens that connections renew by themselves.
CREATE TABLE connection_tokens (
    workspace_id BIGINT NOT NULL,
    connection_id BIGINT NOT NULL,
    sealed BYTES NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, connection_id)
);
