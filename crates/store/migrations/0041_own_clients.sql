-- Operators who get only the clients they are responsible for, whatever the bot's rules say.
ALTER TABLE operator ADD COLUMN own_only BOOLEAN NOT NULL DEFAULT FALSE;
