#!/usr/bin/env bash
# Finding customers at a size: fills the customer database up to a million customers (by SQL, so on a data directory to be thrown away), then
# measures finding by phone, email and part of a name, candidates, and the overview of a customer with 1,000 tickets.
#
#   DATA=/tmp/throwaway [CONNECTIONS=4] deploy/benchmarks/customers.sh [customers]
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
size=${1:-1000000}
customers=http://127.0.0.1:$(property state.properties port.CUSTOMER)
export PGHOST=127.0.0.1 PGUSER=heard_admin PGPASSWORD PGPORT
PGPASSWORD=$(property keys/secrets.properties postgres.admin)
PGPORT=$(property state.properties port.POSTGRES)

psql -q -v ON_ERROR_STOP=1 -v size="$size" -f "$here/fill-customers.sql" customers
[[ ${FILL_ONLY:-} ]] && exit 0
settled customers
id=$(psql -Atc "SELECT min(id::text) FROM customer" customers)
# two characters, from those that nearly everybody finds to those that some have
chinese() { psql -Atc "SELECT substr(name, $1, 2) FROM customer WHERE name > '一' AND length(name) >= $1 + 1 GROUP BY 1 ORDER BY count(*) DESC OFFSET $2 LIMIT 1" customers; }

look() { measure "$1" "$customers$1"; }
encoded() { python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1]))' "$1"; }
heading "$(psql -Atc 'SELECT count(*) FROM customer' customers) customers"
wrk -t 1 -c "$connections" -d "${WARM_UP:-20}s" -s "$here/read.lua" "$customers/v1/customers?phone=%2B8613000500000" >/dev/null
wrk -t 1 -c "$connections" -d 5s -s "$here/read.lua" "$customers/v1/customers/$id/overview" >/dev/null
look "/v1/customers?phone=%2B8613000500000"
look "/v1/customers?email=c400000@example.com"
for fragment in 'aurelia' 'elia' 'xu' 'oi' 'lnra' 'isolde ra' '陈' "$(chinese 1 0)" "$(chinese 1 100)" "$(chinese 2 0)" "$(chinese 2 500)" "$(chinese 2 50000)" '龘龘' 'zq'; do
  look "/v1/customers?q=$(encoded "$fragment")"
done
measure '{"name": "Aurelia Stranger"}' "$customers/v1/customers/match" post '{"name": "Aurelia Stranger"}'
measure '{"name": "陈一丁"}' "$customers/v1/customers/match" post '{"name": "陈一丁"}'
look "/v1/customers/$id/overview"
