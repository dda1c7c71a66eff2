-- A promise that was broken stays so, also once it was kept late; it is not owed any more then.
ALTER TABLE demand_promise ADD COLUMN owed boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN demand_promise.owed IS 'False once a broken promise was kept late, or the customer let it go';
