-- Whether all names have been gone through since they are folded in this way (docs/adr/0100).
CREATE TABLE name_folding (
  version integer     PRIMARY KEY,
  first   timestamptz NOT NULL DEFAULT now(),
  done    boolean     NOT NULL DEFAULT false
);
COMMENT ON TABLE name_folding IS 'By version of the folding (io.heard.customers.customer.SearchNames): when all names had been gone through for the first time, and whether again a day later';
