-- Where a content is: in pieces in this database, or on disk (docs/adr/0081).
ALTER TABLE blob
  ADD COLUMN store   text    NOT NULL DEFAULT 'DATABASE' CHECK (store IN ('DATABASE', 'DISK', 'NONE')),
  ADD COLUMN emptied boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN blob.store IS 'NONE: the content was taken away for good';
COMMENT ON COLUMN blob.emptied IS 'To be taken away from a store that knows no transactions';
CREATE INDEX blob_emptied ON blob (id) WHERE emptied;
