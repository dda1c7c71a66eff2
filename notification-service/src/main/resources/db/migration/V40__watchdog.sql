-- Heartbeats of the replicas of all services, and what the watchdog has found.

CREATE TABLE heartbeat (
  replica     uuid        PRIMARY KEY,
  version     integer     NOT NULL,
  service     text        NOT NULL,
  received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  content     text        NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE heartbeat IS 'Last heartbeat of each replica, whichever replica of this service received it; received_at by the clock of the database, which all share';

CREATE TABLE watchdog_finding (
  about text        PRIMARY KEY,
  since timestamptz NOT NULL
);
COMMENT ON TABLE watchdog_finding IS 'What is wrong now: whoever inserts the row raises the alert, whoever deletes it ends the alert';

CREATE INDEX delivery_mail_waiting ON delivery (patience_from) WHERE state = 'PENDING' AND target = 'EMAIL';
CREATE INDEX delivery_settled ON delivery (settled_at) WHERE settled_at IS NOT NULL;
