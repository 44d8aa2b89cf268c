-- People who sign in. The e-mail is kept in lower case and names one person on the whole server.
CREATE TABLE app_user (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,
    -- Argon2id in the PHC form, with its parameters.
    password TEXT NOT NULL,
    role TEXT NOT NULL,
    language TEXT NOT NULL,
    theme TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX app_user_workspace ON app_user (workspace_id, id);

-- Signed-in browsers. Of the cookie only its SHA-256 is kept: who reads the database cannot sign in with it.
CREATE TABLE session (
    hash BYTES PRIMARY KEY,
    id BIGINT NOT NULL UNIQUE,
    workspace_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_of_user ON session (workspace_id, user_id);
CREATE INDEX session_expiry ON session (expires_at);

-- Tokens for programs, kept as SHA-256 like sessions.
CREATE TABLE api_token (
    id ROWID_PK,
    hash BYTES NOT NULL UNIQUE,
    workspace_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    -- JSON list of `read`, `write`, `admin`.
    scopes TEXT NOT NULL,
    -- The last characters, so that people recognise it.
    last4 TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    expires_at BIGINT
);
CREATE INDEX api_token_workspace ON api_token (workspace_id, id);

-- Failed sign-ins by address and e-mail.
CREATE TABLE sign_in_failure (
    subject TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX sign_in_failure_at ON sign_in_failure (at);

-- Writes that carried an Idempotency-Key. The row commits together with the effect; the answer follows.
CREATE TABLE idempotency (
    workspace_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    route TEXT NOT NULL,
    request BYTES NOT NULL,
    status BIGINT,
    body BYTES,
    at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, user_id, key, route)
);
CREATE INDEX idempotency_at ON idempotency (at);
