-- Bots: settings, texts, rules for operators.
CREATE TABLE bot (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    is_on BOOLEAN NOT NULL,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (workspace_id, key)
);

-- Where a bot talks: a Telegram bot, the chat of a web page.
CREATE TABLE channel (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    bot_id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    -- The unguessable part of its address.
    token TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL,
    -- The platform's token, sealed.
    secret BYTES,
    last4 TEXT NOT NULL,
    is_on BOOLEAN NOT NULL,
    -- What the platform said of it last, JSON.
    status TEXT NOT NULL,
    -- Up to where the platform's queue is read, and which node reads it until when.
    poll_cursor BIGINT NOT NULL,
    polled_by BIGINT,
    polled_until BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX channel_by_bot ON channel (workspace_id, bot_id, id);

CREATE TABLE flow (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    bot_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    position BIGINT NOT NULL,
    -- The published version, 0 before the first.
    version BIGINT NOT NULL,
    -- What is being written: new with every save, and the version it began with.
    revision BIGINT,
    draft TEXT,
    draft_version BIGINT,
    draft_author TEXT,
    draft_at BIGINT,
    updated_at BIGINT NOT NULL,
    UNIQUE (workspace_id, bot_id, key)
);

CREATE TABLE flow_version (
    workspace_id BIGINT NOT NULL,
    flow_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    document TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    note TEXT,
    PRIMARY KEY (workspace_id, flow_id, version)
);

-- A person as one channel knows them, tied to a contact.
CREATE TABLE identity (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    external TEXT NOT NULL,
    contact_id BIGINT,
    -- The user of the studio that proved to be this person.
    user_id BIGINT,
    name TEXT NOT NULL,
    username TEXT,
    language TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (workspace_id, channel_id, external)
);
CREATE INDEX identity_by_contact ON identity (workspace_id, contact_id) WHERE contact_id IS NOT NULL;

CREATE TABLE dialog (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    bot_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    identity_id BIGINT,
    -- As the platform names it.
    chat TEXT NOT NULL,
    chat_kind BIGINT NOT NULL,
    contact_id BIGINT,
    -- The person's name, and what searches look through, folded.
    name TEXT NOT NULL,
    search TEXT NOT NULL,
    status BIGINT NOT NULL,
    holder BIGINT NOT NULL,
    -- The operator it belongs to, 0 for nobody.
    user_id BIGINT NOT NULL,
    -- Grows when a person takes it: what the flow planned before is no longer said.
    turn BIGINT NOT NULL,
    -- Grows with every change: whoever read an older one changes nothing.
    revision BIGINT NOT NULL,
    is_open BOOLEAN NOT NULL,
    unread BIGINT NOT NULL,
    flow_id BIGINT,
    flow_version BIGINT,
    step TEXT,
    -- Variables, fields, where to come back to, JSON.
    memory TEXT NOT NULL,
    last_at BIGINT NOT NULL,
    last_id BIGINT,
    preview TEXT NOT NULL,
    preview_author BIGINT,
    -- When the person last wrote.
    heard_at BIGINT,
    snoozed_until BIGINT,
    created_at BIGINT NOT NULL,
    UNIQUE (workspace_id, channel_id, chat)
);
CREATE INDEX dialog_open ON dialog (workspace_id, is_open, last_at, id);
CREATE INDEX dialog_mine ON dialog (workspace_id, user_id, is_open, last_at, id);
CREATE INDEX dialog_status ON dialog (workspace_id, status, user_id, last_at, id);
CREATE INDEX dialog_bot ON dialog (workspace_id, bot_id, last_at, id);
CREATE INDEX dialog_step ON dialog (workspace_id, flow_id, step) WHERE flow_id IS NOT NULL;
CREATE INDEX dialog_contact ON dialog (workspace_id, contact_id) WHERE contact_id IS NOT NULL;
-- Chats an operator has open, for who is free.
CREATE INDEX dialog_held ON dialog (workspace_id, user_id) WHERE holder = 3;

-- What was said, and what is on its way out: the outbox of the chats.
CREATE TABLE message (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    dialog_id BIGINT NOT NULL,
    author BIGINT NOT NULL,
    user_id BIGINT,
    -- 0 is shown; 1 is a deed that leaves no trace in the talk: typing, an answer to a press.
    is_deed BOOLEAN NOT NULL,
    state BIGINT NOT NULL,
    body TEXT NOT NULL,
    -- Its plain text, for searches and previews.
    text TEXT NOT NULL,
    -- Its ids on the platform, separated by spaces.
    external TEXT,
    -- What the buttons under it do, JSON.
    presses TEXT,
    -- Only while the dialog's turn is this; always when null.
    turn BIGINT,
    is_bulk BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    -- Not before this, and while it is being sent when that lease ends.
    due_at BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    error TEXT,
    run_id BIGINT,
    edited_at BIGINT,
    removed_at BIGINT
);
CREATE INDEX message_talk ON message (workspace_id, dialog_id, id);
CREATE INDEX message_planned ON message (channel_id, is_bulk, due_at, id) WHERE state = 0;
CREATE INDEX message_leaving ON message (dialog_id, id) WHERE state IN (0, 1);
CREATE INDEX message_leased ON message (due_at) WHERE state = 1;
CREATE INDEX message_uncertain ON message (workspace_id, id) WHERE state IN (3, 4);
CREATE INDEX message_external ON message (workspace_id, dialog_id, external) WHERE external IS NOT NULL;

-- Reports of a channel that were worked off, so that none is twice.
CREATE TABLE report_seen (
    workspace_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, channel_id, key)
);
CREATE INDEX report_seen_at ON report_seen (at);

-- Answers kept ready: of everybody when user_id is 0.
CREATE TABLE reply (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    shortcut TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (workspace_id, user_id, shortcut)
);

-- Who answers in a bot: users of the studio, and people who asked to from their own messenger.
CREATE TABLE operator (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    bot_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    -- Their own chat, for who answers from a messenger.
    identity_id BIGINT,
    -- 0 asked to, 1 approved, 2 refused.
    approval BIGINT NOT NULL,
    is_joined BOOLEAN NOT NULL,
    last_given_at BIGINT,
    UNIQUE (workspace_id, bot_id, user_id)
);

-- Timers of dialogs stand among those of scenarios.
ALTER TABLE timer ADD COLUMN dialog_id BIGINT;
CREATE INDEX timer_dialog ON timer (workspace_id, dialog_id) WHERE dialog_id IS NOT NULL;
