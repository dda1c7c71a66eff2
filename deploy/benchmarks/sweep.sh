#!/usr/bin/env bash
# From due to alert: fills the ticket database up to a number of open clocks (by SQL, so on a data directory to be thrown away), lets
# some of them come due, evenly over one minute, and measures how long after its due time each breach was recorded in the ledger of
# ticket-service and raised as an alert by notification-service. Two replicas of ticket-service share the sweep. Before that as many come
# due over 90 seconds, not measured, so that the code is warm.
#
#   DATA=/tmp/throwaway deploy/benchmarks/sweep.sh [open clocks] [of them due within the minute] [tickets]
#
# Above three clocks for each of the tickets (default: a third of a million), the rest are rows of ticket_clock alone, due later.
# All times are PostgreSQL's, which both services go by; everything runs on one machine here.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
clocks=${1:-1000000}
due=${2:-$((clocks / 100))}
most=${3:-333334}
tickets=$(((clocks + 2) / 3 < most ? (clocks + 2) / 3 : most))
lead=${LEAD:-30}
warm_up=${WARM_UP:-$due}
second_port=${SECOND_PORT:-18092}
export PGHOST=127.0.0.1 PGUSER=heard_admin PGPASSWORD PGPORT
PGPASSWORD=$(property keys/secrets.properties postgres.admin)
PGPORT=$(property state.properties port.POSTGRES)
export PGOPTIONS='-c timezone=UTC'

echo "filling up to $clocks open clocks on $tickets tickets"
psql -q -v ON_ERROR_STOP=1 -v tickets="$tickets" -v clocks="$clocks" -f "$here/sweep-fill.sql" tickets
psql -At tickets -c "SELECT count(*) || ' open clocks, index ' || pg_size_pretty(pg_relation_size('ticket_clock_next')) FROM ticket_clock WHERE next_at IS NOT NULL"

# a second replica, with the first one's settings
first=$(<"$DATA/pids/ticket-service.pid")
mapfile -d '' -t command <"/proc/$first/cmdline"
mapfile -d '' -t environment <"/proc/$first/environ"
second=
cd "/proc/$first/cwd"
env -i "${environment[@]}" QUARKUS_HTTP_PORT="$second_port" "${command[@]}" >"$DATA/logs/second-replica.log" 2>&1 &
second=$!
trap 'kill $second 2>/dev/null; wait $second 2>/dev/null || true' EXIT
for ((i = 0; i < 120; i++)); do curl -fs "http://127.0.0.1:$second_port/q/health/ready" >/dev/null && break; sleep 0.5; done
curl -fs "http://127.0.0.1:$second_port/q/health/ready" >/dev/null || { echo 'The second replica does not start' >&2; exit 1; }
swept() { curl -fs "http://127.0.0.1:$1/q/metrics" | sed -n 's/^heard_sweep_tickets_total.* //p'; }
first_port=$(property state.properties port.TICKET)

# lets so many clocks come due, evenly over so many seconds, and waits until their alerts are raised; leaves the beginning in $from
wave() {
  local due=$1 seconds=$2
  from=$(psql -At tickets -c "SELECT now() + $lead * interval '1 second'")
  psql -q -v ON_ERROR_STOP=1 tickets <<SQL
WITH chosen AS (
  SELECT ticket_id, row_number() OVER () AS n FROM (
    SELECT ticket_id FROM ticket_clock WHERE kind = 'ACKNOWLEDGE' AND state = 'RUNNING' AND next_at > now() + interval '1 day' LIMIT $due) AS c)
UPDATE ticket_clock c SET due_at = d.at, next_at = d.at, warn_at = d.at
FROM (SELECT ticket_id, timestamptz '$from' + n * interval '$seconds seconds' / $due AS at FROM chosen) AS d
WHERE c.ticket_id = d.ticket_id AND c.kind = 'ACKNOWLEDGE';
SQL
  [[ $(psql -At tickets -c "SELECT now() < timestamptz '$from'") == t ]] || { echo 'Setting the due times took too long; raise LEAD' >&2; exit 1; }
  echo "$due clocks come due from $from on, over $seconds seconds"
  until [[ $(psql -At tickets -c "SELECT now() > timestamptz '$from' + ($seconds + 2) * interval '1 second'") == t ]]; do sleep 1; done
  for ((i = 0; i < 120 && $(raised "$seconds") < due; i++)); do sleep 1; done
}
raised() { psql -At notifications -c "SELECT count(*) FROM alert WHERE cause = 'CLOCK_BREACHED' AND due_at > '$from' AND due_at <= timestamptz '$from' + $1 * interval '1 second'"; }
wave "$warm_up" 90
# what the warm-up left to deliver is no part of the measured minute
for ((i = 0; i < 120; i++)); do
  [[ $(psql -At notifications -c "SELECT count(*) FROM delivery WHERE state = 'PENDING' AND due_at < now()") == 0 ]] && break
  sleep 1
done
before=("$(swept "$first_port")" "$(swept "$second_port")")
wave "$due" 60

report() {
  psql -At "$1" -c "SELECT format('%s: %s of $due, %s twice; after due p50 %s ms, p99 %s ms, p99.9 %s ms, max %s ms; earliest %s ms', '$2', count(*), count(*) - count(DISTINCT id),
      round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)::numeric, 1), round(percentile_cont(0.99) WITHIN GROUP (ORDER BY ms)::numeric, 1),
      round(percentile_cont(0.999) WITHIN GROUP (ORDER BY ms)::numeric, 1), round(max(ms)::numeric, 1), round(min(ms)::numeric, 3)) FROM ($3) AS s"
}
window="> timestamptz '$from' AND X <= timestamptz '$from' + interval '60 seconds'"
report tickets 'breach recorded' "SELECT aggregate_id AS id, extract(epoch FROM recorded_at - at) * 1000 AS ms FROM ledger WHERE type = 'heard.ticket.clock-breached.v1' AND at ${window//X/at}"
report notifications 'alert raised' "SELECT book_id AS id, extract(epoch FROM raised_at - due_at) * 1000 AS ms FROM alert WHERE cause = 'CLOCK_BREACHED' AND due_at ${window//X/due_at}"
echo "tickets announced by the replicas: $(bc <<<"$(swept "$first_port") - ${before[0]:-0}") and $(bc <<<"$(swept "$second_port") - ${before[1]:-0}")"
echo 'what a look of the sweep costs when nothing is up:'
psql -At tickets <<'SQL'
SET plan_cache_mode = force_generic_plan;
PREPARE look (timestamptz, uuid[], int) AS SELECT t.id FROM ticket_clock c JOIN ticket t ON t.id = c.ticket_id WHERE c.next_at <= $1 AND c.is_current
  AND t.id <> ALL ($2) ORDER BY c.next_at LIMIT $3 FOR UPDATE OF t SKIP LOCKED;
EXPLAIN (ANALYZE, BUFFERS, COSTS off) EXECUTE look (now(), '{}', 100);
SQL
