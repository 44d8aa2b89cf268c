-- Links with which other services steer the dialogs of a bot: the UUID in the address is the secret.
CREATE TABLE remote_link (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    bot_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    -- Looked up by its hash, so that the time of a look-up tells nothing of the address.
    digest TEXT NOT NULL UNIQUE,
    -- The address before a rotation, for as long as senders are given to change theirs.
    old_digest TEXT,
    old_until BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX remote_link_bot ON remote_link (workspace_id, bot_id, id);
CREATE UNIQUE INDEX remote_link_old ON remote_link (old_digest) WHERE old_digest IS NOT NULL;

-- What calls said of chats that have not written yet.
CREATE TABLE dialog_early (
    workspace_id BIGINT NOT NULL,
    bot_id BIGINT NOT NULL,
    chat TEXT NOT NULL,
    wanted TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, bot_id, chat)
);
CREATE INDEX dialog_early_at ON dialog_early (at);

-- Every call of a link, with what became of it.
CREATE TABLE remote_call (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    bot_id BIGINT NOT NULL,
    link_id BIGINT NOT NULL,
    verdict BIGINT NOT NULL,
    reason TEXT,
    chat TEXT NOT NULL,
    dialog_id BIGINT,
    method TEXT NOT NULL,
    request TEXT NOT NULL
);
CREATE INDEX remote_call_bot ON remote_call (workspace_id, bot_id, id);
