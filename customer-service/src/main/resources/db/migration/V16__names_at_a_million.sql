-- Part of a name is looked for among the newest customers in the index alone, without reading the customers themselves.
UPDATE customer SET search_name = left(search_name, 400) WHERE length(search_name) > 400;
CREATE INDEX customer_present ON customer (id DESC) INCLUDE (search_name) WHERE merged_into IS NULL AND NOT erased;
CREATE INDEX customer_present_of_client ON customer (client, id DESC) INCLUDE (search_name)
  WHERE client IS NOT NULL AND merged_into IS NULL AND NOT erased;
DROP INDEX customer_client;

-- An index that answers alone needs to know which pages are visible to everybody, the newest above all.
ALTER TABLE customer SET (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 1000,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- What waits in a pending list is read by every search: better that each change pays for itself.
ALTER INDEX customer_name_grams SET (fastupdate = off);
ALTER INDEX customer_name_trigrams SET (fastupdate = off);
SELECT gin_clean_pending_list('customer_name_grams'), gin_clean_pending_list('customer_name_trigrams');
