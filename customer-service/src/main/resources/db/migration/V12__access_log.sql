-- Which personal data left through an integration, and which were exported.

CREATE TABLE access_log (
  id          uuid        PRIMARY KEY,
  at          timestamptz NOT NULL,
  caller      text        NOT NULL,
  client      text,
  action      text        NOT NULL CHECK (action IN ('READ', 'FOUND', 'MATCHED', 'CHANGED', 'HISTORY', 'OVERVIEW', 'PEOPLE', 'EXPORTED')),
  customer_id uuid        NOT NULL,
  request_id  text
);
CREATE INDEX access_log_customer ON access_log (customer_id, id);
CREATE INDEX access_log_client ON access_log (client, id);
COMMENT ON TABLE access_log IS 'Every answer with personal data that an integration was given, and every export; holds ids only, no personal data';
