-- Files that belong to tickets, and large contents in pieces (docs/adr/0042).
CREATE TABLE blob (
  id     uuid   PRIMARY KEY,
  size   bigint NOT NULL,
  sha256 text   NOT NULL
);
CREATE TABLE blob_piece (
  blob_id  uuid    NOT NULL,
  position integer NOT NULL,
  data     bytea   NOT NULL,
  PRIMARY KEY (blob_id, position)
);
-- pictures and archives are compressed already
ALTER TABLE blob_piece ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE TABLE attachment (
  id        uuid        PRIMARY KEY,
  ticket_id uuid        NOT NULL REFERENCES ticket (id),
  name      text        NOT NULL,
  type      text        NOT NULL,
  size      bigint      NOT NULL,
  sha256    text        NOT NULL,
  blob_id   uuid        NOT NULL REFERENCES blob (id),
  added_by  text        NOT NULL,
  added_at  timestamptz NOT NULL
);
CREATE INDEX attachment_of ON attachment (ticket_id, id);
