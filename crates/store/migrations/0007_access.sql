-- Who may do what: people who are shut out, teams, rights of roles, second factors, links that let in, and the log of it all.
ALTER TABLE app_user ADD COLUMN disabled_at BIGINT;
-- The sealed secret of the second factor; the pending one waits for its first code.
ALTER TABLE app_user ADD COLUMN totp BYTES;
ALTER TABLE app_user ADD COLUMN totp_pending BYTES;
-- The last step whose code was taken: no code opens twice.
ALTER TABLE app_user ADD COLUMN totp_step BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';

-- Codes for a lost second factor, kept as SHA-256; each opens once.
CREATE TABLE recovery_code (
    hash BYTES NOT NULL,
    workspace_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id, hash)
);

CREATE TABLE team (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (workspace_id, name)
);
CREATE TABLE team_member (
    workspace_id BIGINT NOT NULL,
    team_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, team_id, user_id)
);
CREATE INDEX team_member_user ON team_member (workspace_id, user_id, team_id);

-- Rights that differ from the usual ones of a role, JSON.
CREATE TABLE role_rights (
    workspace_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    rights TEXT NOT NULL,
    PRIMARY KEY (workspace_id, role)
);

-- Links that let somebody in, or set a new password of a person. Of the secret only its SHA-256 is kept.
CREATE TABLE invite (
    id ROWID_PK,
    hash BYTES NOT NULL UNIQUE,
    workspace_id BIGINT NOT NULL,
    -- The person whose password is set; none for an invitation.
    user_id BIGINT,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    -- JSON list of ids.
    teams TEXT NOT NULL,
    created_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX invite_workspace ON invite (workspace_id, id);
CREATE INDEX invite_expiry ON invite (expires_at);

-- Tries to sign in as somebody, kept half a year.
CREATE TABLE sign_in (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL
);
CREATE INDEX sign_in_user ON sign_in (workspace_id, user_id, id);
CREATE INDEX sign_in_all ON sign_in (workspace_id, id);

-- Settings of a workspace by name, JSON.
CREATE TABLE workspace_setting (
    workspace_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (workspace_id, name)
);

-- Changes of the set-up.
CREATE TABLE audit (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- None for commands on the server's machine.
    user_id BIGINT,
    via TEXT NOT NULL,
    address TEXT NOT NULL,
    kind TEXT NOT NULL,
    deed TEXT NOT NULL,
    name TEXT NOT NULL,
    -- What differs, JSON.
    changes TEXT NOT NULL,
    -- Name and changes in lower case, for finding.
    folded TEXT NOT NULL
);
CREATE INDEX audit_all ON audit (workspace_id, id);
