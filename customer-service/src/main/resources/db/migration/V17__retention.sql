-- Persons of whom nothing was heard for long, the longest first.
CREATE INDEX customer_silent ON customer (scope, updated_at, id)
  WHERE kind = 'PERSON' AND merged_into IS NULL AND NOT erased;

ALTER TABLE erasure ADD COLUMN ground text NOT NULL DEFAULT 'REQUEST' CHECK (ground IN ('REQUEST', 'RETENTION'));
CREATE INDEX erasure_latest ON erasure (erased_at, customer_id);
COMMENT ON COLUMN erasure.ground IS 'Whether somebody asked for it or a retention rule did it';
