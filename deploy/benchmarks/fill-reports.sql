-- The sums of reports over :size tickets, spread over a year, 40 teams, 20 products and 6 kinds, as the tickets would have added them one by one
-- (docs/adr/0063), and the tally of promises of 200 people. Only where there are no sums yet.
SELECT NOT EXISTS (SELECT 1 FROM report_sum LIMIT 1) AS empty \gset
\if :empty
SET work_mem = '512MB';
CREATE TEMP TABLE line AS
SELECT day, team, product, kind, measure, detail, floor(ln(1 + seconds) / ln(1.25))::int AS class, seconds, seconds > 0 AS timed
FROM (
    SELECT i, current_date - i % 365 AS day, 'team-' || i / 7 % 40 AS team, 'WP-' || i / 11 % 20 AS product,
        (ARRAY['REQUEST', 'COMPLAINT', 'FAULT', 'QUESTION', 'SUGGESTION', 'PRAISE'])[1 + i / 13 % 6] AS kind,
        (60 * exp(6 * random()))::bigint AS fast, (600 * exp(7 * random()))::bigint AS slow
    FROM generate_series(1, :size) AS i) AS t
CROSS JOIN LATERAL (VALUES
    ('LOGGED', '', 0, 1.0), ('ACKNOWLEDGED', '', fast, 0.95), ('ACKNOWLEDGED_LATE', '', 0, 0.1), ('ANSWERED', '', fast, 0.9), ('ANSWERED_LATE', '', 0, 0.1),
    ('RESOLVED', '', slow, 0.8), ('RESOLVED_LATE', '', 0, 0.15), ('CLOSED', '', 0, 0.75), ('DECLINED', '', 0, 0.03), ('REOPENED', '', 0, 0.05),
    ('HANDED_OFF', '', 0, 0.5), ('CONTACTED', '', 0, 0.3), ('REPEATED', '', 0, 0.2), ('OPEN', '', 0, 0.2), ('OVERDUE', '', 0, 0.02),
    ('BREACHED', 'ACKNOWLEDGE', 0, 0.1), ('BREACHED', 'FIRST_FEEDBACK', 0, 0.1), ('BREACHED', 'NEXT_FEEDBACK', 0, 0.05), ('BREACHED', 'RESOLUTION', 0, 0.15),
    ('BREACHED', 'PROMISE', 0, 0.02), ('CONFIRMED', 'YES', 0, 0.5), ('CONFIRMED', 'NO', 0, 0.05), ('NEED', 'FUNCTION_MAIN', 0, 0.15),
    ('NEED', 'FORM_AND_QUALITY', 0, 0.1), ('NEED', 'EXPERIENCE', 0, 0.1), ('NEED', 'PRICE', 0, 0.05), ('BENEFIT', 'SAVES_TIME', 0, 0.15),
    ('BENEFIT', 'SAVES_MONEY', 0, 0.1)) AS m (measure, detail, seconds, share)
WHERE random() < share;
SELECT format($$INSERT INTO report_sum (cube, grain, measure, team, product, kind, day, detail, n, total, classes)
    SELECT %L, %L, measure, team, product, kind, day, detail, sum(n), sum(total), coalesce(string_agg(class || ':' || n, ',' ORDER BY class) FILTER (WHERE timed), '')
    FROM (SELECT measure, %s AS team, %s AS product, %s AS kind, %s AS day, detail, class, timed, count(*) AS n, sum(seconds) AS total FROM line
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8) AS c GROUP BY measure, team, product, kind, day, detail$$,
    cube, grain, CASE WHEN team THEN 'team' ELSE '''*''' END, CASE WHEN product THEN 'product' ELSE '''*''' END, CASE WHEN kind THEN 'kind' ELSE '''*''' END,
    CASE grain WHEN 'D' THEN 'day' ELSE 'date_trunc(''month'', day)::date' END)
FROM (VALUES ('EACH', true, true, true), ('TEAM_PRODUCT', true, true, false), ('TEAM_KIND', true, false, true), ('PRODUCT_KIND', false, true, true), ('TEAM', true, false, false),
    ('PRODUCT', false, true, false), ('KIND', false, false, true), ('ALL', false, false, false)) AS c (cube, team, product, kind) CROSS JOIN unnest('{D,M}'::text[]) AS grain
\gexec
INSERT INTO promise_tally (day, person, team, made, kept, broken, kept_late, released)
SELECT current_date - d, 'user-' || p, 'team-' || p % 40, 5, 3, 1, 1, 0 FROM generate_series(0, 364) AS d CROSS JOIN generate_series(0, 199) AS p
ON CONFLICT DO NOTHING;
\endif
