-- What a message said before it was rewritten, JSON, oldest first.
ALTER TABLE message ADD COLUMN past TEXT;
-- The message of which it is the copy in the chat of an operator who answers from a messenger, or of their client.
ALTER TABLE message ADD COLUMN copy_of BIGINT;
CREATE INDEX message_copy ON message (workspace_id, copy_of) WHERE copy_of IS NOT NULL;
