-- Customers in bulk: Latin and Chinese names as unevenly spread as real ones, each with a phone and every second with an email, one demand for every tenth;
-- and one customer with 1,000 tickets.
ALTER INDEX customer_name_grams SET (fastupdate = on);
ALTER INDEX customer_name_trigrams SET (fastupdate = on);
CREATE TEMP TABLE fresh AS
SELECT uuidv7(-1000 * random() * interval '1 hour') AS id, i,
  CASE WHEN i % 2 = 0
    THEN (ARRAY['Aurelia','Bertram','Cornelia','Dietrich','Esmeralda','Florian','Guinevere','Hannibal','Isolde','Jeremias'])[1 + i / 2 % 10] || ' '
      || initcap(substr(translate(md5(i::text), '0123456789', 'aeioulnrst'), 1, 7))
    -- of a given name's first character the commonest of 1,500 is borne by one in nine, of its second likewise
    ELSE (ARRAY['王','李','张','刘','陈','杨','赵','黄','周','吴'])[1 + i / 2 % 10] || chr(19968 + floor(1500 * power(random(), 3))::int)
      || CASE WHEN random() < 0.8 THEN chr(19968 + floor(1500 * power(random(), 3))::int) ELSE '' END
  END AS name
FROM generate_series(1, greatest(0, :size - (SELECT count(*) FROM customer))) AS i;
INSERT INTO customer (id, version, head_hash, kind, name, search_name, phones, emails, scope, value_kinds, engagement, tier, erased, created_at, updated_at)
SELECT id, 1, sha256(i::text::bytea), 'PERSON', name, lower(name), ARRAY['+8613' || lpad(i::text, 9, '0')],
  CASE WHEN i % 2 = 0 THEN ARRAY['c' || i || '@example.com'] ELSE '{}' END, 'POTENTIAL', '{}', 'TRANSACTIONAL', 'STANDARD', false, now(), now()
FROM fresh;
INSERT INTO contact SELECT 'PHONE', '+8613' || lpad(i::text, 9, '0'), id FROM fresh;
INSERT INTO contact SELECT 'EMAIL', 'c' || i || '@example.com', id FROM fresh WHERE i % 2 = 0;

-- the busy one, a quarter of whose tickets are open
INSERT INTO demand (ticket_id, customer_id, number, subject, kind, channel, priority, state, owner_team, receiver, logged_at, came_back, next_due_kind, next_due_at, satisfied, confirmed_at)
SELECT uuidv7(-(t * interval '1 hour')), (SELECT min(id::text)::uuid FROM customer), 'D-2025-' || lpad(t::text, 9, '8'), 'Filter change ' || t, 'REQUEST', 'PHONE', 'P3',
  CASE WHEN t % 4 = 0 THEN 'IN_PROGRESS' ELSE 'CLOSED' END, 'field-service', 'mei', now() - t * interval '1 hour', t % 3,
  CASE WHEN t % 4 = 0 THEN 'RESOLUTION' END, CASE WHEN t % 4 = 0 THEN now() + (t % 100) * interval '1 hour' END, t % 4 <> 0 AND t % 5 <> 0, now()
FROM generate_series(1, 1000 - (SELECT count(*) FROM demand WHERE customer_id = (SELECT min(id::text)::uuid FROM customer))) AS t;
INSERT INTO exchange (ticket_id, sequence, customer_id, from_customer, channel, text, at)
SELECT ticket_id, s, customer_id, s % 2 = 1, 'PHONE', 'What was said, number ' || s, logged_at + s * interval '1 minute'
FROM demand, generate_series(1, 4) AS s WHERE customer_id = (SELECT min(id::text)::uuid FROM customer) ON CONFLICT DO NOTHING;
INSERT INTO demand_promise (ticket_id, id, customer_id, what, due, state)
SELECT ticket_id, gen_random_uuid(), customer_id, 'A call back', now() + interval '1 day', CASE WHEN open THEN 'OPEN' ELSE 'KEPT' END
FROM demand d WHERE customer_id = (SELECT min(id::text)::uuid FROM customer) AND NOT EXISTS (SELECT 1 FROM demand_promise p WHERE p.ticket_id = d.ticket_id);

-- what others asked for, so that the tables are of a size at which it matters how they are read
INSERT INTO demand (ticket_id, customer_id, number, subject, kind, channel, priority, state, owner_team, receiver, logged_at, came_back, next_due_kind, next_due_at)
SELECT uuidv7(-(i % 1000) * interval '1 hour'), id, 'D-2024-' || lpad(i::text, 9, '7'), 'Filter change', 'REQUEST', 'PHONE', 'P3',
  CASE WHEN i % 40 = 0 THEN 'IN_PROGRESS' ELSE 'CLOSED' END, 'field-service', 'mei', now() - i % 1000 * interval '1 hour', 0,
  CASE WHEN i % 40 = 0 THEN 'RESOLUTION' END, CASE WHEN i % 40 = 0 THEN now() + interval '1 day' END
FROM fresh WHERE i % 10 = 0;
INSERT INTO exchange (ticket_id, sequence, customer_id, from_customer, channel, text, at)
SELECT ticket_id, s, customer_id, s % 2 = 1, 'PHONE', 'What was said, number ' || s, logged_at + s * interval '1 minute'
FROM demand, generate_series(1, 3) AS s WHERE number LIKE 'D-2024-%' ON CONFLICT DO NOTHING;

ALTER INDEX customer_name_grams SET (fastupdate = off);
ALTER INDEX customer_name_trigrams SET (fastupdate = off);
VACUUM ANALYZE;
