-- The text a person saved, with its comments, when it says the same as the document; and what they noted.
ALTER TABLE scenario_version ADD COLUMN source TEXT;
ALTER TABLE scenario_version ADD COLUMN note TEXT;

-- What is being written and does not run yet: one draft for each scenario, shared by all who edit it.
CREATE TABLE scenario_draft (
    workspace_id BIGINT NOT NULL,
    scenario_id BIGINT NOT NULL,
    -- New with every save, so that two who write at once notice each other.
    revision BIGINT NOT NULL,
    -- The version it began with.
    version BIGINT NOT NULL,
    text TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, scenario_id)
);
