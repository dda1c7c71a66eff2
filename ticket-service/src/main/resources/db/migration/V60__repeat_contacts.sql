-- How often a customer has come back on a demand in its present cycle.
ALTER TABLE ticket ADD COLUMN contact_count integer NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN chased boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN ticket.contact_count IS 'Contacts since logging or the last reopening, without answers to what the customer was asked';
COMMENT ON COLUMN ticket.chased IS 'Its urgency was raised in this cycle because the customer had to come back too often';
