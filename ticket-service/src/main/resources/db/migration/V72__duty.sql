-- The first receiver owes the feedback: the list of it, transfers of the duty, absence (docs/adr/0052).
ALTER TABLE ticket ADD COLUMN feedback_due_at timestamptz;
COMMENT ON COLUMN ticket.feedback_due_at IS 'Until when the first receiver owes a customer an answer, null when nothing is owed';
UPDATE ticket t SET feedback_due_at = (SELECT min(c.due_at) FROM ticket_clock c WHERE c.ticket_id = t.id AND c.is_current
  AND c.kind IN ('FIRST_FEEDBACK', 'NEXT_FEEDBACK') AND c.stopped_at IS NULL AND c.state IN ('RUNNING', 'BREACHED'))
  WHERE due_at IS NOT NULL;
CREATE INDEX ticket_answer_owed ON ticket (receiver, feedback_due_at, id) WHERE feedback_due_at IS NOT NULL;

CREATE TABLE duty_transfer (
  id          uuid        PRIMARY KEY,
  ticket_id   uuid        NOT NULL REFERENCES ticket (id),
  from_person text        NOT NULL,
  to_person   text        NOT NULL,
  reason      text        NOT NULL,
  state       text        NOT NULL CHECK (state IN ('OFFERED', 'ACCEPTED', 'REFUSED', 'WITHDRAWN', 'EXPIRED')),
  offered_by  text        NOT NULL,
  offered_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  ended_by    text,
  ended_at    timestamptz,
  remark      text,
  CHECK ((state = 'OFFERED') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX duty_transfer_offered ON duty_transfer (ticket_id) WHERE state = 'OFFERED';
CREATE INDEX duty_transfer_of ON duty_transfer (ticket_id, id);
CREATE INDEX duty_transfer_expires ON duty_transfer (expires_at) WHERE state = 'OFFERED';
CREATE INDEX duty_transfer_to ON duty_transfer (to_person, expires_at, id) WHERE state = 'OFFERED';

CREATE TABLE staff_absence (
  username text        PRIMARY KEY,
  from_at  timestamptz NOT NULL,
  until_at timestamptz NOT NULL,
  note     text,
  set_by   text        NOT NULL,
  set_at   timestamptz NOT NULL,
  CHECK (from_at < until_at)
);
CREATE TABLE duty_stand_in (
  ticket_id uuid        PRIMARY KEY REFERENCES ticket (id),
  absent    text        NOT NULL,
  stand_in  text        NOT NULL,
  since     timestamptz NOT NULL
);
CREATE INDEX duty_stand_in_for ON duty_stand_in (absent);
COMMENT ON TABLE duty_stand_in IS 'Whose duty a lead has while somebody is absent, and to whom it goes back';
