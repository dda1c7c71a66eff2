-- What every service needs and none owns: ledger, outbox, inbox, idempotency keys.

CREATE TABLE ledger (
  aggregate_id  uuid        NOT NULL,
  sequence      integer     NOT NULL CHECK (sequence > 0),
  type          text        NOT NULL,
  at            timestamptz NOT NULL,
  recorded_at   timestamptz NOT NULL,
  actor         text        NOT NULL,
  request_id    text,
  trace_parent  text,
  data          text        NOT NULL,
  salt          text        NOT NULL,
  hash          text        NOT NULL,
  previous_hash text        NOT NULL,
  PRIMARY KEY (aggregate_id, sequence)
);
COMMENT ON TABLE ledger IS 'Append-only, hash-chained history of every aggregate; also the content of the outbox';

CREATE FUNCTION refuse_rewriting_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE ON ledger
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
CREATE TRIGGER ledger_is_not_truncated BEFORE TRUNCATE ON ledger
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history();
-- also for sessions that switch ordinary triggers off (session_replication_role)
ALTER TABLE ledger ENABLE ALWAYS TRIGGER ledger_is_append_only;
ALTER TABLE ledger ENABLE ALWAYS TRIGGER ledger_is_not_truncated;

CREATE TABLE outbox (
  bucket       smallint NOT NULL CHECK (bucket BETWEEN 0 AND 7),
  id           bigint   GENERATED ALWAYS AS IDENTITY,
  topic        text     NOT NULL,
  aggregate_id uuid     NOT NULL,
  sequence     integer  NOT NULL,
  parked_at    timestamptz,
  error        text,
  PRIMARY KEY (bucket, id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX outbox_parked ON outbox (aggregate_id) WHERE parked_at IS NOT NULL;
COMMENT ON TABLE outbox IS 'Ledger entries on their way to Kafka; a row is deleted once the broker has acknowledged it';

CREATE TABLE relay_lease (
  bucket smallint    PRIMARY KEY,
  holder uuid,
  until  timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO relay_lease (bucket) SELECT generate_series(0, 7);
CREATE TABLE relay_member (
  holder uuid        PRIMARY KEY,
  until  timestamptz NOT NULL
);

CREATE TABLE inbox (
  topic        text    NOT NULL,
  aggregate_id uuid    NOT NULL,
  sequence     integer NOT NULL,
  PRIMARY KEY (topic, aggregate_id)
) WITH (fillfactor = 80);
COMMENT ON TABLE inbox IS 'Last sequence applied of each aggregate, written in the transaction of the effect';

CREATE TABLE inbox_parked (
  id            uuid        PRIMARY KEY,
  topic         text        NOT NULL,
  partition     integer     NOT NULL,
  record_offset bigint      NOT NULL,
  aggregate_id  uuid,
  sequence      integer,
  type          text,
  time          timestamptz,
  actor         text,
  payload       bytea,
  reason        text        NOT NULL CHECK (reason IN ('POISON', 'WAITING', 'UNKNOWN_TYPE', 'UNREADABLE')),
  error         text        NOT NULL,
  parked_at     timestamptz NOT NULL,
  UNIQUE (topic, partition, record_offset)
);
CREATE INDEX inbox_parked_waiting ON inbox_parked (topic, aggregate_id, sequence) WHERE reason IN ('POISON', 'WAITING');
COMMENT ON TABLE inbox_parked IS 'Messages that could not be applied; kept until somebody has seen to them';

CREATE TABLE idempotency_key (
  scope      text        NOT NULL,
  key        text        NOT NULL,
  request    text        NOT NULL,
  status     smallint,
  location   text,
  etag       text,
  body       text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_key_age ON idempotency_key USING brin (created_at);
