-- Tickets in bulk, of many teams, people, states and customers, spread over a year, with three or four clocks each, of which one or two run
-- while the ticket is not over, so that due times agree with them. They have no history: that the audit finds, and has nothing to mend it from.
INSERT INTO ticket (id, version, head_hash, receipt_hash, number, state, channel, kind, stage, subject, stated_request, impact, urgency,
    priority, product, tags, custom_fields, external_ref, customer_id, customer_name, customer_link, receiver, owner_team, owner_person,
    logged_at, updated_at, due_at, breached)
SELECT uuidv7(-(i % 365) * interval '1 day' - random() * interval '1 day'), 1, sha256(i::text::bytea), encode(sha256(i::text::bytea), 'hex'),
    'D-2025-' || lpad(i::text, 9, '0'), (ARRAY['LOGGED','ACKNOWLEDGED','IN_PROGRESS','WAITING_FOR_CUSTOMER','RESOLVED','CLOSED','CLOSED','CLOSED','CLOSED','DECLINED'])[1 + i % 10],
    'PHONE', 'COMPLAINT', 'AFTER_SALE', (ARRAY['Water purifier drips','更换净水器滤芯','Parking charge','Sour dates'])[1 + i % 4] || ' ' || i,
    'Wants somebody to come and look at it, number ' || md5(i::text), 'MEDIUM', 'MEDIUM', 'P' || (1 + i % 4), 'WP-300',
    CASE WHEN i % 5000 = 0 THEN '{rare}'::text[] ELSE ARRAY['tag-' || i % 50] END, '{}', NULL,
    ('0199aaaa-0000-7000-8000-' || lpad((i % 20000)::text, 12, '0'))::uuid, 'Customer ' || i % 20000, 'LINKED', 'user-' || i % 200, 'team-' || i % 40, NULL,
    now(), now(), CASE WHEN i % 500 = 0 THEN now() - (1 + i % 1000) * interval '1 hour' WHEN i % 10 < 5 THEN now() + (i % 1000) * interval '1 hour' END, i % 500 = 0
FROM generate_series(1, greatest(0, :size - (SELECT count(*) FROM ticket))) AS i
ON CONFLICT DO NOTHING;
INSERT INTO ticket_clock (ticket_id, kind, round, state, started_at, target_nanos, due_at, warn_at, next_at, stopped_at, breached_at, policy_id, policy_version, calendar_version)
SELECT t.id, k.kind, 1, CASE WHEN NOT k.live THEN 'MET' WHEN t.breached THEN 'BREACHED' ELSE 'RUNNING' END, least(t.logged_at, t.due_at - interval '1 hour'), 3600000000000,
    CASE WHEN k.live THEN t.due_at ELSE t.logged_at END, CASE WHEN k.live THEN t.due_at ELSE t.logged_at END, CASE WHEN k.live AND NOT t.breached THEN t.due_at END,
    CASE WHEN NOT k.live THEN t.logged_at END, CASE WHEN k.live AND t.breached THEN t.due_at END, p.id, p.version, 1
FROM ticket t CROSS JOIN LATERAL (VALUES ('ACKNOWLEDGE', t.state = 'LOGGED'), ('FIRST_FEEDBACK', false), ('RESOLUTION', t.due_at IS NOT NULL AND t.state <> 'RESOLVED'),
    ('CUSTOMER_WAIT', t.state = 'RESOLVED')) AS k (kind, live) CROSS JOIN (SELECT id, version FROM sla_policy ORDER BY ordering DESC LIMIT 1) p
WHERE t.number LIKE 'D-2025-%' AND (k.live OR k.kind <> 'CUSTOMER_WAIT')
ON CONFLICT DO NOTHING;
ANALYZE;
