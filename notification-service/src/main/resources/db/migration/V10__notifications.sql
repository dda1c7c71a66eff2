-- Local copies, fed by events.

CREATE TABLE ticket_copy (
  id            uuid PRIMARY KEY,
  number        text NOT NULL,
  state         text NOT NULL,
  subject       text NOT NULL,
  priority      text NOT NULL,
  owner_team    text,
  owner_person  text,
  receiver      text NOT NULL,
  customer_name text,
  customer_tier text
) WITH (fillfactor = 80);
CREATE INDEX ticket_copy_number ON ticket_copy (number);
COMMENT ON TABLE ticket_copy IS 'What is known here of each ticket: the summary in its last event';

CREATE TABLE ended_clock (
  ticket_id uuid    NOT NULL,
  kind      text    NOT NULL,
  round     integer NOT NULL,
  PRIMARY KEY (ticket_id, kind, round)
);
COMMENT ON TABLE ended_clock IS 'Clocks whose deed is done or that were called off: they raise nothing any more';

CREATE TABLE team (
  id    uuid PRIMARY KEY,
  name  text NOT NULL,
  lead  text,
  email text
);
CREATE INDEX team_name ON team (name);

CREATE TABLE staff (
  id       uuid PRIMARY KEY,
  username text NOT NULL,
  email    text,
  teams    text[] NOT NULL,
  manager  text
);
CREATE INDEX staff_username ON staff (username);

-- Escalation policies: every version is kept, one of each is current.

