#!/usr/bin/env bash
# The studio's part of build, check and format. Usage: studio.sh build|check|test|format
set -euo pipefail
cd "$(dirname "$0")/../web"

# Installs what the lock file names, again only when it changed. `npm ci` would refuse a lock file written where the
# packages of other platforms cannot be had.
install() {
  local mark=node_modules/.installed-lock
  if [[ ! -f $mark ]] || ! cmp -s package-lock.json "$mark"; then
    npm install --no-save --no-audit --no-fund --loglevel=error
    # A new file: a folder of packages that was copied by links must not share the mark.
    rm -f "$mark"
    cp package-lock.json "$mark"
  fi
}

install
case ${1:?say build, check, test or format} in
  build) npm run --silent build ;;
  check)
    npm run --silent typecheck
    npm run --silent lint
    npm run --silent i18n:check
    ;;
  test) npm run --silent test ;;
  format) npm run --silent format ;;
  *) echo "studio.sh: there is no \`$1\`" >&2 && exit 2 ;;
esac
