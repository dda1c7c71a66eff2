CREATE INDEX customer_copy_merged ON customer_copy (merged_into) WHERE merged_into IS NOT NULL;
ALTER TABLE ticket ADD COLUMN last_contact_at timestamptz;
COMMENT ON COLUMN ticket.last_contact_at IS 'When the customer last came back on it, null if never';
