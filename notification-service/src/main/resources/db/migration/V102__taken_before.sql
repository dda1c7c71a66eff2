-- Events that are sent again after the copies were emptied had their effect before (docs/adr/0095): nobody is told twice.

CREATE TABLE taken_before (
  ticket_id uuid    PRIMARY KEY,
  sequence  integer NOT NULL
);
COMMENT ON TABLE taken_before IS 'How far the events of a ticket had been taken in when its mark was deleted: up to there they only fill the copies. The row goes when they have come that far again';

CREATE FUNCTION remember_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO taken_before AS t (ticket_id, sequence) VALUES (OLD.aggregate_id, OLD.sequence)
  ON CONFLICT (ticket_id) DO UPDATE SET sequence = greatest(t.sequence, excluded.sequence);
  RETURN NULL;
END
$$;
CREATE TRIGGER inbox_taken AFTER DELETE ON inbox FOR EACH ROW WHEN (OLD.topic = 'heard.tickets') EXECUTE FUNCTION remember_taken();
