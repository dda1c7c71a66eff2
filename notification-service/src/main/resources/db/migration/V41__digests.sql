-- Many notices for one recipient leave as one mail; notices that can wait are held through quiet hours.

ALTER TABLE delivery DROP CONSTRAINT delivery_purpose_check;
ALTER TABLE delivery ADD CONSTRAINT delivery_purpose_check CHECK (purpose IN ('NOTICE', 'EVENT', 'DIGEST'));
ALTER TABLE delivery
  ADD COLUMN digest_id  uuid,
  ADD COLUMN urgent     boolean NOT NULL DEFAULT false,
  ADD COLUMN held_until timestamptz,
  ADD COLUMN maybe_sent boolean NOT NULL DEFAULT false;
-- what was attempted before this version may have arrived
UPDATE delivery SET maybe_sent = true WHERE state = 'PENDING' AND attempts > 0;
COMMENT ON COLUMN delivery.digest_id IS 'The delivery of purpose DIGEST that carries it; it has no attempts of its own then, and ends as that ends';
COMMENT ON COLUMN delivery.urgent IS 'Priority P1, last step of its ladder, or about the system itself: never held, first in a digest';
COMMENT ON COLUMN delivery.held_until IS 'End of the quiet hours of its recipient, null when it was not held';
COMMENT ON COLUMN delivery.maybe_sent IS 'An attempt may have arrived though it looked failed: it must keep its own Message-ID';

DROP INDEX delivery_due;
CREATE INDEX delivery_due ON delivery (target, due_at) WHERE state = 'PENDING' AND digest_id IS NULL;
CREATE INDEX delivery_waiting ON delivery (recipient, due_at) WHERE state = 'PENDING' AND purpose = 'NOTICE' AND channel = 'EMAIL' AND digest_id IS NULL;
CREATE INDEX delivery_open_digest ON delivery (recipient) WHERE state = 'PENDING' AND purpose = 'DIGEST';
CREATE INDEX delivery_digest ON delivery (digest_id) WHERE digest_id IS NOT NULL;
CREATE INDEX delivery_carried ON delivery (digest_id) WHERE digest_id IS NOT NULL AND state = 'PENDING';
