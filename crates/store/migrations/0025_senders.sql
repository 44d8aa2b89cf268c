-- People who want to answer a bot's clients from their own messenger.
CREATE TABLE sender (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    bot_id BIGINT NOT NULL,
    identity_id BIGINT NOT NULL,
    -- Their own chat with the bot.
    dialog_id BIGINT NOT NULL,
    -- 0 asked to, 1 approved, 2 refused.
    approval BIGINT NOT NULL,
    -- The user as whom they answer, once somebody approved them.
    user_id BIGINT,
    created_at BIGINT NOT NULL,
    decided_at BIGINT,
    UNIQUE (workspace_id, bot_id, identity_id)
);
CREATE INDEX sender_dialog ON sender (workspace_id, dialog_id);
CREATE INDEX sender_page ON sender (workspace_id, bot_id, id);
