-- Contents may be carried on into an S3-compatible store, after they were committed with their ticket (docs/adr/0087).
ALTER TABLE blob
  DROP CONSTRAINT blob_store_check,
  ADD CONSTRAINT blob_store_check CHECK (store IN ('DATABASE', 'DISK', 'S3', 'NONE')),
  ADD COLUMN stays        boolean NOT NULL DEFAULT false,
  ADD COLUMN moving_until timestamptz,
  ADD COLUMN left_in      text CHECK (left_in IN ('DATABASE', 'DISK')),
  ADD COLUMN left_at      timestamptz,
  ADD CHECK ((left_in IS NULL) = (left_at IS NULL));
UPDATE blob SET stays = true FROM inbound_message m WHERE m.raw = blob.id;
COMMENT ON COLUMN blob.stays IS 'Not for S3: it is read within transactions';
COMMENT ON COLUMN blob.moving_until IS 'Until then a replica carries it to S3, or somebody has tried in vain';
COMMENT ON COLUMN blob.left_in IS 'Where it was before: there still, for whoever reads it just now, until it is taken away';
CREATE INDEX blob_to_move ON blob (id) WHERE store IN ('DATABASE', 'DISK') AND NOT stays;
CREATE INDEX blob_left ON blob (left_at) WHERE left_at IS NOT NULL;
