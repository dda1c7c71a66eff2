-- Open tickets in bulk, with three running clocks each that come due in the next weeks; none of them was logged through the service,
-- so each is at version 0 and its first entry in the ledger is whatever happens to it first.
CREATE TEMP TABLE filled AS
SELECT uuidv7() AS id, i FROM generate_series(1, greatest(0, :tickets - (SELECT count(*) FROM ticket WHERE number LIKE 'D-2000-%'))) AS i;
INSERT INTO ticket (id, version, head_hash, receipt_hash, number, state, channel, kind, stage, subject, stated_request, impact, urgency,
    priority, product, tags, custom_fields, customer_name, customer_link, receiver, owner_team, logged_at, updated_at, due_at)
SELECT id, 0, decode(repeat('00', 32), 'hex'), repeat('0', 64),
    'D-2000-' || lpad(((SELECT count(*) FROM ticket WHERE number LIKE 'D-2000-%') + i)::text, 9, '0'), 'LOGGED', 'PHONE', 'COMPLAINT', 'AFTER_SALE',
    'Water purifier drips ' || i, 'Wants somebody to come and look at it', 'MEDIUM', 'MEDIUM', 'P3', 'WP-300', '{filter}', '{}',
    'Customer ' || i % 20000, 'NONE', 'user-' || i % 200, 'team-' || i % 40, now(), now(), now() + interval '7 days'
FROM filled;
INSERT INTO ticket_clock (ticket_id, kind, round, state, started_at, target_nanos, due_at, warn_at, next_at, warned_at, policy_id, policy_version, calendar_version)
SELECT f.id, kind, 1, 'RUNNING', now(), 604800000000000, due, due, due, now(), p.id, p.version, 1
FROM filled f CROSS JOIN unnest('{ACKNOWLEDGE,FIRST_FEEDBACK,RESOLUTION}'::text[]) WITH ORDINALITY AS k (kind, n)
CROSS JOIN LATERAL (SELECT now() + interval '7 days' + (f.i * 3 + n) * interval '1 second' AS due) AS d
CROSS JOIN (SELECT id, version FROM sla_policy ORDER BY ordering DESC LIMIT 1) p;
-- the rest, up to :clocks, as rows of clocks alone: what counts is how many the sweep has to look past
INSERT INTO ticket_clock (ticket_id, kind, round, is_current, state, started_at, target_nanos, due_at, warn_at, next_at, warned_at, policy_id, policy_version, calendar_version)
SELECT c.ticket_id, 'ACTION', r, false, 'RUNNING', c.started_at, c.target_nanos, c.due_at + r * interval '1 day', c.due_at, c.due_at + r * interval '1 day', c.warned_at,
    c.policy_id, c.policy_version, c.calendar_version
FROM (SELECT * FROM ticket_clock WHERE kind = 'RESOLUTION' AND next_at IS NOT NULL) c
CROSS JOIN generate_series(1, (greatest(0, :clocks - (SELECT count(*) FROM ticket_clock WHERE next_at IS NOT NULL)) /
    greatest(1, (SELECT count(*) FROM ticket_clock WHERE kind = 'RESOLUTION' AND next_at IS NOT NULL)))::int) AS r
ON CONFLICT DO NOTHING;
-- search, work list and reports of what was filled in are not what is measured here
TRUNCATE ticket_changed;
VACUUM ANALYZE ticket;
VACUUM ANALYZE ticket_clock;
