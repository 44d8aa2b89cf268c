-- Addresses that variables of bots are shortened to: one for each dialog and value.
CREATE TABLE short_link (
    token TEXT PRIMARY KEY,
    workspace_id BIGINT NOT NULL,
    url TEXT NOT NULL
);
