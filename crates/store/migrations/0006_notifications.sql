-- What people are told. A cause leaves a line in `notice` in its own transaction; every few seconds these are folded into
-- one row per subject in `notification`, so that a thousand failures of one scenario are told once, with their number.

CREATE TABLE notice (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    -- Whom it concerns; 0: everybody.
    user_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- What it is about: an id as text, or a host.
    subject TEXT NOT NULL,
    -- The run, delivery or bulk run behind it.
    latest BIGINT NOT NULL,
    at BIGINT NOT NULL
);

-- A repeat moves the row to a fresh id: the list goes by id, newest first, and the row is unread again.
CREATE TABLE notification (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    latest BIGINT NOT NULL,
    count BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX notification_all ON notification (workspace_id, id);
CREATE INDEX notification_same ON notification (workspace_id, kind, subject, user_id);

-- Everything up to this id has been seen by a person.
CREATE TABLE notification_seen (
    workspace_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    seen_id BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id)
);
-- And of the later ones, these.
CREATE TABLE notification_read (
    workspace_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    notification_id BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id, notification_id)
);
CREATE INDEX notification_read_age ON notification_read (notification_id);
-- Kinds a person does not want to hear of.
CREATE TABLE notification_mute (
    workspace_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (workspace_id, user_id, kind)
);

-- Open tasks of somebody by their moment: which have come due since the last look.
CREATE INDEX task_due ON task (due_at, id) WHERE done_at IS NULL AND responsible_id IS NOT NULL;
