-- Work that is still owed, kept from the changes of tickets: the work list and the load of people and teams (docs/adr/0062).
CREATE TABLE open_work (
  ticket_id uuid             PRIMARY KEY,
  team      text,
  person    text,
  due_at    timestamptz      NOT NULL,
  worth     double precision NOT NULL
);
COMMENT ON COLUMN open_work.due_at IS 'When the next thing is owed; infinity when no clock runs';
COMMENT ON COLUMN open_work.worth IS 'Value over cost (ticket_worth); 0 when nobody has said';
CREATE INDEX open_work_of_team ON open_work (team, due_at, ticket_id) WHERE team IS NOT NULL;
CREATE INDEX open_work_of_person ON open_work (person, due_at, ticket_id) WHERE person IS NOT NULL;
CREATE INDEX open_work_due ON open_work (due_at, ticket_id);
CREATE INDEX open_work_worth ON open_work (worth DESC, ticket_id);

-- What a ticket is worth and what it costs.
CREATE TABLE ticket_worth (
  ticket_id         uuid    PRIMARY KEY REFERENCES ticket (id),
  value             numeric NOT NULL CHECK (value >= 0),
  delay_cost_per_day numeric NOT NULL CHECK (delay_cost_per_day >= 0),
  effort_minutes    integer CHECK (effort_minutes > 0),
  spent_minutes     integer NOT NULL DEFAULT 0 CHECK (spent_minutes >= 0),
  estimated         boolean NOT NULL DEFAULT true,
  changed_at        timestamptz NOT NULL,
  changed_by        text    NOT NULL
);
COMMENT ON COLUMN ticket_worth.estimated IS 'false: there is a work log, but nobody has said what it is worth';
CREATE TABLE work_entry (
  id        uuid        PRIMARY KEY,
  ticket_id uuid        NOT NULL REFERENCES ticket (id),
  person    text        NOT NULL,
  minutes   integer     NOT NULL CHECK (minutes > 0),
  at        timestamptz NOT NULL,
  note      text,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX work_entry_of ON work_entry (ticket_id, id);

-- How much people and teams take on, and what becomes of more.
CREATE TABLE team_assignment (
  team        text        PRIMARY KEY,
  version     integer     NOT NULL,
  overload    text        NOT NULL CHECK (overload IN ('ALLOW', 'REFUSE', 'REDIRECT')),
  redirect_to text,
  strategy    text        NOT NULL CHECK (strategy IN ('LOAD', 'ROUND_ROBIN')),
  changed_at  timestamptz NOT NULL,
  changed_by  text        NOT NULL,
  CHECK ((overload = 'REDIRECT') = (redirect_to IS NOT NULL))
);
CREATE TABLE staff_assignment (
  username   text        PRIMARY KEY,
  version    integer     NOT NULL,
  skills     text[]      NOT NULL,
  calendar   text        REFERENCES calendar (name),
  available  boolean     NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text        NOT NULL
);
CREATE TABLE staff_turn (
  username text        PRIMARY KEY,
  last_at  timestamptz NOT NULL
);
COMMENT ON TABLE staff_turn IS 'When somebody was last given a ticket, for taking turns';
CREATE TABLE overload (
  kind      text        NOT NULL CHECK (kind IN ('PERSON', 'TEAM')),
  name      text        NOT NULL,
  since     timestamptz NOT NULL,
  open      integer     NOT NULL,
  capacity  integer     NOT NULL,
  outcome   text        NOT NULL,
  ticket_id uuid,
  PRIMARY KEY (kind, name)
);
COMMENT ON COLUMN overload.ticket_id IS 'The ticket whose history tells of it, and whose alert is open; null until told';

INSERT INTO ticket_changed (ticket_id) SELECT id FROM ticket WHERE state NOT IN ('CLOSED', 'DECLINED', 'MERGED');
