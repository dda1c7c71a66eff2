-- Under which id a customer's ticket came in, so that undoing a merger finds what belongs to whom.
ALTER TABLE ticket ADD COLUMN came_under uuid;
COMMENT ON COLUMN ticket.came_under IS 'The customer''s id at the time, when that customer was merged before or since; null when it is customer_id';
CREATE INDEX ticket_came_under ON ticket (came_under) WHERE came_under IS NOT NULL;

CREATE FUNCTION customer_known_as(customer uuid) RETURNS uuid[] LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
  WITH RECURSIVE survivor AS (
    SELECT customer AS id, (SELECT c.merged_into FROM customer_copy c WHERE c.id = customer) AS merged_into
    UNION SELECT c.id, c.merged_into FROM survivor s JOIN customer_copy c ON c.id = s.merged_into),
  member AS (
    SELECT id FROM survivor
    UNION SELECT c.id FROM member m JOIN customer_copy c ON c.merged_into = m.id)
  SELECT array_agg(id) FROM member
$$;
COMMENT ON FUNCTION customer_known_as IS 'Every id of the customer who answers for this one: the survivor''s, and those merged into it';
