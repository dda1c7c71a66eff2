-- What may have arrived is sent again as it was.

ALTER TABLE delivery ADD COLUMN letter text;
COMMENT ON COLUMN delivery.letter IS 'The mail as it was written (RFC 5322), kept while it may have arrived and may have to be sent again; null otherwise';
