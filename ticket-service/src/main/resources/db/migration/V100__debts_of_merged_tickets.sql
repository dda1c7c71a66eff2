-- Whoever heard a ticket first that was merged into another still owes its customer the answer (docs/adr/0080).
CREATE FUNCTION receivers_owing(merged text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT one ->> 'receiver'), '{}') FROM jsonb_array_elements(merged::jsonb) AS one
  WHERE one ->> 'feedbackDue' IS NOT NULL
$$;
COMMENT ON FUNCTION receivers_owing IS 'Who still owes an answer to a customer of ticket.merged_tickets';
-- only tickets that others were merged into are in it: logging pays nothing
CREATE INDEX ticket_merged_owed ON ticket USING gin (receivers_owing(merged_tickets)) WHERE merged_tickets <> '[]';
