-- Files of messages whose bytes are still on their platform.
CREATE TABLE file_fetch (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    -- Which of the message's files, from 0.
    place BIGINT NOT NULL,
    -- The dialog it goes on to when it is here.
    relay_to BIGINT,
    attempt BIGINT NOT NULL,
    -- Not before this; while it is being fetched, when that claim ends.
    due_at BIGINT NOT NULL
);
CREATE INDEX file_fetch_due ON file_fetch (channel_id, due_at);
