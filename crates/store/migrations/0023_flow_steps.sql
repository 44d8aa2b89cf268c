-- When the schedule steps of published flows come due, and their last run.
CREATE TABLE flow_schedule (
    workspace_id BIGINT NOT NULL,
    flow_id BIGINT NOT NULL,
    step TEXT NOT NULL,
    bot_id BIGINT NOT NULL,
    -- None: it never comes due again.
    next_due BIGINT,
    last_at BIGINT,
    -- The bulk run that moved the participants.
    last_bulk BIGINT,
    PRIMARY KEY (workspace_id, flow_id, step)
);
CREATE INDEX flow_schedule_due ON flow_schedule (next_due) WHERE next_due IS NOT NULL;

-- Links that tie a chat to a user of the studio, each good once.
CREATE TABLE log_in (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    -- Of the secret in the link; the secret itself is kept nowhere.
    hash BYTES NOT NULL UNIQUE,
    dialog_id BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX log_in_dialog ON log_in (workspace_id, dialog_id);

-- Participants whom the flow of a bot leads, for schedules.
CREATE INDEX dialog_led ON dialog (workspace_id, bot_id, id) WHERE holder = 1;
