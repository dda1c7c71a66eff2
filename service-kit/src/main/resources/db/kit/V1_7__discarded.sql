-- Messages that somebody has given up, with who and why.
CREATE TABLE inbox_discarded (
  id            uuid        PRIMARY KEY,
  topic         text        NOT NULL,
  partition     integer     NOT NULL,
  record_offset bigint      NOT NULL,
  aggregate_id  uuid,
  sequence      integer,
  type          text,
  payload       bytea,
  parked_for    text        NOT NULL,
  error         text        NOT NULL,
  parked_at     timestamptz NOT NULL,
  discarded_at  timestamptz NOT NULL,
  discarded_by  text        NOT NULL,
  reason        text        NOT NULL
);
COMMENT ON TABLE inbox_discarded IS 'Parked messages that somebody has given up; never applied here';
