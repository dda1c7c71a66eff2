-- Which row of which import became which customer, so that the same file sent again makes nobody twice.
CREATE TABLE imported_row (
  import      text        NOT NULL,
  line        integer     NOT NULL,
  customer_id uuid        NOT NULL REFERENCES customer DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (import, line)
);
COMMENT ON COLUMN imported_row.import IS 'Digest of the caller and the file';
