-- The journal: every ledger entry is a leaf of a sealed batch, and each batch continues the one before it (docs/adr/0070).

-- Which transaction wrote an entry. Entries become visible in the order of commits; by this number, and by the oldest transaction
-- that is still under way, a reader knows what can still turn up behind it. A constant for what is there already: no row is rewritten.
ALTER TABLE ledger ADD COLUMN written_in bigint NOT NULL DEFAULT 0;
ALTER TABLE ledger ALTER COLUMN written_in SET DEFAULT (pg_current_xact_id()::text::bigint);
COMMENT ON COLUMN ledger.written_in IS 'Number of the transaction that wrote it; 0 when that was before there was a journal';
-- wide ranges: a search looks at every range there is, which must stay few in a ledger of a hundred million entries
CREATE INDEX ledger_by_transaction ON ledger USING brin (written_in) WITH (pages_per_range = 512);

CREATE TABLE journal_batch (
  number    integer     PRIMARY KEY CHECK (number > 0),
  size      integer     NOT NULL CHECK (size > 0),
  root      bytea       NOT NULL,
  previous  bytea       NOT NULL,
  digest    bytea       NOT NULL,
  sealed_at timestamptz NOT NULL
);
COMMENT ON TABLE journal_batch IS 'Sealed batches of ledger entries; digest covers number, size, root, time and the digest before it';

CREATE TABLE journal_leaf (
  batch        integer NOT NULL,
  position     integer NOT NULL,
  aggregate_id uuid    NOT NULL,
  sequence     integer NOT NULL,
  hash         bytea   NOT NULL,
  PRIMARY KEY (batch, position)
);
CREATE UNIQUE INDEX journal_leaf_entry ON journal_leaf (aggregate_id, sequence);
CREATE INDEX journal_leaf_hash ON journal_leaf (hash);
COMMENT ON TABLE journal_leaf IS 'Which ledger entry is where in which batch, and its hash when it was sealed';

CREATE TRIGGER journal_batch_is_append_only BEFORE UPDATE OR DELETE ON journal_batch
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
CREATE TRIGGER journal_leaf_is_append_only BEFORE UPDATE OR DELETE ON journal_leaf
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();
CREATE TRIGGER journal_batch_is_not_truncated BEFORE TRUNCATE ON journal_batch
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history();
CREATE TRIGGER journal_leaf_is_not_truncated BEFORE TRUNCATE ON journal_leaf
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history();
ALTER TABLE journal_batch ENABLE ALWAYS TRIGGER journal_batch_is_append_only;
ALTER TABLE journal_leaf ENABLE ALWAYS TRIGGER journal_leaf_is_append_only;
ALTER TABLE journal_batch ENABLE ALWAYS TRIGGER journal_batch_is_not_truncated;
ALTER TABLE journal_leaf ENABLE ALWAYS TRIGGER journal_leaf_is_not_truncated;

-- The audit: how far it has come, who does it, what it has found (docs/adr/0071).
CREATE TABLE audit_mark (
  name  text PRIMARY KEY,
  value text NOT NULL
);
INSERT INTO audit_mark (name, value) VALUES ('sealed', pg_snapshot_xmin(pg_current_snapshot())::text), ('unfinished', ''),
  ('history', '00000000-0000-0000-0000-000000000000'), ('stated', '0'), ('examined', '0');
COMMENT ON TABLE audit_mark IS
  'How far each part of the audit has come. In the journal is every entry of transactions before sealed, but for those unfinished at that time, and of what was written before there was a journal every entry of aggregates before history';

CREATE TABLE audit_lease (
  name   text        PRIMARY KEY,
  holder uuid,
  until  timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO audit_lease (name) VALUES ('audit');

CREATE TABLE audit_finding (
  id           uuid        PRIMARY KEY,
  kind         text        NOT NULL,
  about        text        NOT NULL,
  detail       text        NOT NULL,
  knowledge    text,
  state        text        NOT NULL CHECK (state IN ('SUSPECTED', 'REPAIRING', 'BROKEN', 'ACCEPTED', 'OVER')),
  since        timestamptz NOT NULL,
  turned_at    timestamptz NOT NULL,
  repairs      integer     NOT NULL DEFAULT 0,
  over_at      timestamptz,
  accepted_by  text,
  reason       text
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX audit_finding_live ON audit_finding (kind, about) WHERE state <> 'OVER';
CREATE INDEX audit_finding_live_list ON audit_finding (id) WHERE state <> 'OVER';
CREATE INDEX audit_finding_over ON audit_finding (over_at) WHERE state = 'OVER';
COMMENT ON COLUMN audit_finding.knowledge IS 'What its check needs to look at it again, JSON';
COMMENT ON COLUMN audit_finding.turned_at IS 'When it came into its state';

CREATE TABLE audit_run (
  id           uuid        PRIMARY KEY,
  requested_by text        NOT NULL,
  requested_at timestamptz NOT NULL,
  finished_at  timestamptz,
  after_id     uuid        NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  after_batch  integer     NOT NULL DEFAULT 0,
  examined     bigint      NOT NULL DEFAULT 0,
  findings     bigint      NOT NULL DEFAULT 0
);
CREATE INDEX audit_run_open ON audit_run (id) WHERE finished_at IS NULL;
COMMENT ON TABLE audit_run IS 'Full runs: everything is looked at once, at full pace';

CREATE TABLE republication (
  id           uuid        PRIMARY KEY,
  kind         text,
  from_id      uuid        NOT NULL,
  to_id        uuid        NOT NULL,
  requested_by text        NOT NULL,
  requested_at timestamptz NOT NULL,
  finished_at  timestamptz,
  after_id     uuid,
  events       bigint      NOT NULL DEFAULT 0
);
CREATE INDEX republication_open ON republication (id) WHERE finished_at IS NULL;
COMMENT ON TABLE republication IS 'Parts of the ledger that are sent to Kafka once more';

CREATE TABLE journal_witness (
  service text    NOT NULL,
  number  integer NOT NULL,
  digest  bytea   NOT NULL,
  PRIMARY KEY (service, number)
);
COMMENT ON TABLE journal_witness IS 'What others have stated of their journals: a journal that goes back, or says something else, is found out by it';
