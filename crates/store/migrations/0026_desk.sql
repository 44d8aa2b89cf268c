-- Several acts on a dialog by one press: everybody's when user_id is 0.
CREATE TABLE macro (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    acts TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (workspace_id, user_id, name)
);

-- What an operator has begun to write in a dialog, on whichever machine.
CREATE TABLE dialog_draft (
    workspace_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    dialog_id BIGINT NOT NULL,
    answer TEXT NOT NULL,
    note TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id, dialog_id)
);
CREATE INDEX dialog_draft_of ON dialog_draft (workspace_id, dialog_id);

-- People who wait for an answer, longest first.
CREATE INDEX dialog_waiting ON dialog (workspace_id, heard_at, id) WHERE unread > 0;

-- Who came through which step, on which day: for the counters on the canvas and the people behind them.
CREATE TABLE flow_pass (
    workspace_id BIGINT NOT NULL,
    flow_id BIGINT NOT NULL,
    step TEXT NOT NULL,
    dialog_id BIGINT NOT NULL,
    -- Days since 1970, UTC.
    day BIGINT NOT NULL,
    entered BIGINT NOT NULL,
    gone BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, flow_id, step, dialog_id, day)
LITE_ONLY ) WITHOUT ROWID;
PG_ONLY );
