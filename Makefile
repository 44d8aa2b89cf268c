# Signalbox: the few commands a person needs. The work itself is in scripts/.
.DEFAULT_GOAL := help
SHELL := /bin/bash

# Where `make run` keeps its data and listens.
DATA ?= ./data
LISTEN ?= 127.0.0.1:8420
# The load generator that `make bench` measures with.
PERF ?= ../shared/perf
# Which measures it takes, e.g. MEASURES="s1 s3"; all when empty.
MEASURES ?=

.PHONY: help run build test bench fmt lint studio

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build everything and start the server
	target/release/signalbox serve --data $(DATA) --listen $(LISTEN)

build: studio ## Build one self-contained binary, target/release/signalbox
	cargo build --release --locked -p signalbox

studio:
	scripts/prepare.sh build
	scripts/studio.sh build

test: ## Check and test everything: Rust, studio, both databases, browser, crashes
	scripts/test.sh

bench: build ## Measure the product beside the harness's own prototype
	scripts/prepare.sh test
	PERF=$(PERF) PG_DURABLE=1 scripts/with-postgres.sh python3 bench/bench.py $(MEASURES)

fmt: ## Format all sources
	cargo fmt
	scripts/studio.sh format

lint: ## Check formatting, clippy and the studio's rules
	cargo fmt --check
	scripts/studio.sh check
	cargo clippy --workspace --all-targets --locked -- -D warnings
