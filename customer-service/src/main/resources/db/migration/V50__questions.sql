-- What to ask a customer at the next contact, for whoever has them at the phone: fed by heard.tickets.
CREATE TABLE demand_question (
  ticket_id   uuid        NOT NULL,
  id          uuid        NOT NULL,
  customer_id uuid,
  text        text        NOT NULL,
  asked_at    timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, id)
);
CREATE INDEX demand_question_of_customer ON demand_question (customer_id, asked_at);
COMMENT ON TABLE demand_question IS 'Open questions only: answered and withdrawn ones are in ticket-service';
