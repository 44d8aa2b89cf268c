-- Campaigns: where a link leads, and what its parameters mean.
CREATE TABLE campaign (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (workspace_id, key)
);

-- Everybody who came, by the click id they have with partners.
CREATE TABLE click (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    -- 0 for those who came by themselves.
    campaign_id BIGINT NOT NULL,
    dialog_id BIGINT,
    -- What their link carried, JSON.
    fields TEXT NOT NULL,
    -- Fields of the dialog that came before the dialog, JSON.
    wanted TEXT,
    started_at BIGINT
);
CREATE UNIQUE INDEX click_code ON click (workspace_id, code);
CREATE INDEX click_dialog ON click (workspace_id, dialog_id, id) WHERE dialog_id IS NOT NULL;
CREATE INDEX click_campaign ON click (workspace_id, campaign_id, id);

-- Addresses that partners report to.
CREATE TABLE postback (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    address TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX postback_space ON postback (workspace_id, id);

-- What is known of somebody: registrations, deposits. Sums are in minor units and never mixed over currencies.
CREATE TABLE conversion (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    click_id BIGINT NOT NULL,
    campaign_id BIGINT NOT NULL,
    event TEXT NOT NULL,
    -- The how-manieth of its kind for this click.
    number BIGINT NOT NULL,
    -- What tells a repeat.
    mark TEXT NOT NULL,
    cost BIGINT,
    currency TEXT,
    tid TEXT
);
CREATE INDEX conversion_click ON conversion (workspace_id, click_id, event);
CREATE INDEX conversion_mark ON conversion (workspace_id, click_id, mark, id);
CREATE INDEX conversion_campaign ON conversion (workspace_id, campaign_id, id);

-- Every report of a partner, as it was received.
CREATE TABLE postback_call (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    postback_id BIGINT NOT NULL,
    verdict BIGINT NOT NULL,
    reason TEXT,
    code TEXT NOT NULL,
    event TEXT NOT NULL,
    conversion_id BIGINT,
    dialog_id BIGINT,
    method TEXT NOT NULL,
    request TEXT NOT NULL
);
CREATE INDEX postback_call_space ON postback_call (workspace_id, postback_id, id);
-- Those that wait for their click id.
CREATE INDEX postback_call_unknown ON postback_call (workspace_id, code, id) WHERE verdict = 3;
