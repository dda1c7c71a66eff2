#!/usr/bin/env bash
# How long a million due times take on one core, for ordinary calendars and targets; processor time of the thread, so it may share the
# machine. Needs nothing that runs, only ticket-service built.
#
#   deploy/benchmarks/due-times.sh [rounds]
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)
classes=$root/ticket-service/target/classes:$root/service-kit/target/classes
[[ -d ${classes%%:*} ]] || { echo 'Build first: mvn -pl contracts,service-kit,test-kit,ticket-service package -DskipTests' >&2; exit 1; }
java --class-path "$classes" "$here/DueTimes.java" "${1:-5}" 2> >(grep -v '^Note:\|warning' >&2)
