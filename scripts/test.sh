#!/usr/bin/env bash
# Everything that a change has to pass, cheap checks first. The closing lines of each runner stand again at the end.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ${1:-} != --inside ]]; then
  scripts/prepare.sh test
  exec scripts/with-postgres.sh "$0" --inside
fi

# Closing lines are found by their text.
export NO_COLOR=1 CARGO_TERM_COLOR=never
logs=$(mktemp -d -t signalbox-test.XXXXXX)
trap 'rm -rf "$logs"' EXIT
closing=()

# step NAME COMMAND…: runs it and says how long it took.
step() {
  local name=$1 start=$SECONDS
  shift
  echo "== $name"
  "$@"
  echo "== $name: done in $((SECONDS - start)) s"
}

# suite NAME PATTERN COMMAND…: a step whose lines that match PATTERN are shown again at the end.
suite() {
  local name=$1 pattern=$2 log="$logs/$1"
  shift 2
  step "$name" "$@" 2>&1 | tee "$log"
  closing+=("== $name" "$(grep -E "$pattern" "$log" | tail -n 40 || true)")
}

cargo_tests() {
  if command -v cargo-nextest > /dev/null; then
    cargo nextest run --workspace --locked --no-fail-fast --status-level fail --final-status-level slow
    # Examples in comments are a run of their own; there is none to wait for when nobody wrote any.
    if grep -rqE '^ *//[/!] ```' crates/*/src; then
      cargo test --workspace --locked --doc --quiet
    fi
  else
    cargo test --workspace --locked --no-fail-fast
  fi
}

browser_tests() {
  (
    cd e2e
    npm install --no-save --no-audit --no-fund --loglevel=error
    npm run --silent typecheck
    SIGNALBOX_BIN="$PWD/../target/debug/signalbox" npm test
  )
}

step "formatting" cargo fmt --check
step "studio: types, lint, translations" scripts/studio.sh check
suite "studio: unit tests" '^ *(Test Files|Tests|Duration) ' scripts/studio.sh test
step "studio: build" scripts/studio.sh build
step "clippy" cargo clippy --workspace --all-targets --locked -- -D warnings
suite "rust" '^ *Summary |^test result: .* [1-9][0-9]* passed' cargo_tests
# The tests of the binary have built it.
suite "browser" '^ +[0-9]+ (passed|failed|flaky|skipped|did not run)' browser_tests

echo
printf '%s\n' "${closing[@]}"
