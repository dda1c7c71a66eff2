-- What customers were promised, and how much of it is kept (docs/adr/0050).
CREATE TABLE promise (
  id           uuid        PRIMARY KEY,
  ticket_id    uuid        NOT NULL REFERENCES ticket (id),
  round        integer     NOT NULL,
  what         text        NOT NULL,
  due          timestamptz NOT NULL,
  state        text        NOT NULL CHECK (state IN ('OPEN', 'KEPT', 'BROKEN', 'RELEASED')),
  owed         boolean     NOT NULL,
  made_by      text        NOT NULL,
  team         text,
  made_at      timestamptz NOT NULL,
  renegotiated integer     NOT NULL DEFAULT 0,
  broken_at    timestamptz,
  kept_at      timestamptz,
  released_at  timestamptz,
  CHECK ((state = 'BROKEN') = (broken_at IS NOT NULL)),
  CHECK (owed = (kept_at IS NULL AND released_at IS NULL))
);
COMMENT ON COLUMN promise.round IS 'Of the PROMISE clock of its ticket';
COMMENT ON COLUMN promise.owed IS 'Still to be done: open, or broken and not done yet';
CREATE UNIQUE INDEX promise_of_clock ON promise (ticket_id, round);

CREATE TABLE promise_count (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person  text NOT NULL,
  team    text NOT NULL,
  day     date NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('MADE', 'KEPT', 'BROKEN', 'KEPT_LATE', 'RELEASED'))
);
COMMENT ON TABLE promise_count IS 'What is not in promise_tally yet: a row a deed';

CREATE TABLE promise_tally (
  day       date    NOT NULL,
  person    text    NOT NULL,
  team      text    NOT NULL,
  made      integer NOT NULL,
  kept      integer NOT NULL,
  broken    integer NOT NULL,
  kept_late integer NOT NULL,
  released  integer NOT NULL,
  PRIMARY KEY (day, person, team)
);
COMMENT ON COLUMN promise_tally.team IS 'Empty when no team owned the ticket';
