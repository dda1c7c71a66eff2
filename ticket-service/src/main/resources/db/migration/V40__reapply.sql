-- Policies re-applied to open clocks: one row a run, dry or real. after_ticket is both the progress and the fence: whoever moves it on
-- has the ticket, so that a run survives a kill -9 and several replicas never do the same ticket twice.
CREATE TABLE sla_reapplication (
  id            uuid        PRIMARY KEY,
  policy_id     uuid        NOT NULL REFERENCES sla_policy (id),
  revision      bigint      NOT NULL,
  dry_run       boolean     NOT NULL,
  requested_at  timestamptz NOT NULL,
  requested_by  text        NOT NULL,
  request_id    text,
  to_examine    bigint      NOT NULL,
  after_ticket  uuid        NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  examined      bigint      NOT NULL DEFAULT 0,
  tickets       bigint      NOT NULL DEFAULT 0,
  clocks        bigint      NOT NULL DEFAULT 0,
  breaching     bigint      NOT NULL DEFAULT 0,
  failed        bigint      NOT NULL DEFAULT 0,
  examples      jsonb       NOT NULL DEFAULT '[]',
  failures      jsonb       NOT NULL DEFAULT '[]',
  finished_at   timestamptz
);
CREATE INDEX sla_reapplication_running ON sla_reapplication (id) WHERE finished_at IS NULL;
CREATE INDEX sla_reapplication_by_policy ON sla_reapplication (policy_id, id);
COMMENT ON COLUMN sla_reapplication.revision IS 'A replica whose policies are older than this must read them anew before it takes part';

-- tickets on which something is owed, in the order of their ids
CREATE INDEX ticket_owed ON ticket (id) WHERE due_at IS NOT NULL;
