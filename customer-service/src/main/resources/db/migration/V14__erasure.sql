-- Whose personal data were erased, why and by whom.
CREATE TABLE erasure (
  customer_id uuid        PRIMARY KEY REFERENCES customer,
  reason      text        NOT NULL,
  erased_by   text        NOT NULL,
  erased_at   timestamptz NOT NULL
);
COMMENT ON COLUMN erasure.reason IS 'The ground of the erasure; must not say who it was';
