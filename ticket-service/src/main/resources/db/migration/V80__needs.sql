-- What is behind a stated request: the underlying need in versions, and what is still to be asked.
CREATE TABLE clarification (
  ticket_id  uuid        NOT NULL REFERENCES ticket (id),
  version    integer     NOT NULL CHECK (version > 0),
  need       text        NOT NULL,
  dimensions text[]      NOT NULL,
  benefits   text[]      NOT NULL,
  made_at    timestamptz NOT NULL,
  made_by    text        NOT NULL,
  PRIMARY KEY (ticket_id, version)
);
COMMENT ON TABLE clarification IS 'Every version stays; the highest is what is thought now. Only erasure of personal data changes one';

CREATE TABLE question (
  id         uuid        PRIMARY KEY,
  ticket_id  uuid        NOT NULL REFERENCES ticket (id),
  text       text        NOT NULL,
  state      text        NOT NULL CHECK (state IN ('OPEN', 'ANSWERED', 'WITHDRAWN')),
  asked_at   timestamptz NOT NULL,
  asked_by   text        NOT NULL,
  answer     text,
  ended_at   timestamptz,
  ended_by   text,
  CHECK ((state = 'OPEN') = (ended_at IS NULL))
);
CREATE INDEX question_of ON question (ticket_id, id);
COMMENT ON TABLE question IS 'To be asked at the next contact with the customer';
COMMENT ON COLUMN question.answer IS 'What the customer said, or why it need not be asked any more';

ALTER TABLE ticket ADD COLUMN news_owed_since timestamptz;
COMMENT ON COLUMN ticket.news_owed_since IS 'Since when the customer has to be told that what they asked for is there; null when they were told';
