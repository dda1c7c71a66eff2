-- What no ticket holds (failed rows of imports, parked messages) is found by the contacts of whom it is about.
ALTER TABLE customer_erasure
  ADD COLUMN phones text[] NOT NULL DEFAULT '{}',
  ADD COLUMN emails text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN customer_erasure.phones IS 'By which to find what is about them beside their tickets; gone with the row once everything is forgotten';
CREATE INDEX inbound_message_sender ON inbound_message (lower(sender)) WHERE sender IS NOT NULL;
