-- On-call schedules: every version is kept; who was on call is never rewritten.

CREATE TABLE oncall_schedule (
  id         uuid        PRIMARY KEY,
  name       text        NOT NULL UNIQUE,
  version    integer     NOT NULL CHECK (version > 0),
  revision   integer     NOT NULL CHECK (revision >= version),
  active     boolean     NOT NULL,
  changed_at timestamptz NOT NULL
);
COMMENT ON TABLE oncall_schedule IS 'Its row is the lock: whoever changes a schedule or its overrides, or relies on it being active, holds it';
COMMENT ON COLUMN oncall_schedule.revision IS 'Counts versions and overrides: the SEQUENCE of its calendar events';
COMMENT ON COLUMN oncall_schedule.changed_at IS 'Of the revision';

CREATE TABLE oncall_schedule_version (
  schedule_id uuid        NOT NULL REFERENCES oncall_schedule,
  version     integer     NOT NULL,
  active      boolean     NOT NULL,
  definition  text        NOT NULL,
  changed_by  text        NOT NULL,
  changed_at  timestamptz NOT NULL,
  PRIMARY KEY (schedule_id, version)
);
COMMENT ON COLUMN oncall_schedule_version.changed_at IS 'Since when it counts, until the next one';

CREATE TABLE oncall_override (
  id           uuid        PRIMARY KEY,
  schedule_id  uuid        NOT NULL REFERENCES oncall_schedule,
  revision     integer     NOT NULL,
  person       text        NOT NULL,
  reason       text,
  from_at      timestamptz NOT NULL,
  until_at     timestamptz NOT NULL,
  created_by   text        NOT NULL,
  created_at   timestamptz NOT NULL,
  cancelled_by text,
  cancelled_at timestamptz,
  UNIQUE (schedule_id, revision),
  CHECK (from_at < until_at)
);
CREATE INDEX oncall_override_time ON oncall_override (schedule_id, until_at);
CREATE INDEX oncall_override_list ON oncall_override (schedule_id, id DESC);
COMMENT ON COLUMN oncall_override.revision IS 'Of the schedule when it was made: the later made goes before the earlier';

CREATE TABLE oncall_feed (
  id          uuid        PRIMARY KEY,
  schedule_id uuid        NOT NULL REFERENCES oncall_schedule,
  person      text,
  token_hash  bytea       NOT NULL UNIQUE,
  created_by  text        NOT NULL,
  created_at  timestamptz NOT NULL,
  rotated_at  timestamptz,
  revoked_by  text,
  revoked_at  timestamptz
);
CREATE INDEX oncall_feed_list ON oncall_feed (schedule_id, id DESC);
COMMENT ON COLUMN oncall_feed.token_hash IS 'SHA-256 of the token in the secret address; the token itself is not kept';

CREATE TABLE oncall_gap (
  schedule_id uuid NOT NULL REFERENCES oncall_schedule,
  about       text NOT NULL,
  PRIMARY KEY (schedule_id, about)
);
COMMENT ON TABLE oncall_gap IS 'Gaps for which an alert was raised that is to end with them. Guarded by the lock of the book of system alerts';
