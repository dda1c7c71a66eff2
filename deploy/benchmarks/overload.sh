#!/usr/bin/env bash
# Far more than ticket-service can serve: what is answered how fast, whether intake goes before reading and reports, whether what was
# acknowledged is there once and what was refused has left nothing, and when all is as before. After a warm-up under the same load.
#
#   DATA=.heard deploy/benchmarks/overload.sh [--impatient] [clients that log] [clients that read] [seconds]
#
# --impatient: who is refused asks again at once, instead of after Retry-After.
# The clients run on the same machine and take their share of its processors.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
manners=patient
if [[ ${1:-} == --impatient ]]; then manners=impatient; shift; fi
logging=${1:-400}
reading=${2:-200}
seconds=${3:-20}
tickets=http://127.0.0.1:$(property state.properties port.TICKET)
export PGHOST=127.0.0.1 PGUSER=heard_admin PGPASSWORD PGPORT
PGPASSWORD=$(property keys/secrets.properties postgres.admin)
PGPORT=$(property state.properties port.POSTGRES)
TOKEN=$("$root/run" token --data "$DATA" --user mei --roles frontline,agent,lead)

java -Xmx512m -Xss256k -cp "$here/target/classes:$here/target/lib/*" io.heard.benchmarks.Storm \
  "$tickets" "$TOKEN" "${WARM_UP:-30}" "$seconds" "$logging" "$reading" "$manners" "$DATA/storm.csv"

psql -q -v ON_ERROR_STOP=1 -v seconds="$seconds" tickets <<SQL
\pset footer off
CREATE TEMP TABLE answer (kind text, at_ms bigint, status int, ms numeric, retry_after text, mark text);
\copy answer FROM '$DATA/storm.csv' CSV
CREATE TEMP TABLE logged AS SELECT external_ref AS mark, count(*) AS tickets FROM ticket
 WHERE external_ref IN (SELECT mark FROM answer) GROUP BY 1;
\echo 'answers; status 0 is none'
SELECT kind, status, count(*), round(count(*) / :seconds::numeric, 1) AS "each second",
       round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)::numeric) AS "p50 ms",
       round(percentile_cont(0.99) WITHIN GROUP (ORDER BY ms)::numeric) AS "p99 ms", round(max(ms)) AS "max ms"
  FROM answer WHERE kind <> 'afterwards' GROUP BY 1, 2 ORDER BY 1, 2;
\echo 'logging after the storm, by the second'
SELECT (at_ms - (SELECT min(at_ms) FROM answer WHERE kind = 'afterwards')) / 1000 AS second, count(*),
       string_agg(DISTINCT status::text, ' ') AS status, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)::numeric, 1) AS "p50 ms", max(ms) AS "max ms"
  FROM answer WHERE kind = 'afterwards' GROUP BY 1 ORDER BY 1;
\echo 'what must be 0'
SELECT count(*) FILTER (WHERE status = 201 AND tickets IS NULL) AS "201 without a ticket",
       count(*) FILTER (WHERE tickets > 1) AS "more than one ticket",
       count(*) FILTER (WHERE status = 503 AND tickets > 0) AS "503 with a ticket",
       count(*) FILTER (WHERE status = 503 AND EXISTS (SELECT 1 FROM idempotency_key WHERE key = answer.mark)) AS "503 with a key",
       count(*) FILTER (WHERE status = 503 AND retry_after IS NULL) AS "503 without Retry-After",
       count(*) FILTER (WHERE status NOT IN (200, 201, 503)) AS "anything else"
  FROM answer LEFT JOIN logged USING (mark);
SQL
