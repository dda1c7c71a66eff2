-- What is over long ago is forgotten, a small bite at a time along these indexes.

DROP INDEX delivery_settled;
CREATE INDEX delivery_over ON delivery (settled_at) WHERE state IN ('DELIVERED', 'CANCELLED');

ALTER TABLE ended_clock ADD COLUMN ended_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX ended_clock_age ON ended_clock (ended_at);