CREATE TABLE escalation_policy (
  id         uuid        NOT NULL,
  version    integer     NOT NULL CHECK (version > 0),
  current    boolean     NOT NULL,
  active     boolean     NOT NULL,
  position   integer     NOT NULL,
  definition text        NOT NULL,
  changed_by text        NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX escalation_policy_current ON escalation_policy (id) WHERE current;

INSERT INTO escalation_policy (id, version, current, active, position, definition, changed_by, changed_at) VALUES
  ('01990000-0000-7000-8000-00000000e501', 1, true, true, 9000,
   '{"name":"clock breached","order":9000,"active":true,"when":{"causes":["CLOCK_BREACHED","PROMISE_BROKEN"],"priorities":[],"teams":[],"tiers":[]},"steps":[{"after":"PT0S","notify":[{"role":"OWNER"},{"role":"RECEIVER"},{"role":"LEAD"}]}]}',
   'system:installation', '2026-01-01T00:00:00Z'),
  ('01990000-0000-7000-8000-00000000e502', 1, true, true, 9010,
   '{"name":"about the system itself","order":9010,"active":true,"when":{"causes":["DELIVERY_FAILED","WATCHDOG","INVARIANT"],"priorities":[],"teams":[],"tiers":[]},"steps":[{"after":"PT0S","notify":[{"role":"OPERATIONS"}]}]}',
   'system:installation', '2026-01-01T00:00:00Z'),
  ('01990000-0000-7000-8000-00000000e503', 1, true, true, 9020,
   '{"name":"everything else","order":9020,"active":true,"when":{"causes":[],"priorities":[],"teams":[],"tiers":[]},"steps":[{"after":"PT0S","notify":[{"role":"OWNER"},{"role":"RECEIVER"}]}]}',
   'system:installation', '2026-01-01T00:00:00Z');

-- Alerts.

CREATE TABLE alert_book (
  id        uuid    PRIMARY KEY,
  version   integer NOT NULL,
  head_hash bytea
);
COMMENT ON TABLE alert_book IS 'All alerts of one ticket, or of the system itself: the aggregate whose changes are events';

CREATE TABLE alert (
  id              uuid        PRIMARY KEY,
  book_id         uuid        NOT NULL REFERENCES alert_book,
  cause           text        NOT NULL,
  clock           text        NOT NULL DEFAULT '',
  round           integer     NOT NULL DEFAULT 0,
  about           text        NOT NULL DEFAULT '',
  due_at          timestamptz,
  raised_at       timestamptz NOT NULL,
  state           text        NOT NULL CHECK (state IN ('OPEN', 'ACKNOWLEDGED', 'SNOOZED', 'RESOLVED')),
  occasion        integer     NOT NULL,
  count           integer     NOT NULL,
  held            boolean     NOT NULL,
  owner_team      text,
  owner_person    text,
  acknowledged_by text,
  acknowledged_at timestamptz,
  snoozed_until   timestamptz,
  resolved_by     text,
  resolved_at     timestamptz,
  resolution      text,
  ladder_from     timestamptz NOT NULL,
  step            integer     NOT NULL,
  notices         integer     NOT NULL,
  last_notice_at  timestamptz,
  next_notice_at  timestamptz,
  UNIQUE (book_id, cause, clock, round, about)
) WITH (fillfactor = 80);
CREATE INDEX alert_ladder ON alert (next_notice_at) WHERE next_notice_at IS NOT NULL;
CREATE INDEX alert_state ON alert (state, id DESC);
CREATE INDEX alert_cause ON alert (cause, id DESC);
CREATE INDEX alert_team ON alert (owner_team, id DESC);
CREATE INDEX alert_person ON alert (owner_person, id DESC);
COMMENT ON COLUMN alert.occasion IS 'How often it was raised; an alert that ended and whose cause comes back begins a new occasion';
COMMENT ON COLUMN alert.held IS 'The clock behind it is paused: the ladder waits';

CREATE TABLE alert_feed (
  id       bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  book_id  uuid    NOT NULL,
  sequence integer NOT NULL,
  alert_id uuid    NOT NULL,
  position bigint  UNIQUE
) WITH (fillfactor = 90);
CREATE INDEX alert_feed_unplaced ON alert_feed (id) WHERE position IS NULL;
COMMENT ON TABLE alert_feed IS 'One order over all alert events. Ids are drawn before the commit, so a late commit may show up behind a higher id; positions are given afterwards to what is committed, and are what readers resume from';

-- Webhooks and deliveries.

CREATE TABLE webhook_subscription (
  id              uuid        PRIMARY KEY,
  url             text        NOT NULL,
  events          text[]      NOT NULL,
  state           text        NOT NULL CHECK (state IN ('ACTIVE', 'INACTIVE', 'GONE')),
  secret          text        NOT NULL,
  previous_secret text,
  previous_until  timestamptz,
  created_by      text        NOT NULL,
  created_at      timestamptz NOT NULL,
  changed_at      timestamptz NOT NULL
);

CREATE TABLE delivery (
  id              uuid        PRIMARY KEY,
  purpose         text        NOT NULL CHECK (purpose IN ('NOTICE', 'EVENT')),
  channel         text        NOT NULL CHECK (channel IN ('EMAIL', 'WEBHOOK')),
  recipient       text        NOT NULL,
  target          text        NOT NULL,
  state           text        NOT NULL CHECK (state IN ('PENDING', 'DELIVERED', 'PARKED', 'CANCELLED')),
  alert_id        uuid,
  occasion        integer,
  step            integer,
  repetition      integer,
  subscription_id uuid,
  topic           text,
  aggregate_id    uuid,
  sequence        integer,
  meant_for       text,
  about_failure   boolean     NOT NULL,
  payload         text,
  attempts        integer     NOT NULL DEFAULT 0,
  created_at      timestamptz NOT NULL,
  due_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  patience_from   timestamptz NOT NULL DEFAULT clock_timestamp(),
  lease           uuid,
  settled_at      timestamptz,
  status          integer,
  error           text
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX delivery_notice ON delivery (alert_id, occasion, step, repetition, channel, recipient) WHERE purpose = 'NOTICE';
CREATE UNIQUE INDEX delivery_event ON delivery (subscription_id, topic, aggregate_id, sequence) WHERE purpose = 'EVENT';
CREATE INDEX delivery_due ON delivery (target, due_at) WHERE state = 'PENDING';
CREATE INDEX delivery_lane ON delivery (subscription_id, topic, aggregate_id, sequence) WHERE state = 'PENDING' AND purpose = 'EVENT';
CREATE INDEX delivery_state ON delivery (state, id DESC);
CREATE INDEX delivery_recipient ON delivery (recipient, id DESC);
CREATE INDEX delivery_target ON delivery (target, id DESC);
CREATE INDEX delivery_alert ON delivery (alert_id, id DESC) WHERE alert_id IS NOT NULL;
COMMENT ON TABLE delivery IS 'One message to one recipient';
COMMENT ON COLUMN delivery.due_at IS 'When it may be taken, by the clock of the database: its next attempt or, while somebody sends it, the end of that lease';
COMMENT ON COLUMN delivery.lease IS 'Token of who is sending it; only its holder may say how it went';
COMMENT ON COLUMN delivery.patience_from IS 'Since when it is being tried; it is parked when that is too long ago';
