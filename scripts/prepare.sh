#!/usr/bin/env bash
# Installs from the distribution's packages what is missing, and explains what it cannot install.
# Usage: prepare.sh build|test
set -euo pipefail

has() { command -v "$1" > /dev/null 2>&1; }

has_postgres() { has initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null; }

missing=()
has cc || missing+=(build-essential)
has git || missing+=(git)
if [[ ${1:?say build or test} == test ]]; then
  has_postgres || missing+=(postgresql)
  has chromium || has chromium-browser || has google-chrome || missing+=(chromium)
  has curl || missing+=(curl)
  has jq || missing+=(jq)
  has python3 || missing+=(python3)
fi

as_root=()
if [[ $(id -u) != 0 ]]; then
  as_root=(sudo)
fi
if ((${#missing[@]})); then
  if ! has apt-get || { ((${#as_root[@]})) && ! has sudo; }; then
    echo "prepare: please install ${missing[*]} (with the package manager of this system), then try again" >&2
    exit 1
  fi
  echo "prepare: installing ${missing[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" > /dev/null
fi

if ! has cargo; then
  echo "prepare: cargo is missing: install Rust 1.95 or newer, see https://www.rust-lang.org/tools/install" >&2
  exit 1
fi
if ! has npm || ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'; then
  echo "prepare: Node.js 20.19 or newer with npm is missing: see https://nodejs.org/en/download" >&2
  exit 1
fi
