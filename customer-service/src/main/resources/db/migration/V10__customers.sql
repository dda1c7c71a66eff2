-- Customers, who owns which contact, and what each of them has asked for.

-- Fuzzy names in alphabetic scripts; a trusted extension, so the owner of the database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- pg_trgm knows no trigram of fewer than three characters, and none at all of Chinese in a database whose locale is C.
-- Single characters and pairs of them work for every script, in every locale.
CREATE FUNCTION name_grams(name text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
  SELECT coalesce(array_agg(DISTINCT substr(name, at, size)), '{}')
  FROM generate_series(1, length(name)) AS at, generate_series(1, 2) AS size
  WHERE at + size <= length(name) + 1
$$;
COMMENT ON FUNCTION name_grams IS 'Every character and every pair of neighbouring characters of a folded name';

CREATE FUNCTION fragment_grams(fragment text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
  SELECT CASE WHEN length(fragment) < 2 THEN ARRAY[fragment]
    ELSE (SELECT array_agg(DISTINCT substr(fragment, at, 2)) FROM generate_series(1, length(fragment) - 1) AS at) END
$$;
COMMENT ON FUNCTION fragment_grams IS 'What a name must have among its name_grams to contain the fragment: its pairs, or its only character';

CREATE FUNCTION name_likeness(one text, other text) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $$
  SELECT 2.0 * cardinality(ARRAY(SELECT unnest(fragment_grams(one)) INTERSECT SELECT unnest(fragment_grams(other))))
    / (cardinality(fragment_grams(one)) + cardinality(fragment_grams(other)))
$$;
COMMENT ON FUNCTION name_likeness IS 'Dice coefficient of the pairs of characters of two folded names, 0 to 1';

CREATE TABLE customer (
  id            uuid        PRIMARY KEY,
  version       integer     NOT NULL CHECK (version > 0),
  head_hash     bytea       NOT NULL,
  kind          text        NOT NULL CHECK (kind IN ('PERSON', 'ORGANISATION')),
  name          text,
  search_name   text        NOT NULL,
  phones        text[]      NOT NULL,
  emails        text[]      NOT NULL,
  scope         text        NOT NULL CHECK (scope IN ('REGISTERED', 'TARGET', 'POTENTIAL', 'LATENT')),
  value_kinds   text[]      NOT NULL CHECK (value_kinds <@ ARRAY['COMMERCIAL', 'BRAND', 'REACH']),
  engagement    text        NOT NULL CHECK (engagement IN ('TRANSACTIONAL', 'RELATIONAL')),
  tier          text        NOT NULL,
  language      text,
  time_zone     text,
  account_owner text,
  merged_into   uuid        REFERENCES customer,
  erased        boolean     NOT NULL,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  CHECK (erased OR name IS NOT NULL),
  CHECK (merged_into <> id)
);
CREATE INDEX customer_name_grams ON customer USING gin (name_grams(search_name));
CREATE INDEX customer_name_trigrams ON customer USING gin (search_name gin_trgm_ops);
COMMENT ON COLUMN customer.search_name IS 'The name folded for searching: compatibility forms unified, accents and case removed';

-- Deferred, because a contact is claimed before the customer is written: the claim is what decides who may be written.
CREATE TABLE contact (
  kind        text NOT NULL CHECK (kind IN ('PHONE', 'EMAIL')),
  value       text NOT NULL,
  customer_id uuid NOT NULL REFERENCES customer DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (kind, value)
);
CREATE INDEX contact_customer ON contact (customer_id);
COMMENT ON TABLE contact IS 'Whose a phone (E.164) or an email (lower case) is: one contact, one customer';

CREATE TABLE demand (
  ticket_id      uuid        PRIMARY KEY,
  customer_id    uuid,
  number         text        NOT NULL,
  subject        text        NOT NULL,
  kind           text        NOT NULL,
  channel        text        NOT NULL,
  priority       text        NOT NULL,
  state          text        NOT NULL,
  open           boolean     NOT NULL GENERATED ALWAYS AS (state NOT IN ('CLOSED', 'DECLINED', 'MERGED')) STORED,
  owner_team     text,
  owner_person   text,
  receiver       text,
  logged_at      timestamptz NOT NULL,
  came_back      integer     NOT NULL DEFAULT 0,
  next_due_kind  text,
  next_due_at    timestamptz
);
CREATE INDEX demand_of_customer ON demand (customer_id, open, next_due_at);
COMMENT ON TABLE demand IS 'Local copy of what customers asked for, fed by heard.tickets';
COMMENT ON COLUMN demand.came_back IS 'How often the customer had to come back on it';

CREATE TABLE demand_clock (
  ticket_id uuid        NOT NULL,
  kind      text        NOT NULL,
  round     integer     NOT NULL,
  due_at    timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, kind, round)
);
COMMENT ON TABLE demand_clock IS 'Clocks of a demand that run or have run out; paused and ended ones have no due time';

CREATE TABLE exchange (
  ticket_id     uuid        NOT NULL,
  sequence      integer     NOT NULL,
  customer_id   uuid,
  from_customer boolean     NOT NULL,
  channel       text,
  text          text        NOT NULL,
  at            timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, sequence)
);
CREATE INDEX exchange_of_customer ON exchange (customer_id, at DESC);
COMMENT ON TABLE exchange IS 'What a customer said and was told about a demand; sequence is that of the ticket''s event';
