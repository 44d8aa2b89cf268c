"""What is measured: each function makes its servers in `folder` and adds rows to the table."""
import os
import sqlite3
import subprocess
import time

import bots
import harness
from bots import *
from harness import PERF, median, run
from product import BINARY, OWNER, Api, Product, Prototype, scenario

ORDER = ["s1", "s2", "s3", "rate", "kill9", "cold", "size", "postgres", "history", "packed", "postbacks", *bots.ORDER]
SECS = os.environ.get("SECS", "10")
REPEAT = os.environ.get("REPEAT", "2")
HISTORY = int(os.environ.get("HISTORY", "1000000"))
SATURATED = ("--conns", 16, "--secs", SECS, "--repeat", REPEAT)


def delivered(results):
    return median(results, lambda r: r["delivered_per_s"])


def cpu_ms(results):
    return median(results, lambda r: r["server_cpu_s"] * 1000 / max(1, r["delivered"]))


def s1(table, folder):
    """One scenario, as much load as is taken."""
    proto = run("sat", Prototype(folder + "/proto").peer(), *SATURATED)
    product = run("sat", Product(folder + "/box").set_up(scenario("s1")).peer("s1"), *SATURATED)
    ratio = delivered(product) / delivered(proto)
    table.add("S1 delivered/s", delivered(proto), delivered(product), goal=">= 0.33 of prototype", good=ratio >= 1 / 3)
    table.add("S1 CPU ms/event", cpu_ms(proto), cpu_ms(product), goal="<= 0.2", good=cpu_ms(product) <= 0.2)
    peak = [median(results, lambda r: r["peak"]["pss_mb"]) for results in (proto, product)]
    table.add("S1 memory, MB", *peak, goal="< 256", good=peak[1] < 256)
    disk = [median(results, lambda r: r["disk_bytes_per_event"]) for results in (proto, product)]
    table.add("S1 disk, bytes/event", *disk, goal="< 3,072", good=disk[1] < 3072)


def s2(table, folder):
    """Many scenarios, one of which matches; compared with the server's own S1."""
    base = delivered(run("sat", Product(folder + "/box1").set_up(scenario("s2")).peer("s2"), *SATURATED))
    for count in (1000, 10_000):
        proto = Prototype(f"{folder}/proto{count}", scenarios=count)
        proto = delivered(run("sat", proto.peer(), *SATURATED, "--flows", count))
        product = Product(f"{folder}/box{count}").set_up(*(scenario("s2", offer) for offer in range(count)))
        product = delivered(run("sat", product.peer("s2"), *SATURATED, "--flows", count))
        goal = f">= 0.7 of own S1 ({product / base:.2f})"
        table.add(f"S2 {count:,} scenarios, delivered/s", proto, product, goal=goal, good=product >= 0.7 * base)


def s3(table, folder):
    """10,000 timers due in one second."""
    template = {"template": os.path.join(PERF, "peers/s3.tmpl")}
    arguments = ("--count", 10_000, "--in", 30)
    proto = run("delay", Prototype(folder + "/proto").peer(**template), *arguments)[0]
    timed = scenario("s3", timer={"at": "{due_iso}"})
    product = run("delay", Product(folder + "/box").set_up(timed).peer("s3", **template), *arguments)[0]
    late = [result["all_done_after_due_s"] for result in (proto, product)]
    good = late[1] <= 3 and product["delivered"] == product["accepted"] and not product["early"]
    table.add("S3 last of 10,000 timers, s late", *late, goal="<= 3", good=good)
    table.add("S3 delivered of accepted", proto["delivered"], f"{product['delivered']} of {product['accepted']}")


def rate(table, folder):
    """End to end at a steady pace."""
    arguments = ("--rates", "50,500", "--secs", SECS)
    proto = run("rate", Prototype(folder + "/proto").peer(), *arguments)
    product = run("rate", Product(folder + "/box").set_up(scenario("s1")).peer("s1"), *arguments)
    for mine, theirs in zip(product, proto):
        for mark, most in (("p50", 2), ("p99", 7)):
            pair = theirs["e2e_ms"][mark], mine["e2e_ms"][mark]
            table.add(f"{mine['rate']:.0f}/s {mark}, ms", *pair, goal=f"< {most}", good=pair[1] < most)


