#!/usr/bin/env bash
# How fast demands are logged, as a share of what pgbench reaches with the same rows in one transaction: reference and service take
# turns in the same run, on the same PostgreSQL, after 90 s of warm-up of the service and 30 s of the reference.
#
#   DATA=.heard deploy/benchmarks/intake.sh [--alone] [rounds]
#
# --alone: customer-service and notification-service are stopped (SIGSTOP) meanwhile, so that only intake, its database and the
# broker share the processors; they go on afterwards and catch up.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

alone=false
if [[ ${1:-} == --alone ]]; then alone=true; shift; fi
rounds=${1:-3}
seconds=${SECONDS_EACH:-15}
warm_up=${WARM_UP:-90}
tickets=http://127.0.0.1:$(property state.properties port.TICKET)
export PGHOST=127.0.0.1 PGUSER=heard_admin PGPASSWORD PGPORT
PGPASSWORD=$(property keys/secrets.properties postgres.admin)
PGPORT=$(property state.properties port.POSTGRES)

if $alone; then stop_others; fi
at_exit "psql -qc 'DROP DATABASE IF EXISTS reference WITH (FORCE)' postgres"

psql -qc 'DROP DATABASE IF EXISTS reference WITH (FORCE)' -c 'CREATE DATABASE reference' postgres
# in Flyway's order: V1 before V1.1
find "$root"/service-kit/src/main/resources/db/kit "$root"/ticket-service/src/main/resources/db/migration -name 'V*.sql' |
  sed -E 's|.*/V([0-9]+(_[0-9]+)*)__.*|\1 &|' | sort -V -k1,1 | cut -d' ' -f2- | while read -r migration; do
  psql -q -v ON_ERROR_STOP=1 -f "$migration" reference >/dev/null
done

service() { wrk -t 2 -c "$1" -d "$2" --timeout 10s -s "$here/create.lua" "$tickets" | sed -n 's/^RESULT //p'; }
reference() { pgbench -n -M prepared -c "$1" -j 2 -T "$2" -f "$here/reference.sql" reference 2>"$DATA/pgbench.log" | sed -n 's/^tps = \([0-9.]*\).*/\1/p'; }

echo "warming up for $warm_up s, then the reference for a third of that, so that the tables of both have many rows"
service 16 "${warm_up}s" >/dev/null
reference 16 $((warm_up / 3 + 1)) >/dev/null
printf '%-12s %14s %14s %8s %10s %10s %8s\n' connections reference/s created/s share 'p50 ms' 'p99 ms' errors
for ((round = 1; round <= rounds; round++)); do
  for connections in 16 32; do
    base=$(reference "$connections" "$seconds")
    read -r rate p50 p99 errors < <(service "$connections" "${seconds}s")
    printf '%-12s %14.0f %14.0f %7.0f%% %10s %10s %8s\n' "$connections" "$base" "$rate" "$(bc -l <<<"100 * $rate / $base")" "$p50" "$p99" "$errors"
  done
done
