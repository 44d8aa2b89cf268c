"""The load generator, the sink and the prototype: a harness beside this repository, found through PERF."""
import json
import os
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PERF = os.path.abspath(os.path.join(ROOT, os.environ.get("PERF", "../shared/perf")))
PERFH = os.path.join(ROOT, "target/perf/release/perfh")
# The longest wait for a machine on which nothing else works, seconds; 0 for a first look.
QUIET = os.environ.get("QUIET", "90")
LOG = os.path.join(ROOT, "target/bench.jsonl")


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def build():
    if not os.path.exists(os.path.join(PERF, "bench.py")):
        raise SystemExit(f"bench: there is no harness in {PERF}: set PERF to its folder")
    env = dict(os.environ, CARGO_TARGET_DIR=os.path.join(ROOT, "target/perf"))
    manifest = os.path.join(PERF, "Cargo.toml")
    subprocess.run(["cargo", "build", "--release", "--locked", "-q", "--manifest-path", manifest], env=env, check=True)


def run(mode, peer, *arguments):
    """One mode of the harness against one server; the results, each also a line in target/bench.jsonl."""
    arguments = [str(argument) for argument in arguments]
    say(f"{peer['name']}: {mode} {' '.join(arguments)}")
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(peer, file)
        file.flush()
        command = [sys.executable, os.path.join(PERF, "bench.py"), mode, "--peer", file.name, "--quiet-wait", QUIET]
        out = subprocess.run(command + arguments, env=dict(os.environ, PERFH=PERFH), stdout=subprocess.PIPE, text=True, check=True)
    with open(LOG, "a") as log:
        log.write(out.stdout)
    return [json.loads(line) for line in out.stdout.splitlines()]


def load(url, count, connections=16):
    """Posts `count` events as fast as they are taken."""
    command = [PERFH, "load", "--url", url, "--run", "1", "--count", str(count), "--conns", str(connections)]
    return json.loads(subprocess.check_output(command))


def median(results, get):
    return statistics.median(get(result) for result in results)


def shoot(url, *arguments):
    """One load against a server that is up; what it measured."""
    command = [PERFH, "load", "--url", url, *(str(argument) for argument in arguments)]
    return json.loads(subprocess.check_output(command))
