-- Quiet hours of people: every version is kept, one of each is current.

CREATE TABLE quiet_hours (
  username   text        NOT NULL,
  version    integer     NOT NULL CHECK (version > 0),
  current    boolean     NOT NULL,
  definition text        NOT NULL,
  changed_by text        NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (username, version)
);
CREATE UNIQUE INDEX quiet_hours_current ON quiet_hours (username) WHERE current;
CREATE INDEX staff_email ON staff (lower(email));
