#!/usr/bin/env bash
# Reports over REST at a size: fills the ticket database up to a million tickets and the sums that they would have added (by SQL, so on a data
# directory to be thrown away), then measures every report, as JSON and as CSV, of ranges and divisions as they are asked for.
#
#   DATA=/tmp/throwaway [CONNECTIONS=4] deploy/benchmarks/reports.sh [tickets]
#
# Goal: p99 under 200 ms each. Reports have two places in the queue (heard.admission.reports): with 4 clients a request waits for its turn as well.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
size=${1:-1000000}
seconds=${SECONDS_EACH:-10}
goal=${GOAL_MS:-200}
tickets=http://127.0.0.1:$(property state.properties port.TICKET)
TOKEN=$("$root/run" token --data "$DATA" --user li --roles agent,lead)
export PGHOST=127.0.0.1 PGUSER=heard_admin PGPASSWORD PGPORT
PGPASSWORD=$(property keys/secrets.properties postgres.admin)
PGPORT=$(property state.properties port.POSTGRES)

psql -q -v ON_ERROR_STOP=1 -v size="$size" -f "$here/fill-reports.sql" tickets
psql -q -v ON_ERROR_STOP=1 -v size="$size" -f "$here/fill.sql" tickets
# what search and work list would make of the filled tickets is not what is measured here
psql -qc 'TRUNCATE ticket_changed' tickets
settled tickets

day() { date -u -d "$1" +%F; }
year="from=$(day '-364 days')&to=$(day now)"
quarter="from=$(day '-91 days')&to=$(day now)"
addresses=()
for report in times volumes breaches needs; do
  addresses+=("$report" "$report?by=team" "$report?by=day" "$report?by=month&$year" "$report?by=team&$year" "$report?by=product&$year"
    "$report?by=week&team=team-3&$year" "$report?by=product&kind=COMPLAINT&$year" "$report?by=team&product=WP-7&$quarter"
    "$report?by=day&team=team-3&kind=FAULT&$quarter" "$report.csv?by=team&$year" "$report.csv?by=day&$year")
done
addresses+=(backlog 'backlog?by=team' 'backlog?by=product' 'backlog?by=kind&team=team-3' 'backlog?by=team&product=WP-7' 'backlog.csv?by=team')
addresses+=(promises 'promises?by=person' "promises?by=team&$year" "promises?by=person&$year" "promises?by=week&$year" "promises?by=month&team=team-3&$year"
  "promises.csv?by=person&$year")

read_all() { wrk -t 1 -c "$connections" -d "$2" -s "$here/read.lua" "$tickets/v1/reports/$1"; }
missed=0
measure() {
  read -r rate p50 p99 errors < <(read_all "$1" "${seconds}s" | sed -n 's/^RESULT //p')
  local mark=''
  awk "BEGIN { exit !($p99 > $goal || $errors > 0) }" && { mark=' *'; missed=$((missed + 1)); }
  printf '%-74s %8.0f/s %9s %9s %7s%s\n' "$1" "$rate" "$p50" "$p99" "$errors" "$mark"
}
printf '%s tickets, %s sums, load before %s\n' "$(psql -Atc 'SELECT count(*) FROM ticket' tickets)" "$(psql -Atc 'SELECT count(*) FROM report_sum' tickets)" "$(cut -d ' ' -f 1-3 /proc/loadavg)"
# about 90 s of warm-up, over all of them
for round in 1 2; do
  for address in "${addresses[@]}"; do read_all "$address" 1s >/dev/null; done
done
printf '%-74s %10s %9s %9s %7s\n' report requests 'p50 ms' 'p99 ms' errors
for address in "${addresses[@]}"; do measure "$address"; done
echo "$missed of ${#addresses[@]} miss $goal ms (*); load after $(cut -d ' ' -f 1-3 /proc/loadavg)"
((missed == 0))
