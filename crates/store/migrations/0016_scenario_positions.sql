-- A new scenario goes to the end of the list without a walk through all of it.
CREATE INDEX scenario_position ON scenario (workspace_id, position);
