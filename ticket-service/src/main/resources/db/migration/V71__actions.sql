-- Planned actions: who, responsible for what, by when (docs/adr/0051).
CREATE TABLE planned_action (
  id              uuid        PRIMARY KEY,
  ticket_id       uuid        NOT NULL REFERENCES ticket (id),
  round           integer     NOT NULL,
  what            text        NOT NULL,
  person          text        NOT NULL,
  responsible_for text        NOT NULL,
  due             timestamptz NOT NULL,
  state           text        NOT NULL CHECK (state IN ('OPEN', 'DONE', 'CANCELLED')),
  planned_by      text        NOT NULL,
  planned_at      timestamptz NOT NULL,
  overdue_since   timestamptz,
  ended_by        text,
  ended_at        timestamptz,
  remark          text,
  CHECK ((state = 'OPEN') = (ended_at IS NULL))
);
COMMENT ON COLUMN planned_action.round IS 'Of the ACTION clock of its ticket';
COMMENT ON COLUMN planned_action.remark IS 'Why it was cancelled, or what is to be said about how it was done';
CREATE UNIQUE INDEX planned_action_of_clock ON planned_action (ticket_id, round);
CREATE INDEX planned_action_open ON planned_action (person, due) WHERE state = 'OPEN';
