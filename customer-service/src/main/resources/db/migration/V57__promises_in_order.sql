-- in the overview's whole order: by due time alone all that is owed was read and sorted to show the first fifty
CREATE INDEX demand_promise_first ON demand_promise (customer_id, due, ticket_id, id) WHERE owed AND state IN ('OPEN', 'BROKEN');
DROP INDEX demand_promise_owed;
