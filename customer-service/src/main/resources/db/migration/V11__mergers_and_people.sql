-- Who turned out to be whom, who belongs to which organisation, and through which client a customer came.

ALTER TABLE customer
  ADD COLUMN client             text,
  ADD COLUMN organisations      uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN organisation_roles text[] NOT NULL DEFAULT '{}',
  ADD CHECK (cardinality(organisations) = cardinality(organisation_roles));
COMMENT ON COLUMN customer.client IS 'The integration through whose client the customer came, null when through people';
COMMENT ON COLUMN customer.organisations IS 'Organisations a person belongs to, by the ids under which that was said: one may have been merged since';
COMMENT ON COLUMN customer.organisation_roles IS 'Role in each of the organisations, empty when none was given';
CREATE INDEX customer_client ON customer (client, id) WHERE client IS NOT NULL;
CREATE INDEX customer_merged ON customer (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX customer_organisations ON customer USING gin (organisations) WHERE organisations <> '{}';

CREATE FUNCTION survivor(customer uuid) RETURNS uuid LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
  WITH RECURSIVE chain AS (
    SELECT c.id, c.merged_into FROM customer c WHERE c.id = survivor.customer
    UNION SELECT c.id, c.merged_into FROM chain JOIN customer c ON c.id = chain.merged_into)
  SELECT coalesce((SELECT id FROM chain WHERE merged_into IS NULL), survivor.customer)
$$;
COMMENT ON FUNCTION survivor IS 'The customer who answers for an id: itself unless it was merged';

CREATE FUNCTION customer_family(customers uuid[]) RETURNS uuid[] LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
  WITH RECURSIVE member AS (
    SELECT unnest(customers) AS id
    UNION SELECT c.id FROM member JOIN customer c ON c.merged_into = member.id)
  SELECT array_agg(id) FROM member
$$;
COMMENT ON FUNCTION customer_family IS 'Every id under which these customers are known: their own, and those merged into them';

CREATE TABLE merger (
  id          uuid        PRIMARY KEY,
  merged      uuid        NOT NULL REFERENCES customer,
  survivor    uuid        NOT NULL REFERENCES customer,
  phones      text[]      NOT NULL,
  emails      text[]      NOT NULL,
  reason      text        NOT NULL,
  merged_by   text        NOT NULL,
  merged_at   timestamptz NOT NULL,
  undo_reason text,
  undone_by   text,
  undone_at   timestamptz,
  CHECK (merged <> survivor)
);
CREATE UNIQUE INDEX merger_in_force ON merger (merged) WHERE undone_at IS NULL;
CREATE INDEX merger_of ON merger (merged, id);
CREATE INDEX merger_by_survivor ON merger (survivor, id);
COMMENT ON TABLE merger IS 'Each merger and what the merged customer brought with it, so that it can be undone';
