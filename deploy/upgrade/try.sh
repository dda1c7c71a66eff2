#!/usr/bin/env bash
# deploy/upgrade/try.sh <commit or tag>: builds that version beside this one and upgrades from it while people work (UpgradeIT).
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
cd -- "$here/../.."
version=$(git rev-parse --short "${1:?which version: a commit or a tag}^{commit}")
old=$PWD/target/upgrade/$version

[ -d "$old" ] || git worktree add --detach "$old" "$version"
mvn -B -ntp -q -f "$old/pom.xml" package -DskipTests -pl customer-service,ticket-service,notification-service -am
exec mvn -B -ntp verify -pl deploy/system-tests -am -Dtest=none -Dit.test=UpgradeIT \
  -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dheard.upgrade.from="$old"
