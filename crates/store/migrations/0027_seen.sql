-- The last message the person has seen, where the channel tells it.
ALTER TABLE dialog ADD COLUMN seen_id BIGINT;
