-- What scenarios tell people of the studio, with buttons that run scenarios.
CREATE TABLE announcement (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    -- Heard, and shown outside the page.
    is_heard BOOLEAN NOT NULL,
    is_outside BOOLEAN NOT NULL,
    -- A press turns off every button, not only its own.
    one_for_all BOOLEAN NOT NULL,
    record_kind BIGINT,
    record_id BIGINT,
    run_id BIGINT NOT NULL,
    -- What the scenarios of its buttons get, JSON.
    context TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- Whom it is for; 0: everybody.
CREATE TABLE announcement_user (
    workspace_id BIGINT NOT NULL,
    announcement_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, announcement_id, user_id)
);

CREATE TABLE announcement_button (
    workspace_id BIGINT NOT NULL,
    announcement_id BIGINT NOT NULL,
    n BIGINT NOT NULL,
    text TEXT NOT NULL,
    scenario_id BIGINT NOT NULL,
    -- The first press turns it off for everybody.
    is_once BOOLEAN NOT NULL,
    -- Who pressed it first.
    taken_by BIGINT,
    taken_at BIGINT,
    PRIMARY KEY (workspace_id, announcement_id, n)
);
