#!/usr/bin/env bash
# Writes down what the version that is being released leaves behind: its migrations, and the golden examples of its events.
# The tests hold the next version against it (docs/operations.md, Upgrades). Call it when a version is released, and commit the result.
set -euo pipefail
export LC_ALL=C
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
cd -- "$here/../.."

find service-kit customer-service ticket-service notification-service -path '*/src/main/resources/db/*' -name '*.sql' -print0 |
  sort -z | xargs -0 sha256sum > deploy/upgrade/released-migrations.sha256

events=contracts/src/main/resources/events
{
  separator='{'
  for example in "$events"/*.example.json; do
    type=${example##*/}
    printf '%s\n"%s": ' "$separator" "${type%.example.json}"
    cat "$example"
    separator=,
  done
  printf '}\n'
} > contracts/src/main/resources/released/events.json

cat > deploy/upgrade/accepted.txt <<'TEXT'
# What UpgradeTest says of this version's migrations, was looked at, and is harmless to replicas of the version before:
# <service>: <what it says> -- <why>
TEXT
