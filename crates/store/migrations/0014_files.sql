-- Files of conversations: what visitors of web chats and operators sent.
CREATE TABLE file (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    -- Who sent it: a visitor by channel and chat, or a user of the studio.
    channel_id BIGINT,
    chat TEXT,
    user_id BIGINT,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    size BIGINT NOT NULL,
    bytes BYTES NOT NULL,
    -- A message names it; what none ever named goes after a day.
    is_kept BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX file_by_chat ON file (workspace_id, channel_id, chat, created_at);
CREATE INDEX file_left ON file (created_at) WHERE NOT is_kept;
