-- A message that is applied late still says which request and trace it belongs to.
ALTER TABLE inbox_parked ADD COLUMN request_id text, ADD COLUMN trace_parent text;
