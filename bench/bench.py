#!/usr/bin/env python3
"""Measures Signalbox beside the harness's own prototype, in turn, and prints one table.

    PERF=../shared/perf bench/bench.py [measure…]        (every measure when none is named)

Measures: s1 s2 s3 rate kill9 cold size postgres history packed bot bot_waiting bot_send. Python's standard library is enough.
SECS (10) is the length of a saturated run, REPEAT (2) how often it is done, HISTORY (1000000) the runs stored
before the run list is timed, DIALOGS (100000) and PEOPLE (400) how many write to a bot, QUIET (90) the longest wait for a quiet machine. Every single result is kept in target/bench.jsonl.
"""
import os
import shutil
import sys
import tempfile

import harness
import measures
from table import Table


def main():
    names = sys.argv[1:] or measures.ORDER
    unknown = [name for name in names if name not in measures.ORDER]
    if unknown:
        raise SystemExit(f"bench: there is no measure {', '.join(unknown)}; there are {' '.join(measures.ORDER)}")
    harness.build()
    # On a real disk: /tmp may be memory, which would flatter everybody.
    folder = tempfile.mkdtemp(prefix="bench-", dir=os.path.join(harness.ROOT, "target"))
    table = Table()
    try:
        for name in names:
            getattr(measures, name)(table, os.path.join(folder, name))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        print(f"\n{table}")


if __name__ == "__main__":
    main()
