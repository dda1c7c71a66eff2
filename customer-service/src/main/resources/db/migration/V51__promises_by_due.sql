-- the overview shows the first fifty by due time, however many are owed
CREATE INDEX demand_promise_owed ON demand_promise (customer_id, due) WHERE owed AND state IN ('OPEN', 'BROKEN');