def kill9(table, folder):
    """SIGKILL in the middle of saturation, then a restart."""
    proto = run("kill9", Prototype(folder + "/proto").peer(), "--conns", 16, "--secs", SECS)[0]
    product = run("kill9", Product(folder + "/box").set_up(scenario("s1")).peer("s1"), "--conns", 16, "--secs", SECS)[0]
    lost = [result["accepted_never_delivered"] for result in (proto, product)]
    table.add("kill -9: accepted and lost", *lost, goal="0", good=lost[1] == 0)
    twice = [result["accepted_delivered_twice_or_more"] / max(1, result["accepted"]) for result in (proto, product)]
    percent = [f"{share:.2%}" for share in twice]
    table.add("kill -9: delivered twice", *percent, goal="<= 0.3 %", good=twice[1] <= 0.003)
    up = [result["first_accept_after_restart_s"] for result in (proto, product)]
    table.add("kill -9: first accept after, s", *up, goal="< 1", good=up[1] < 1)


def cold(table, folder):
    """Start to first accepted request, and memory at rest."""
    proto = run("cold", Prototype(folder + "/proto").peer(), "--repeat", 3)
    product = run("cold", Product(folder + "/box").set_up(scenario("s1")).peer("s1"), "--repeat", 3)
    start = [median(results, lambda r: r["cold_start_to_first_accept_s"]) for results in (proto, product)]
    table.add("start to first accept, s", *start, goal="< 1", good=start[1] < 1)
    idle = [median(results, lambda r: r["idle_after_10s"]["pss_mb"]) for results in (proto, product)]
    table.add("memory at rest, MB", *idle, goal="< 64", good=idle[1] < 64)


def size(table, _folder):
    """The binary."""
    sizes = [os.path.getsize(path) / 2**20 for path in (harness.PERFH, BINARY)]
    table.add("binary, MB", *sizes, goal="< 40", good=sizes[1] < 40)


def postgres(table, folder):
    """S1 and the pace runs on PostgreSQL, beside SQLite's figures of the same minutes."""
    if not os.environ.get("SIGNALBOX_TEST_PG"):
        # Runs this measure again beside a private server that syncs like a real one.
        raise SystemExit("bench: the measure postgres needs scripts/with-postgres.sh; `make bench` does it")
    url = os.environ["SIGNALBOX_TEST_PG"] + "/postgres"
    lite = Product(folder + "/lite").set_up(scenario("s1"))
    pg = Product(folder + "/pg", database_url=url).set_up(scenario("s1"))
    lite_sat, pg_sat = (run("sat", box.peer("s1"), *SATURATED) for box in (lite, pg))
    table.add("S1 delivered/s", None, delivered(lite_sat), delivered(pg_sat))
    table.add("S1 CPU ms/event (server alone)", None, cpu_ms(lite_sat), cpu_ms(pg_sat))
    lite_rate, pg_rate = (run("rate", box.peer("s1"), "--rates", "500", "--secs", SECS)[0] for box in (lite, pg))
    for mark in ("p50", "p99"):
        table.add(f"500/s {mark}, ms", None, lite_rate["e2e_ms"][mark], pg_rate["e2e_ms"][mark])


def history(table, folder):
    """The first page of the run list and of its filters, with many runs stored."""
    product = Product(folder + "/box").set_up(scenario("s1"))
    product.start()
    sink = subprocess.Popen([harness.PERFH, "sink", "--port", "19900"], stderr=subprocess.DEVNULL)
    try:
        harness.say(f"storing {HISTORY:,} runs")
        harness.load(product.url("s1"), HISTORY)
        api = product.signed_in()
        while api.call("GET", "/stats")["queue"]:
            time.sleep(1)
        first = api.call("GET", "/runs?limit=50")["items"][0]
        filters = {
            "all": "",
            "one scenario": f"&scenario={first['scenario']['id']}",
            "failed": "&status=failed",
            "fired": "&status=fired",
            "a day": f"&from={first['at'] - 86_400_000_000}&to={first['at']}",
            "one event": f"&event={first['event']}",
        }
        for name, query in filters.items():
            slowest = max(timed(api, f"/runs?limit=50{query}") for _ in range(5))
            table.add(f"run list at {HISTORY:,}: {name}, ms", None, slowest, goal="< 50", good=slowest < 50)
    finally:
        sink.terminate()
        sink.wait()
        product.stop()


