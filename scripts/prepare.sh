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
can_install() { has apt-get && { ((${#as_root[@]} == 0)) || has sudo; }; }
install() {
  echo "prepare: installing $*"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" > /dev/null
}
updated=
# offers NAME…: whether the distribution has these packages.
offers() {
  can_install || return 1
  [[ -n $updated ]] || "${as_root[@]}" apt-get -qq update
  updated=1
  apt-cache show --no-all-versions "$@" > /dev/null 2>&1
}

if ((${#missing[@]})); then
  if ! offers "${missing[@]}"; then
    echo "prepare: please install ${missing[*]} (with the package manager of this system), then try again" >&2
    exit 1
  fi
  install "${missing[@]}"
fi

# Rust and Node.js of the distribution serve when they are new enough; otherwise people choose where they come from.
if ! has cargo && ! has rustup && offers rustup; then
  install rustup
fi
if ! has cargo && has rustup; then
  rustup toolchain install stable --profile default
fi
if ! has cargo; then
  echo "prepare: cargo is missing: install Rust 1.95 or newer, see https://www.rust-lang.org/tools/install" >&2
  exit 1
fi

node_serves() {
  has npm && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'
}
if ! has node && offers nodejs npm; then
  install nodejs npm
fi
if ! node_serves; then
  echo "prepare: Node.js 20.19 or newer with npm is missing: see https://nodejs.org/en/download" >&2
  exit 1
fi
