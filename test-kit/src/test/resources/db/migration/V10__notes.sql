CREATE TABLE note (
  id        uuid        PRIMARY KEY,
  version   integer     NOT NULL,
  head_hash bytea,
  text      text        NOT NULL,
  written_at timestamptz NOT NULL
);
-- no unique constraint: an effect that happens twice must show
CREATE TABLE note_effect (
  place        bigint GENERATED ALWAYS AS IDENTITY,
  aggregate_id uuid    NOT NULL,
  sequence     integer NOT NULL,
  text         text,
  trace_id     text,
  request_id   text
);
