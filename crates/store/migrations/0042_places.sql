-- Groups and channels of a bot among its many chats of one person.
CREATE INDEX dialog_places ON dialog (workspace_id, bot_id, last_at) WHERE chat_kind > 0;
