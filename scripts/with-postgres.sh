#!/usr/bin/env bash
# Runs a command beside a private PostgreSQL server that is gone afterwards, whatever happens.
# The command finds it in SIGNALBOX_TEST_PG. With PG_DURABLE=1 it syncs like a real one.
# Usage: with-postgres.sh COMMAND…
set -euo pipefail

bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1 || true)
[[ -n $bin ]] && PATH="$bin:$PATH"
dir=$(mktemp -d -t signalbox-pg.XXXXXX)

# PostgreSQL refuses to run as root.
as=()
if [[ $(id -u) == 0 ]]; then
  as=(setpriv --reuid=postgres --regid=postgres --clear-groups --)
  chown postgres: "$dir"
fi

stop() {
  (cd / && "${as[@]}" pg_ctl -D "$dir/data" -m immediate stop > /dev/null 2>&1) || true
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM

(cd / && "${as[@]}" initdb -D "$dir/data" -A trust -U postgres --no-sync --locale=C.UTF-8 > "$dir/initdb.log" 2>&1) || {
  cat "$dir/initdb.log" >&2
  exit 1
}
options="-k $dir -c listen_addresses=127.0.0.1 -c max_connections=300"
if [[ ${PG_DURABLE:-} != 1 ]]; then
  # Nothing has to outlive the tests, so nothing is synced.
  options+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
fi
for _ in 1 2 3 4 5 6 7 8; do
  port=$((20000 + RANDOM % 12000))
  if (cd / && "${as[@]}" pg_ctl -D "$dir/data" -w -o "$options -p $port" -l "$dir/log" start > /dev/null 2>&1); then
    export SIGNALBOX_TEST_PG="postgres://postgres@127.0.0.1:$port"
    "$@"
    exit
  fi
done
echo "with-postgres: the server does not start; its log says:" >&2
cat "$dir/log" >&2
exit 1
