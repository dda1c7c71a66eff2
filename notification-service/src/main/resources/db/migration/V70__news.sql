-- What first receivers are told of what others do with their demands (docs/adr/0053): one mail gathers many.
ALTER TABLE delivery DROP CONSTRAINT delivery_purpose_check;
ALTER TABLE delivery ADD CONSTRAINT delivery_purpose_check CHECK (purpose IN ('NOTICE', 'EVENT', 'DIGEST', 'NEWS'));
CREATE INDEX delivery_open_news ON delivery (recipient, id) WHERE state = 'PENDING' AND purpose = 'NEWS';
