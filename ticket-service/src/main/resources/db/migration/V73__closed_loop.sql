-- What customers say at the end, and when they were asked (docs/adr/0054).
ALTER TABLE ticket
  ADD COLUMN satisfaction integer CHECK (satisfaction BETWEEN 1 AND 5),
  ADD COLUMN effort       integer CHECK (effort BETWEEN 1 AND 7),
  ADD COLUMN attempts     text NOT NULL DEFAULT '';
COMMENT ON COLUMN ticket.satisfaction IS 'CSAT of the last confirmation, 1 to 5';
COMMENT ON COLUMN ticket.effort IS 'CES 2.0 of the last confirmation, 1 to 7';
COMMENT ON COLUMN ticket.attempts IS 'When the customer was asked since it was resolved; instants separated by blanks';
