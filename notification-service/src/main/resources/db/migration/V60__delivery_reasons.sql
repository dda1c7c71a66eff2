ALTER TABLE delivery ADD COLUMN why text;
COMMENT ON COLUMN delivery.why IS 'What the recipient is told about being chosen, such as for what they are on call';
