-- Which integration was given whose personal data, and which were exported. Holds ids only, so that erasure need not touch it.
CREATE TABLE access_log (
  id          uuid        PRIMARY KEY,
  at          timestamptz NOT NULL,
  caller      text        NOT NULL,
  client      text,
  action      text        NOT NULL CHECK (action IN ('READ', 'FOUND', 'CHANGED', 'HISTORY', 'FILE', 'EXPORTED')),
  ticket_id   uuid        NOT NULL,
  customer_id uuid,
  request_id  text
);
CREATE INDEX access_log_ticket ON access_log (ticket_id, id);
CREATE INDEX access_log_customer ON access_log (customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX access_log_client ON access_log (client, id);
