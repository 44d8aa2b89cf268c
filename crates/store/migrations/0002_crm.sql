-- The CRM: what its records are made of, the records, their links and the index of their values.
CREATE TABLE pipeline (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    UNIQUE (workspace_id, key)
);
CREATE TABLE stage (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    pipeline_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    -- 0 open, 1 won, 2 lost.
    kind BIGINT NOT NULL,
    color TEXT NOT NULL,
    position BIGINT NOT NULL,
    UNIQUE (workspace_id, pipeline_id, key)
);
CREATE TABLE loss_reason (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    UNIQUE (workspace_id, name)
);
CREATE TABLE task_type (
    workspace_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, key)
);
CREATE TABLE field (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    record_kind BIGINT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    -- What it holds, JSON.
    spec TEXT NOT NULL,
    position BIGINT NOT NULL,
    UNIQUE (workspace_id, record_kind, key)
);

-- Kinds of records are numbers: 1 lead, 2 contact, 3 company, 4 task. Empty lists and the author "system" are NULL.
CREATE TABLE lead (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    pipeline_id BIGINT NOT NULL,
    stage_id BIGINT NOT NULL,
    -- Minor units.
    sale BIGINT,
    currency TEXT,
    responsible_id BIGINT,
    loss_reason_id BIGINT,
    source TEXT,
    tags TEXT,
    fields TEXT,
    subscribers TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    closed_at BIGINT,
    created_by TEXT
);
CREATE INDEX lead_all ON lead (workspace_id, id);
CREATE INDEX lead_stage ON lead (workspace_id, pipeline_id, stage_id, id);
CREATE INDEX lead_responsible ON lead (workspace_id, responsible_id, id) WHERE responsible_id IS NOT NULL;

CREATE TABLE contact (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    first_name TEXT,
    last_name TEXT,
    phones TEXT,
    emails TEXT,
    responsible_id BIGINT,
    timezone TEXT,
    tags TEXT,
    fields TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    created_by TEXT
);
CREATE INDEX contact_all ON contact (workspace_id, id);
CREATE INDEX contact_responsible ON contact (workspace_id, responsible_id, id) WHERE responsible_id IS NOT NULL;

CREATE TABLE company (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    phones TEXT,
    emails TEXT,
    responsible_id BIGINT,
    tags TEXT,
    fields TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    created_by TEXT
);
CREATE INDEX company_all ON company (workspace_id, id);
CREATE INDEX company_responsible ON company (workspace_id, responsible_id, id) WHERE responsible_id IS NOT NULL;

CREATE TABLE task (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    task_type TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    record_kind BIGINT,
    record_id BIGINT,
    responsible_id BIGINT,
    results TEXT,
    done_at BIGINT,
    result TEXT,
    tags TEXT,
    fields TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    created_by TEXT
);
CREATE INDEX task_all ON task (workspace_id, id);
CREATE INDEX task_open ON task (workspace_id, id) WHERE done_at IS NULL;
CREATE INDEX task_record ON task (workspace_id, record_id, id) WHERE record_id IS NOT NULL;
CREATE INDEX task_responsible ON task (workspace_id, responsible_id, id) WHERE responsible_id IS NOT NULL;

CREATE TABLE note (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    record_kind BIGINT NOT NULL,
    record_id BIGINT NOT NULL,
    -- 0 text, 1 system, 2 call, 3 SMS, 4 e-mail.
    kind BIGINT NOT NULL,
    text TEXT NOT NULL,
    -- 0 in, 1 out.
    direction BIGINT,
    subject TEXT,
    status TEXT,
    duration_secs BIGINT,
    address TEXT,
    created_at BIGINT NOT NULL,
    created_by TEXT
);
CREATE INDEX note_record ON note (workspace_id, record_id, id);

-- Links of records, the smaller kind first: lead to contact, lead to company, contact to company.
-- `main`: the first among those of its kind that `a` is linked to.
CREATE TABLE record_link (
    workspace_id BIGINT NOT NULL,
    a_id BIGINT NOT NULL,
    b_kind BIGINT NOT NULL,
    b_id BIGINT NOT NULL,
    a_kind BIGINT NOT NULL,
    main BOOLEAN NOT NULL,
    PRIMARY KEY (workspace_id, a_id, b_kind, b_id)
LITE_ONLY ) WITHOUT ROWID;
PG_ONLY );
-- Covers what is read through it, so that the planner does not prefer the key.
CREATE INDEX record_link_back ON record_link (workspace_id, b_id, a_kind, a_id, main);

-- Spellings of tags by what they fold to; who has a tag, `record_value` knows.
CREATE TABLE tag (
    workspace_id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (workspace_id, kind, folded)
LITE_ONLY ) WITHOUT ROWID;
PG_ONLY );

-- Who holds which value. `field` is one capital letter for what every record has (N name, W word of the name, P phone,
-- E e-mail, T tag, S source, M money, F first name, L last name) or the key of a custom field, which has no capitals.
CREATE TABLE record_value (
    workspace_id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
LITE_ONLY     folded TEXT NOT NULL,
PG_ONLY     folded TEXT COLLATE "C" NOT NULL,
    field TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, kind, folded, field, record_id)
LITE_ONLY ) WITHOUT ROWID;
PG_ONLY );
