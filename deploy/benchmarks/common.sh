# Shared by the benchmarks: where the running system is. Source it with DATA set to the data directory of a running ./run.
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
DATA=${DATA:-$root/.heard}

need() { command -v "$1" >/dev/null || { echo "$1 is needed: apt-get install $2" >&2; exit 1; }; }
property() { sed -n "s/^$2=//p" "$DATA/$1" | head -n 1; }

need wrk wrk
need pgbench postgresql-contrib
need psql postgresql-client
[[ -f $DATA/state.properties ]] || { echo "Nothing runs in $DATA: start ./run first, and set DATA if it is elsewhere" >&2; exit 1; }

# clients without pause; the goals are held against this number
connections=${CONNECTIONS:-4}

# Waits until a query answers 0; ends the script when there is no answer.
until_none() {
  local left
  while left=$(psql -Atc "$2" "$1") && [[ $left != 0 ]]; do sleep 1; done
  [[ $left == 0 ]]
}

# Waits until nothing that a fill has left to vacuum or to analyse is under way.
settled() {
  psql -qc 'VACUUM ANALYZE' "$1"
  until_none "$1" "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'"
}

TOKEN=$("$root/run" token --data "$DATA" --user mei --roles frontline,agent)
export TOKEN

leaving=:
at_exit() { leaving="$1; $leaving"; trap 'eval "$leaving"' EXIT; }

# customer-service and notification-service stand still (SIGSTOP) until the script ends
stop_others() {
  local pids="$(<"$DATA/pids/customer-service.pid") $(<"$DATA/pids/notification-service.pid")"
  kill -STOP $pids
  at_exit "kill -CONT $pids"
}

# Time of all processors, and what the machine's host took of it (steal), both since the machine started
processor_time() { awk '/^cpu /{ for (i = 2; i <= 9; i++) all += $i; print all, $9 }' /proc/stat; }

heading() { printf '%-62s %12s %10s %10s %8s %9s\n' "$1" requests 'p50 ms' 'p99 ms' errors 'stolen %'; }

# measure LABEL ADDRESS [LUA SCRIPT] [BODY]: a line of what clients without pause saw, and how much of the processors was not there meanwhile
measure() {
  local all0 stolen0 all1 stolen1 rate p50 p99 errors
  read -r all0 stolen0 < <(processor_time)
  read -r rate p50 p99 errors < <(BODY=${4:-} wrk -t 1 -c "$connections" -d "${SECONDS_EACH:-10}s" -s "$here/${3:-read}.lua" "$2" | sed -n 's/^RESULT //p')
  read -r all1 stolen1 < <(processor_time)
  printf '%-62s %10.0f/s %10s %10s %8s %9.1f\n' "$1" "$rate" "$p50" "$p99" "$errors" "$(awk -v s=$((stolen1 - stolen0)) -v a=$((all1 - all0)) 'BEGIN { print 100 * s / a }')"
}
