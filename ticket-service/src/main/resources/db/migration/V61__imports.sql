-- Files of demands: stored first, then worked row by row.
CREATE TABLE ticket_import (
  id           uuid        PRIMARY KEY,
  scope        text        NOT NULL,
  digest       text        NOT NULL,
  again        boolean     NOT NULL,
  format       text        NOT NULL CHECK (format IN ('CSV', 'NDJSON')),
  columns      text[]      NOT NULL,
  caller_name  text        NOT NULL,
  caller_client text,
  caller_roles text[]      NOT NULL,
  request_id   text,
  rows_total   integer     NOT NULL,
  created_at   timestamptz NOT NULL
);
CREATE UNIQUE INDEX ticket_import_once ON ticket_import (scope, digest) WHERE NOT again;
CREATE INDEX ticket_import_of ON ticket_import (scope, id);
COMMENT ON COLUMN ticket_import.scope IS 'Whose it is: the caller as for idempotency keys';
COMMENT ON COLUMN ticket_import.again IS 'The caller asked for the same file to be taken once more';

CREATE TABLE ticket_import_row (
  import_id uuid     NOT NULL REFERENCES ticket_import (id),
  row       integer  NOT NULL,
  line      bigint   NOT NULL,
  source    text,
  state     text     NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'DONE', 'FAILED')),
  attempts  smallint NOT NULL DEFAULT 0,
  not_before timestamptz,
  ticket_id uuid,
  number    text,
  errors    jsonb,
  PRIMARY KEY (import_id, row)
) WITH (fillfactor = 80);
CREATE INDEX ticket_import_row_pending ON ticket_import_row (import_id, row) WHERE state = 'PENDING';
CREATE INDEX ticket_import_row_failed ON ticket_import_row (import_id, row) WHERE state = 'FAILED';
COMMENT ON COLUMN ticket_import_row.source IS 'The row as it came; blanked when its ticket is logged, which says the same';
