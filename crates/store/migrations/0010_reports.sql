-- How long each lead has stood on each stage: what the reports on pipelines are read from.
CREATE TABLE stage_stay (
    workspace_id BIGINT NOT NULL,
    lead_id BIGINT NOT NULL,
    stage_id BIGINT NOT NULL,
    pipeline_id BIGINT NOT NULL,
    -- When the lead was made: reports are about the leads of a period.
    born_at BIGINT NOT NULL,
    -- When it last came to the stage.
    entered_at BIGINT NOT NULL,
    -- How long it stood there before it went on, microseconds, all its stays together.
    spent_us BIGINT NOT NULL,
    is_here BOOLEAN NOT NULL,
    PRIMARY KEY (workspace_id, lead_id, stage_id)
);
-- Covers the reports, in the order they group by.
CREATE INDEX stage_stay_born ON stage_stay
    (workspace_id, pipeline_id, born_at, lead_id, stage_id, spent_us, entered_at, is_here);

-- Where leads stand now; the way they came before this table is not known.
INSERT INTO stage_stay (workspace_id, lead_id, stage_id, pipeline_id, born_at, entered_at, spent_us, is_here)
    SELECT workspace_id, id, stage_id, pipeline_id, created_at, entered_stage_at, 0, TRUE FROM lead;

CREATE INDEX lead_created ON lead (workspace_id, created_at);
CREATE INDEX lead_closed ON lead (workspace_id, closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX task_done ON task (workspace_id, done_at) WHERE done_at IS NOT NULL;
