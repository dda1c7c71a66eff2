-- From need to standard: demand -> application requirement -> product or service standard, many to many (docs/adr/0060).
CREATE TABLE requirement (
  id           uuid        PRIMARY KEY,
  version      integer     NOT NULL CHECK (version > 0),
  title        text        NOT NULL,
  description  text,
  product      text,
  state        text        NOT NULL CHECK (state IN ('PROPOSED', 'ACCEPTED', 'PLANNED', 'SHIPPED', 'REJECTED')),
  tickets      integer     NOT NULL DEFAULT 0 CHECK (tickets >= 0),
  created_at   timestamptz NOT NULL,
  created_by   text        NOT NULL,
  changed_at   timestamptz NOT NULL,
  shipped_at   timestamptz,
  telling      boolean     NOT NULL DEFAULT false,
  CHECK ((state = 'SHIPPED') = (shipped_at IS NOT NULL)),
  CHECK (NOT telling OR state = 'SHIPPED')
);
CREATE INDEX requirement_by_tickets ON requirement (tickets DESC, id);
CREATE INDEX requirement_telling ON requirement (id) WHERE telling;
COMMENT ON COLUMN requirement.tickets IS 'How many tickets are behind it';
COMMENT ON COLUMN requirement.telling IS 'It has shipped, and not every ticket behind it owes its customer word of that yet';

CREATE TABLE requirement_change (
  requirement_id uuid        NOT NULL REFERENCES requirement (id),
  version        integer     NOT NULL,
  what           text        NOT NULL,
  note           text,
  title          text        NOT NULL,
  state          text        NOT NULL,
  changed_at     timestamptz NOT NULL,
  changed_by     text        NOT NULL,
  PRIMARY KEY (requirement_id, version)
);
CREATE TRIGGER requirement_change_is_append_only BEFORE UPDATE OR DELETE ON requirement_change
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history();

CREATE TABLE requirement_ticket (
  requirement_id uuid        NOT NULL REFERENCES requirement (id),
  ticket_id      uuid        NOT NULL REFERENCES ticket (id),
  linked_at      timestamptz NOT NULL,
  linked_by      text        NOT NULL,
  news           text        CHECK (news IN ('OWED', 'NOBODY')),
  news_at        timestamptz,
  attempts       smallint    NOT NULL DEFAULT 0,
  not_before     timestamptz NOT NULL DEFAULT '-infinity',
  error          text,
  PRIMARY KEY (requirement_id, ticket_id),
  CHECK ((news IS NULL) = (news_at IS NULL))
) WITH (fillfactor = 85);
CREATE INDEX requirement_ticket_of ON requirement_ticket (ticket_id);
CREATE INDEX requirement_ticket_pending ON requirement_ticket (requirement_id, ticket_id) WHERE news IS NULL;
COMMENT ON COLUMN requirement_ticket.news IS 'OWED: since news_at the customer is owed word that it has shipped; NOBODY: their data were erased; null before';

CREATE TABLE standard (
  id          uuid        PRIMARY KEY,
  version     integer     NOT NULL CHECK (version > 0),
  kind        text        NOT NULL CHECK (kind IN ('PRODUCT', 'SERVICE')),
  name        text        NOT NULL UNIQUE,
  reference   text,
  description text,
  changed_at  timestamptz NOT NULL,
  changed_by  text        NOT NULL
);
CREATE TABLE requirement_standard (
  requirement_id uuid        NOT NULL REFERENCES requirement (id),
  standard_id    uuid        NOT NULL REFERENCES standard (id),
  linked_at      timestamptz NOT NULL,
  linked_by      text        NOT NULL,
  PRIMARY KEY (requirement_id, standard_id)
);
CREATE INDEX requirement_standard_of ON requirement_standard (standard_id, requirement_id);

CREATE FUNCTION ticket_survivor(ticket_id uuid) RETURNS uuid LANGUAGE sql STABLE STRICT AS $$
  WITH RECURSIVE chain AS (
    SELECT t.id, t.merged_into FROM ticket t WHERE t.id = ticket_id
    UNION SELECT t.id, t.merged_into FROM chain c JOIN ticket t ON t.id = c.merged_into)
  SELECT id FROM chain WHERE merged_into IS NULL
$$;
COMMENT ON FUNCTION ticket_survivor IS 'The ticket in which this one lives on after mergers; itself when it was not merged';
