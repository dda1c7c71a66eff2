-- Customers whose personal data were erased, until all their tickets have forgotten them.
ALTER TABLE ticket ADD COLUMN erased boolean NOT NULL DEFAULT false;
CREATE TABLE customer_erasure (
  customer_id uuid        PRIMARY KEY,
  next_at     timestamptz NOT NULL,
  last_at     timestamptz NOT NULL
);
CREATE INDEX customer_erasure_next ON customer_erasure (next_at);
COMMENT ON COLUMN customer_erasure.last_at IS 'When to look for the last time: a ticket may have been on its way in when the customer was erased';
