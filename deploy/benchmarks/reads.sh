#!/usr/bin/env bash
# Reading at a size: fills the ticket database up to 100,000 tickets (by SQL, so on a data directory to be thrown away), then measures
# GET of a ticket and of the first page of filtered lists.
#
#   DATA=/tmp/throwaway [CONNECTIONS=4] deploy/benchmarks/reads.sh [tickets]
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
size=${1:-100000}
seconds=${SECONDS_EACH:-10}
tickets=http://127.0.0.1:$(property state.properties port.TICKET)
export PGHOST=127.0.0.1 PGUSER=heard_admin PGPASSWORD PGPORT
PGPASSWORD=$(property keys/secrets.properties postgres.admin)
PGPORT=$(property state.properties port.POSTGRES)

psql -q -v ON_ERROR_STOP=1 -v size="$size" -f "$here/fill.sql" tickets
echo "waiting until search, work list and reports know them all"
until_none tickets 'SELECT count(*) FROM ticket_changed'
settled tickets
id=$(psql -Atc "SELECT id FROM ticket OFFSET 1000 LIMIT 1" tickets)

measure() {
  read -r rate p50 p99 errors < <(wrk -t 1 -c "$connections" -d "${seconds}s" -s "$here/read.lua" "$tickets$1" | sed -n 's/^RESULT //p')
  printf '%-62s %10.0f/s %10s %10s %8s\n' "$1" "$rate" "$p50" "$p99" "$errors"
}
printf '%-62s %12s %10s %10s %8s\n' "$(psql -Atc 'SELECT count(*) FROM ticket' tickets) tickets" requests 'p50 ms' 'p99 ms' errors
addresses=("/v1/tickets/$id")
for query in '' 'team=team-3' 'team=team-3&state=LOGGED&sort=due' 'sort=due' 'sort=priority&state=IN_PROGRESS' 'receiver=user-17' \
  'tag=rare' 'breached=true' 'q=purifier' 'q=%E6%BB%A4%E8%8A%AF' 'q=purifier&sort=relevance' 'customer=0199aaaa-0000-7000-8000-000000000007'; do addresses+=("/v1/tickets?$query"); done
# about 90 s of warm-up, over all of them
for round in 1 2; do
  for address in "${addresses[@]}"; do wrk -t 1 -c "$connections" -d 4s -s "$here/read.lua" "$tickets$address" >/dev/null; done
done
for address in "${addresses[@]}"; do measure "$address"; done
