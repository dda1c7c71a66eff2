#!/usr/bin/env bash
# Reading at a size: fills the ticket database up to 100,000 tickets (by SQL, so on a data directory to be thrown away), then measures
# GET of a ticket and of the first page of filtered lists.
#
#   DATA=/tmp/throwaway [CONNECTIONS=4] deploy/benchmarks/reads.sh [tickets]
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
size=${1:-100000}
tickets=http://127.0.0.1:$(property state.properties port.TICKET)
export PGHOST=127.0.0.1 PGUSER=heard_admin PGPASSWORD PGPORT
PGPASSWORD=$(property keys/secrets.properties postgres.admin)
PGPORT=$(property state.properties port.POSTGRES)

psql -q -v ON_ERROR_STOP=1 -v size="$size" -f "$here/fill.sql" tickets
echo "waiting until search, work list and reports know them all"
until_none tickets 'SELECT count(*) FROM ticket_changed'
settled tickets
id=$(psql -Atc "SELECT id FROM ticket OFFSET 1000 LIMIT 1" tickets)

heading "$(psql -Atc 'SELECT count(*) FROM ticket' tickets) tickets"
addresses=("/v1/tickets/$id")
for query in '' 'team=team-3' 'team=team-3&state=LOGGED&sort=due' 'sort=due' 'sort=priority&state=IN_PROGRESS' 'receiver=user-17' \
  'tag=rare' 'breached=true' 'q=purifier' 'q=%E6%BB%A4%E8%8A%AF' 'q=purifier&sort=relevance' 'customer=0199aaaa-0000-7000-8000-000000000007'; do addresses+=("/v1/tickets?$query"); done
# about 90 s of warm-up, over all of them
for round in 1 2; do
  for address in "${addresses[@]}"; do wrk -t 1 -c "$connections" -d 4s -s "$here/read.lua" "$tickets$address" >/dev/null; done
done
for address in "${addresses[@]}"; do measure "$address" "$tickets$address"; done
