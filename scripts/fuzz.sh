#!/usr/bin/env bash
# Feeds a target what its code paths suggest, on the stable toolchain: scripts/fuzz.sh template|body [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/../fuzz"
target=${1:?say template or body}
seconds=${2:-300}

# What `cargo fuzz` passes, but for the sanitizers, which need nightly: the code under test is safe Rust.
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
  -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"
host=$(rustc -vV | sed -n 's/^host: //p')
# A named target keeps the flags away from build scripts. The folder is its own, whatever the environment says.
cargo build --release --target "$host" --target-dir target --bin "$target"
mkdir -p findings "corpus/$target" "target/corpus/$target"
"target/$host/release/$target" "target/corpus/$target" "corpus/$target" \
  -artifact_prefix=findings/ -max_total_time="$seconds" -max_len=4096 -timeout=10 -print_final_stats=1
