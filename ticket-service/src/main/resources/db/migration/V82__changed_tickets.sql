-- Which tickets have changed since whoever follows them has looked: the way to everything that is computed from tickets and
-- need not be there in the transaction of the change (docs/adr/0061). No index: it is short-lived, and logging pays for each.
CREATE TABLE ticket_changed (
  ticket_id  uuid        NOT NULL,
  not_before timestamptz NOT NULL DEFAULT '-infinity',
  attempts   smallint    NOT NULL DEFAULT 0
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

CREATE FUNCTION note_changed_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ticket_changed (ticket_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER ticket_is_noted_as_changed AFTER INSERT OR UPDATE ON ticket
  FOR EACH ROW EXECUTE FUNCTION note_changed_ticket();

-- Full-text search. The text of a ticket is kept apart, so that logging need not wait for its index.
CREATE TABLE ticket_text (
  ticket_id uuid     PRIMARY KEY,
  words     tsvector NOT NULL
);
CREATE INDEX ticket_text_words ON ticket_text USING gin (words);
-- the more of the common words the planner knows, the better it chooses
ALTER TABLE ticket_text ALTER COLUMN words SET STATISTICS 1000;
COMMENT ON COLUMN ticket_text.words IS 'Words, and of scripts without spaces every pair of characters (io.heard.tickets.search.Words)';
DROP INDEX ticket_by_words;

INSERT INTO ticket_changed (ticket_id) SELECT id FROM ticket;