def packed(table, folder):
    """Disk for each event once history has been packed, ten minutes and a round of upkeep later."""
    count = min(HISTORY, 100_000)
    product = Product(folder + "/box").set_up(scenario("s1"))
    product.start()
    sink = subprocess.Popen([harness.PERFH, "sink", "--port", "19900"], stderr=subprocess.DEVNULL)
    try:
        before = disk(product.folder)
        harness.load(product.url("s1"), count)
        api = product.signed_in()
        while api.call("GET", "/stats")["jobs_pending"]:
            time.sleep(1)
        fresh = (disk(product.folder) - before) / count
        harness.say("waiting 13 minutes for history to be packed")
        time.sleep(13 * 60)
        old = (disk(product.folder) - before) / count
        table.add("disk before packing, bytes/event", None, fresh, goal="< 3,072", good=fresh < 3072)
        table.add("disk after packing, bytes/event", None, old, goal="< 1,024", good=old < 1024)
    finally:
        sink.terminate()
        sink.wait()
        product.stop()


POSTBACK = '{"clickid":"b{{seq}}","tracker.event":"sale","tracker.cost":"9.50","tracker.currency":"usd","tracker.tid":"{{id}}"}'


def postbacks(table, folder):
    """Reports of a partner, each on disk before its 2xx, with many click ids stored."""
    product = Product(folder + "/box")
    product.start()
    api = Api(product.port)
    api.call("POST", "/setup", OWNER)
    api.sign_in()
    made = api.call("POST", "/postbacks", {"settings": {"name": "bench"}})
    product.stop()
    harness.say(f"storing {HISTORY:,} click ids")
    store_clicks(product.folder, HISTORY)
    template = os.path.join(folder, "postback.tmpl")
    with open(template, "w") as file:
        file.write(POSTBACK)
    product.start()
    try:
        url = f"http://127.0.0.1:{product.port}/api/postbacks/{made['url'].split('/')[-2]}/tracker-postback"
        arguments = ("--template", template)
        # Those of a second run would be repeats: they come with ids of their own.
        paced = harness.shoot(url, "--run", 2, "--rate", 200, "--secs", SECS, *arguments)
        full = harness.shoot(url, "--run", 1, "--conns", 16, "--secs", SECS, *arguments)
        name = f"postbacks at {HISTORY:,} click ids"
        speed = full["ok_per_s"]
        table.add(f"{name}, durable/s", None, speed, goal=">= 5,000", good=speed >= 5000)
        late = paced["ack_ms"]["p99"]
        table.add(f"{name}: 200/s p99, ms", None, late, goal="< 20", good=late < 20)
    finally:
        product.stop()


def store_clicks(folder, count):
    """Click ids `b0`, `b1`, …, written straight into the stopped server's database."""
    with sqlite3.connect(os.path.join(folder, "signalbox.db")) as db:
        space = db.execute("SELECT id FROM workspace").fetchone()[0]
        # Neighbours of one load do not lie beside each other.
        rows = ((number + 1, space, f"b{number * 7919 % count}", 0, "{}") for number in range(count))
        db.executemany("INSERT INTO click (id, workspace_id, code, campaign_id, fields) VALUES (?, ?, ?, ?, ?)", rows)


def disk(folder):
    return sum(os.stat(os.path.join(folder, name)).st_blocks * 512 for name in os.listdir(folder))


def timed(api, path):
    start = time.perf_counter()
    api.call("GET", path)
    return (time.perf_counter() - start) * 1000
