-- Demand tickets, their clocks, and the local copies ticket-service keeps of customers.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- blocks of 64 numbers a replica takes at a time: see TicketNumbers
CREATE SEQUENCE ticket_number_block;

CREATE TABLE ticket (
  id              uuid        PRIMARY KEY,
  version         integer     NOT NULL,
  head_hash       bytea       NOT NULL,
  receipt_hash    text        NOT NULL,
  number          text        NOT NULL UNIQUE,
  state           text        NOT NULL,
  channel         text        NOT NULL,
  kind            text        NOT NULL,
  stage           text        NOT NULL,
  subject         text        NOT NULL,
  stated_request  text,
  impact          text        NOT NULL,
  urgency         text        NOT NULL,
  priority        text        NOT NULL,
  product         text,
  tags            text[]      NOT NULL,
  custom_fields   jsonb       NOT NULL,
  external_ref    text,
  customer_id     uuid,
  customer_name   text,
  customer_phone  text,
  customer_email  text,
  customer_tier   text,
  customer_link   text        NOT NULL,
  receiver        text        NOT NULL,
  owner_team      text,
  owner_person    text,
  client          text,
  logged_at       timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  feedback_count  integer     NOT NULL DEFAULT 0,
  last_feedback_at timestamptz,
  answered_in_cycle boolean   NOT NULL DEFAULT false,
  confirmed       boolean     NOT NULL DEFAULT false,
  cycle           integer     NOT NULL DEFAULT 1,
  waiting_until   timestamptz,
  merged_into     uuid,
  due_at          timestamptz,
  breached        boolean     NOT NULL DEFAULT false,
  -- P3: never a dead end
  CHECK (owner_team IS NOT NULL OR owner_person IS NOT NULL),
  CHECK (receiver <> '')
) WITH (fillfactor = 85);
COMMENT ON COLUMN ticket.due_at IS 'Earliest due time of its running clocks, null when none runs';
COMMENT ON COLUMN ticket.answered_in_cycle IS 'A feedback was given since logging or the last reopening';

CREATE INDEX ticket_by_state ON ticket (state, id);
CREATE INDEX ticket_by_team ON ticket (owner_team, id) WHERE owner_team IS NOT NULL;
CREATE INDEX ticket_by_person ON ticket (owner_person, id) WHERE owner_person IS NOT NULL;
CREATE INDEX ticket_by_receiver ON ticket (receiver, id);
CREATE INDEX ticket_by_customer ON ticket (customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX ticket_by_due ON ticket (coalesce(due_at, 'infinity'::timestamptz), id);
CREATE INDEX ticket_by_client ON ticket (client, id) WHERE client IS NOT NULL;
CREATE INDEX ticket_by_priority ON ticket (priority, id);
CREATE INDEX ticket_breached ON ticket (id) WHERE breached;
CREATE INDEX ticket_by_tag ON ticket USING gin (tags);
CREATE INDEX ticket_pending_phone ON ticket (customer_phone) WHERE customer_link = 'PENDING' AND customer_phone IS NOT NULL;
CREATE INDEX ticket_pending_email ON ticket (customer_email) WHERE customer_link = 'PENDING' AND customer_email IS NOT NULL;
CREATE INDEX ticket_by_words ON ticket USING gin (
  (lower(subject || ' ' || coalesce(customer_name, '') || ' ' || left(coalesce(stated_request, ''), 1000))) gin_trgm_ops);

CREATE TABLE ticket_clock (
  ticket_id       uuid        NOT NULL REFERENCES ticket (id),
  kind            text        NOT NULL,
  round           integer     NOT NULL,
  is_current      boolean     NOT NULL DEFAULT true,
  state           text        NOT NULL,
  started_at      timestamptz NOT NULL,
  target_nanos    bigint,
  due_at          timestamptz,
  warn_at         timestamptz,
  next_at         timestamptz,
  warned_at       timestamptz,
  breached_at     timestamptz,
  stopped_at      timestamptz,
  pauses          text        NOT NULL DEFAULT '[]',
  policy_id       uuid,
  policy_version  integer,
  calendar_version integer,
  PRIMARY KEY (ticket_id, kind, round)
) WITH (fillfactor = 85);
CREATE INDEX ticket_clock_next ON ticket_clock (next_at) WHERE next_at IS NOT NULL;
COMMENT ON COLUMN ticket_clock.next_at IS 'When the sweep has to look at it: warning or due time, null when there is nothing to wait for';
COMMENT ON COLUMN ticket_clock.target_nanos IS 'Working time it may take; null when it is due at a date somebody named';

CREATE TABLE customer_copy (
  id          uuid PRIMARY KEY,
  name        text,
  tier        text,
  language    text,
  time_zone   text,
  merged_into uuid,
  erased      boolean NOT NULL DEFAULT false
);
CREATE TABLE customer_copy_contact (
  kind        text NOT NULL CHECK (kind IN ('PHONE', 'EMAIL')),
  value       text NOT NULL,
  customer_id uuid NOT NULL REFERENCES customer_copy (id),
  PRIMARY KEY (kind, value)
);
CREATE INDEX customer_copy_contact_owner ON customer_copy_contact (customer_id);

CREATE TABLE team (
  id         uuid    PRIMARY KEY,
  version    integer NOT NULL,
  head_hash  bytea   NOT NULL,
  name       text    NOT NULL UNIQUE,
  lead       text,
  email      text,
  capacity   integer,
  configured boolean NOT NULL
);
CREATE TABLE staff (
  id         uuid    PRIMARY KEY,
  version    integer NOT NULL,
  head_hash  bytea   NOT NULL,
  username   text    NOT NULL UNIQUE,
  name       text,
  email      text,
  teams      text[]  NOT NULL,
  manager    text,
  language   text,
  time_zone  text,
  capacity   integer,
  configured boolean NOT NULL
);
COMMENT ON COLUMN team.configured IS 'false: named in a ticket, but nobody has set it up yet; its alerts go to operations';
