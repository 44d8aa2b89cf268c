-- Workspaces and everything of automation. Times are microseconds UTC, ids sort by birth, documents are JSON text.
CREATE TABLE workspace (
    id ROWID_PK,
    name TEXT NOT NULL,
    timezone TEXT NOT NULL,
    currency TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- A fresh id at every change of a definition: nodes compare it before they trust what they compiled.
    definitions BIGINT NOT NULL DEFAULT 0
);

-- Everything that happened. A hook's request keeps its bytes here; `key` is the hook, scenario or schedule.
CREATE TABLE event (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    state BIGINT NOT NULL,
    key BIGINT,
    subject_kind BIGINT,
    subject_id BIGINT,
    cause BIGINT,
    depth BIGINT NOT NULL,
    author TEXT,
    at BIGINT NOT NULL,
    -- How a request came (method, path, query, headers, address), JSON.
    head TEXT,
    -- The body of a request as received.
    body BYTES,
    -- Changes, variables and the like, JSON.
    payload TEXT,
    -- Why it was refused or failed.
    reason TEXT,
    -- The pack that holds head, body and payload after compaction.
    pack BIGINT
);
CREATE INDEX event_key ON event (workspace_id, key, id);
CREATE INDEX event_subject ON event (workspace_id, subject_id, id) WHERE subject_id IS NOT NULL;
-- Only what still waits or went wrong: stays as small as the queue.
CREATE INDEX event_open ON event (state, id) WHERE state <> 1;

-- Recognises repeats of a hook's requests.
CREATE TABLE hook_seen (
    workspace_id BIGINT NOT NULL,
    hook_id BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    event_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, hook_id, fingerprint)
);
CREATE INDEX hook_seen_at ON hook_seen (at);

CREATE TABLE hook (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL,
    secret BYTES,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (workspace_id, key)
);

CREATE TABLE link (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    settings TEXT NOT NULL,
    clicks BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    UNIQUE (workspace_id, number)
);
-- A link rendered for a record: the token is what stands in the address.
CREATE TABLE link_token (
    token TEXT PRIMARY KEY,
    workspace_id BIGINT NOT NULL,
    link_id BIGINT NOT NULL,
    record_kind BIGINT NOT NULL,
    record_id BIGINT NOT NULL,
    fired_at BIGINT,
    clicks BIGINT NOT NULL DEFAULT 0,
    UNIQUE (workspace_id, link_id, record_id)
);

CREATE TABLE scenario (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    is_on BOOLEAN NOT NULL,
    position BIGINT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- When a schedule comes due next.
    next_due BIGINT,
    UNIQUE (workspace_id, key)
);
CREATE INDEX scenario_due ON scenario (next_due) WHERE next_due IS NOT NULL;
CREATE TABLE scenario_version (
    workspace_id BIGINT NOT NULL,
    scenario_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    document TEXT NOT NULL,
    author TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, scenario_id, version)
);

-- When a scenario last ran for a record, and whether its "only once" mark is set.
CREATE TABLE scenario_mark (
    workspace_id BIGINT NOT NULL,
    scenario_id BIGINT NOT NULL,
    record_id BIGINT NOT NULL,
    ran_at BIGINT NOT NULL,
    fired BOOLEAN NOT NULL,
    PRIMARY KEY (workspace_id, scenario_id, record_id)
);

CREATE TABLE run (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    scenario_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    event_id BIGINT NOT NULL,
    status BIGINT NOT NULL,
    subject_kind BIGINT,
    subject_id BIGINT,
    at BIGINT NOT NULL,
    us BIGINT NOT NULL,
    trace TEXT,
    -- What a waiting run needs to go on, JSON.
    parked TEXT,
    pack BIGINT
);
CREATE INDEX run_scenario ON run (workspace_id, scenario_id, status, id);
CREATE INDEX run_status ON run (workspace_id, status, id);
CREATE INDEX run_subject ON run (workspace_id, subject_id, id) WHERE subject_id IS NOT NULL;
CREATE INDEX run_event ON run (event_id);

CREATE TABLE timer (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    scenario_id BIGINT NOT NULL,
    block TEXT NOT NULL,
    step TEXT NOT NULL,
    run_id BIGINT NOT NULL,
    record_kind BIGINT,
    record_id BIGINT,
    due_at BIGINT NOT NULL,
    -- 0 waits, 1 waits for its scenario to be switched on.
    state BIGINT NOT NULL,
    -- The event and variables of the run that set it, JSON.
    context TEXT NOT NULL
);
CREATE INDEX timer_due ON timer (state, due_at, id);
CREATE INDEX timer_scenario ON timer (workspace_id, scenario_id, block, step, record_id);
CREATE INDEX timer_record ON timer (workspace_id, record_id) WHERE record_id IS NOT NULL;
-- Retention keeps the run of a timer that still waits.
CREATE INDEX timer_run ON timer (run_id);

-- What leaves the house.
CREATE TABLE job (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    run_id BIGINT,
    step TEXT,
    event_id BIGINT,
    state BIGINT NOT NULL,
    -- When it is to be sent next, or the lease of who sends it ends.
    due_at BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    host TEXT NOT NULL,
    request TEXT,
    -- What came back, newest last, JSON.
    attempts TEXT,
    status BIGINT,
    pack BIGINT
);
CREATE INDEX job_due ON job (due_at, id) WHERE state IN (0, 1);
CREATE INDEX job_state ON job (workspace_id, state, id);
CREATE INDEX job_run ON job (run_id);

-- Runs over a selection or a filter.
CREATE TABLE bulk (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    scenario_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    document TEXT NOT NULL,
    author TEXT,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    after_id BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX bulk_state ON bulk (state, id);

CREATE TABLE global (
    workspace_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    value TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, folded)
);

-- Secrets by name, encrypted.
CREATE TABLE secret (
    workspace_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    sealed BYTES NOT NULL,
    last4 TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, name)
);

-- Old events, runs and deliveries, many in one compressed row.
CREATE TABLE pack (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    -- 1 events, 2 runs, 3 deliveries.
    kind BIGINT NOT NULL,
    rows BIGINT NOT NULL,
    first_id BIGINT NOT NULL,
    last_id BIGINT NOT NULL,
    data BYTES NOT NULL
);
CREATE INDEX pack_age ON pack (kind, last_id);

-- Settings of the server by name: retention, the fingerprint of the key.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
