-- What comes in by itself: forms and mail.
CREATE TABLE inbound_source (
  id         uuid        PRIMARY KEY,
  name       text        NOT NULL UNIQUE,
  version    integer     NOT NULL,
  active     boolean     NOT NULL,
  auth       text        NOT NULL CHECK (auth IN ('SIGNATURE', 'URL_TOKEN')),
  secret     text        NOT NULL,
  definition jsonb       NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text        NOT NULL
);
COMMENT ON COLUMN inbound_source.secret IS 'The key of the signatures; of a token in the URL only its SHA-256';

CREATE TABLE inbound_message (
  id           uuid        PRIMARY KEY,
  way          text        NOT NULL CHECK (way IN ('FORM', 'MAIL')),
  scope        text        NOT NULL,
  delivery_key text        NOT NULL,
  source       text        NOT NULL,
  state        text        NOT NULL CHECK (state IN ('TAKEN', 'PARKED', 'DISCARDED')),
  received_at  timestamptz NOT NULL,
  sender       text,
  subject      text,
  message_id   text,
  content_type text        NOT NULL,
  reason       text,
  error        text,
  raw          uuid        REFERENCES blob (id),
  ticket_id    uuid,
  repeat_contact boolean   NOT NULL DEFAULT false,
  decided_by   text,
  decided_at   timestamptz,
  decision     text,
  UNIQUE (way, scope, delivery_key)
);
CREATE INDEX inbound_message_parked ON inbound_message (id) WHERE state = 'PARKED';
CREATE INDEX inbound_message_thread ON inbound_message (message_id) WHERE message_id IS NOT NULL;
COMMENT ON TABLE inbound_message IS 'One row for each form or mail that came in, in the transaction of what became of it: the mark that makes repeats harmless';
COMMENT ON COLUMN inbound_message.scope IS 'Within which a delivery key is unique: the source of forms; all mailboxes together';

CREATE TABLE inbound_mailbox (
  name         text        PRIMARY KEY,
  holder       uuid,
  until        timestamptz NOT NULL DEFAULT '-infinity',
  uid_validity bigint,
  last_uid     bigint      NOT NULL DEFAULT 0
);
COMMENT ON TABLE inbound_mailbox IS 'Which replica reads a mailbox now, and how far it has been read';
CREATE INDEX inbound_message_ticket ON inbound_message (ticket_id) WHERE ticket_id IS NOT NULL;
