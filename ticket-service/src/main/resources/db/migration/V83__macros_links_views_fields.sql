-- Named steps that are taken together.
CREATE TABLE macro (
  id          uuid        PRIMARY KEY,
  version     integer     NOT NULL CHECK (version > 0),
  name        text        NOT NULL UNIQUE,
  description text,
  steps       jsonb       NOT NULL,
  active      boolean     NOT NULL,
  changed_at  timestamptz NOT NULL,
  changed_by  text        NOT NULL
);

-- Links between tickets: one row each, told from one end; RELATES from the lower id.
CREATE TABLE ticket_link (
  from_id   uuid        NOT NULL REFERENCES ticket (id),
  relation  text        NOT NULL CHECK (relation IN ('RELATES', 'BLOCKS', 'DUPLICATE_OF', 'PARENT_OF')),
  to_id     uuid        NOT NULL REFERENCES ticket (id),
  linked_at timestamptz NOT NULL,
  linked_by text        NOT NULL,
  PRIMARY KEY (from_id, relation, to_id),
  CHECK (from_id <> to_id),
  CHECK (relation <> 'RELATES' OR from_id < to_id)
);
CREATE INDEX ticket_link_to ON ticket_link (to_id);
CREATE UNIQUE INDEX ticket_link_one_parent ON ticket_link (to_id) WHERE relation = 'PARENT_OF';

-- Lists of tickets that somebody keeps at hand.
CREATE TABLE saved_view (
  id         uuid        PRIMARY KEY,
  version    integer     NOT NULL CHECK (version > 0),
  owner      text        NOT NULL,
  name       text        NOT NULL,
  shared     boolean     NOT NULL,
  query      text        NOT NULL,
  changed_at timestamptz NOT NULL,
  UNIQUE (owner, name)
);
CREATE INDEX saved_view_shared ON saved_view (id) WHERE shared;

-- What may stand in the custom fields of tickets, and from which state on it has to.
CREATE TABLE custom_field (
  name          text        PRIMARY KEY,
  version       integer     NOT NULL CHECK (version > 0),
  definition    jsonb       NOT NULL,
  changed_at    timestamptz NOT NULL,
  changed_by    text        NOT NULL
);
