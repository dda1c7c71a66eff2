ALTER TABLE ticket ADD COLUMN merged_tickets text NOT NULL DEFAULT '[]';
COMMENT ON COLUMN ticket.merged_tickets IS 'Tickets that live on in this one, and until when their customers have to be told something';
