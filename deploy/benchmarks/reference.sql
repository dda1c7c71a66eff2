-- pgbench: the rows of one logged demand in one transaction, as a program without Heard would write them.
\set n random(1, 9000000000000000)
BEGIN;
INSERT INTO ticket (id, version, head_hash, receipt_hash, number, state, channel, kind, stage, subject, stated_request, impact, urgency, priority, product, tags, custom_fields, external_ref, customer_name, customer_link, receiver, owner_team, logged_at, updated_at, due_at)
  VALUES (uuidv7(), 1, sha256(convert_to(:n::text, 'UTF8')), repeat('ab', 32), 'D-2026-' || :n::text || '-' || random()::text, 'LOGGED', 'PHONE', 'COMPLAINT', 'AFTER_SALE', 'Filter change for the water purifier', 'Wants somebody to come and change the filter; it is the third call about it this month, and last time somebody promised within a week and nobody came. She is at home every morning until eleven.', 'MEDIUM', 'HIGH', 'P2', 'WP-300', '{filter,repeat}', '{"visits": 2}', 'CRM-77', 'Mrs Chen', 'NONE', 'mei', 'field-service', now(), now(), now() + interval '30 minutes') RETURNING id AS ticket \gset
INSERT INTO ticket_clock (ticket_id, kind, round, state, started_at, target_nanos, due_at, warn_at, next_at, policy_id, policy_version, calendar_version)
  SELECT :ticket::uuid, kind, 1, 'RUNNING', now(), 1800000000000, now() + interval '30 minutes', now() + interval '20 minutes', now() + interval '20 minutes', uuidv7(), 1, 1 FROM unnest('{ACKNOWLEDGE,FIRST_FEEDBACK,RESOLUTION}'::text[]) AS kind;
INSERT INTO ledger (aggregate_id, sequence, type, at, recorded_at, actor, request_id, data, salt, hash, previous_hash)
  VALUES (:ticket::uuid, 1, 'heard.ticket.logged.v1', now(), now(), 'mei', 'request', repeat('x', 2000), repeat('s', 32), repeat('h', 64), repeat('0', 64));
INSERT INTO outbox (bucket, topic, aggregate_id, sequence) VALUES ((:n::bigint % 8)::smallint, 'heard.tickets', :ticket::uuid, 1);
INSERT INTO idempotency_key (scope, key, request, status, location, etag, body, created_at) VALUES ('mei', :n::text || '-' || random()::text, repeat('r', 64), 201, 'http://localhost/v1/tickets/0', '"1"', repeat('b', 1600), now());
COMMIT;
