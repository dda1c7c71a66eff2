-- Who is to do a planned action, so that they hear when its date comes (docs/adr/0051).
CREATE TABLE action_person (
  ticket_id uuid    NOT NULL,
  round     integer NOT NULL,
  person    text    NOT NULL,
  PRIMARY KEY (ticket_id, round)
);
COMMENT ON TABLE action_person IS 'Open actions of tickets; round is that of the ACTION clock';

-- In which language and by which clock people read their news; known from their next change on.
ALTER TABLE staff ADD COLUMN language text, ADD COLUMN time_zone text;

-- Whoever heard a merged ticket first hears what becomes of it where it lives on.
ALTER TABLE ticket_copy ADD COLUMN merged_into uuid;
CREATE INDEX ticket_copy_merged ON ticket_copy (merged_into) WHERE merged_into IS NOT NULL;
