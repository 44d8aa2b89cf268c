-- The colour of a tag, by name; none is grey.
ALTER TABLE tag ADD COLUMN color TEXT;
