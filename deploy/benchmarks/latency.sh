#!/usr/bin/env bash
# How long from recording a demand to its event at a consumer, under a paced load, after 90 s of warm-up under the same load.
#
#   DATA=.heard deploy/benchmarks/latency.sh [--alone] [demands per second] [seconds]
#
# --alone: as in intake.sh, customer-service and notification-service are stopped (SIGSTOP) meanwhile.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
need mvn maven
# the consumer is no part of what ./run builds
mvn -q -B -f "$root/pom.xml" -pl deploy/benchmarks -am -Dmaven.test.skip=true package
if [[ ${1:-} == --alone ]]; then shift; stop_others; fi
rate=${1:-1000}
seconds=${2:-30}
connections=16
tickets=http://127.0.0.1:$(property state.properties port.TICKET)
# each connection pauses between two requests; what a request itself takes comes on top, so the real rate is printed
PACE=$((connections * 1000 / rate))
export PACE

warm_up=${WARM_UP:-90}
wrk -t 2 -c $connections -d "$((warm_up + seconds + 5))s" -s "$here/create.lua" "$tickets" >"$DATA/latency.wrk" &
load=$!
sleep "$warm_up"
java -cp "$here/target/classes:$here/target/lib/*" io.heard.benchmarks.EventLatency "127.0.0.1:$(property state.properties port.KAFKA)" "$seconds"
wait $load
sed -n 's/^RESULT \([0-9.]*\).*/load: \1 demands a second/p' "$DATA/latency.wrk"
