-- One person may be a user in several workspaces: what belongs to the login moves from the user to the person.
CREATE TABLE person (
    id ROWID_PK,
    -- Lower case; names one person on the whole server.
    email TEXT NOT NULL UNIQUE,
    -- Argon2id in the PHC form, with its parameters.
    password TEXT NOT NULL,
    language TEXT NOT NULL,
    theme TEXT NOT NULL,
    -- That of the workspace when absent.
    timezone TEXT,
    -- The workspace the person was made in: the second factor is sealed for it and for the id.
    made_in BIGINT NOT NULL,
    -- The sealed secret of the second factor; the pending one waits for its first code.
    totp BYTES,
    totp_pending BYTES,
    -- The last step whose code was taken: no code opens twice.
    totp_step BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
INSERT INTO person (id, email, password, language, theme, timezone, made_in, totp, totp_pending, totp_step, created_at, updated_at)
    SELECT id, email, password, language, theme, timezone, workspace_id, totp, totp_pending, totp_step, created_at, updated_at
    FROM app_user;

-- SQLite cannot drop a column that is unique: the table is made anew, with every row it had.
CREATE TABLE app_user_before AS SELECT * FROM app_user;
DROP TABLE app_user;
CREATE TABLE app_user (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    disabled_at BIGINT,
    -- When the person last came into the workspace: signing in leads to the latest.
    entered_at BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (person_id, workspace_id)
);
CREATE INDEX app_user_workspace ON app_user (workspace_id, id);
INSERT INTO app_user (id, workspace_id, person_id, name, role, disabled_at, created_at, updated_at)
    SELECT id, workspace_id, id, name, role, disabled_at, created_at, updated_at FROM app_user_before;
DROP TABLE app_user_before;

-- Codes for a lost second factor, kept as SHA-256; each opens once.
CREATE TABLE person_code (
    person_id BIGINT NOT NULL,
    hash BYTES NOT NULL,
    PRIMARY KEY (person_id, hash)
);
INSERT INTO person_code (person_id, hash) SELECT user_id, hash FROM recovery_code;
DROP TABLE recovery_code;

-- Whether the second factor was proved when the session began: a workspace that needs it asks before it lets one in.
ALTER TABLE session ADD COLUMN proved BIGINT NOT NULL DEFAULT 0;
