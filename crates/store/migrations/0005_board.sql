-- The board of leads: the order inside a column, since when a lead stands there, what a stage asks for; and saved views.

-- Cards of a column go from the greatest position down. Ids are unique and grow, so they are a good first order.
ALTER TABLE lead ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
UPDATE lead SET position = id;
-- When leads of before came to their stage is not known: they count from when they were closed or last changed.
ALTER TABLE lead ADD COLUMN entered_stage_at BIGINT NOT NULL DEFAULT 0;
UPDATE lead SET entered_stage_at = COALESCE(closed_at, updated_at);
-- Covers the heads of the columns: they are counted and summed without looking at a single lead.
CREATE INDEX lead_board ON lead (workspace_id, pipeline_id, stage_id, position, currency, sale);

-- Fields a person fills in before a lead enters the stage: a JSON list of keys.
ALTER TABLE stage ADD COLUMN required TEXT;

-- Lists as people like to see them. Without an owner a view is everybody's.
CREATE TABLE saved_view (
    id ROWID_PK,
    workspace_id BIGINT NOT NULL,
    list TEXT NOT NULL,
    name TEXT NOT NULL,
    owner_id BIGINT,
    -- Filter, columns, order and layout, JSON.
    spec TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX saved_view_list ON saved_view (workspace_id, list, id);
