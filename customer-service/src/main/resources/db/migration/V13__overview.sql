-- What the overview shows beyond open demands: promises, and whether customers were satisfied.

ALTER TABLE demand
  ADD COLUMN client       text,
  ADD COLUMN satisfied    boolean,
  ADD COLUMN confirmed_at timestamptz,
  ADD COLUMN comment      text;
COMMENT ON COLUMN demand.customer_id IS 'Under which id it came in; a customer that was merged is read together with the survivor';
COMMENT ON COLUMN demand.client IS 'The integration that logged it, null when a person did';
COMMENT ON COLUMN demand.satisfied IS 'What the customer said last when asked whether it is done, null when never asked';
CREATE INDEX demand_confirmed ON demand (customer_id, confirmed_at DESC) WHERE confirmed_at IS NOT NULL;

CREATE TABLE demand_promise (
  ticket_id   uuid        NOT NULL,
  id          uuid        NOT NULL,
  customer_id uuid,
  what        text        NOT NULL,
  due         timestamptz NOT NULL,
  state       text        NOT NULL CHECK (state IN ('OPEN', 'KEPT', 'BROKEN')),
  PRIMARY KEY (ticket_id, id)
);
CREATE INDEX demand_promise_of_customer ON demand_promise (customer_id, state, due);
COMMENT ON TABLE demand_promise IS 'What customers were promised: fed by heard.tickets';
