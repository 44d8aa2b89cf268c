"""Bots over a Bot API server of our own: how many updates a flow takes, how soon it answers, what waiting dialogs cost."""
import http.client
import json
import os
import subprocess
import time

import harness
from harness import say
from product import OWNER, Api, Product, free_port

TOKEN = "12345:secret"
FAKE = os.path.abspath(os.environ.get("FAKEGRAM_BIN") or os.path.join(harness.ROOT, "target/release/fakegram"))
SECS = float(os.environ.get("SECS", "10"))
DIALOGS = int(os.environ.get("DIALOGS", "100000"))
# People who write at the same time when as many updates as possible are wanted.
PEOPLE = int(os.environ.get("PEOPLE", "400"))
STEPS = 10
ORDER = ["bot", "bot_waiting", "bot_send"]
__all__ = ORDER


class Fake:
    """A Bot API server with a crowd of people in it."""

    def __init__(self, limits=False):
        if not os.environ.get("FAKEGRAM_BIN"):
            build = ["cargo", "build", "--release", "--locked", "-q", "-p", "signalbox-fakegram"]
            subprocess.run(build, cwd=harness.ROOT, check=True)
        self.port = free_port()
        command = [FAKE, "--listen", f"127.0.0.1:{self.port}", "--bot", TOKEN] + (["--limits"] if limits else [])
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{self.port}"
        for _ in range(200):
            try:
                self.call("GET", "waiting/" + TOKEN)
                return
            except OSError:
                time.sleep(0.025)
        raise SystemExit("bench: the Bot API server does not answer")

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        data = None if body is None else json.dumps(body)
        connection.request(method, "/_fake/" + path, data, {"content-type": "application/json"})
        answer = json.loads(connection.getresponse().read())
        connection.close()
        if "error" in answer:
            raise SystemExit(f"bench: the Bot API server says: {answer['error']}")
        return answer

    def gather(self, **order):
        self.call("POST", "crowd/" + TOKEN, order)

    def told(self):
        return self.call("GET", "crowd")

    def sent(self):
        return self.call("GET", "done/sendmessage")["done"]

    def limit(self, on):
        self.call("PUT", "limits", {"on": on})

    def stop(self):
        self.process.terminate()
        self.process.wait()


def questions():
    """Ten steps in a circle, each of which asks and keeps the answer."""
    def step(n):
        message = {"text": f"Question {n} for {{tg_name}}: and then?"}
        return {"id": f"q{n}", "step": "ask", "message": message, "variable": f"a{n}", "next": f"q{(n + 1) % STEPS}"}
    return [step(n) for n in range(STEPS)]


def shop(folder, fake, steps, limits=False):
    """A server with one Telegram bot and one published flow, running."""
    flags = ["--telegram-url", fake.url, "--telegram-limits", "true" if limits else "false"]
    product = Product(folder, flags=flags)
    product.start()
    api = Api(product.port)
    api.call("POST", "/setup", OWNER)
    api.sign_in()
    bot = api.call("POST", "/bots", {"key": "shop", "settings": {"name": "Shop", "zone": "UTC"}})["id"]
    publish(api, bot, "main", steps)
    api.call("POST", f"/bots/{bot}/channels", {"settings": {"kind": "telegram"}, "secret": TOKEN})
    return product, api, bot


def publish(api, bot, key, steps):
    flow = api.call("POST", f"/bots/{bot}/flows", {"key": key, "flow": {"name": key, "steps": steps}})
    api.call("POST", f"/bots/{bot}/flows/{flow['id']}/publish", {"revision": flow["draft"]["revision"]})
    return flow["id"]


def until(what, done, patience=900):
    end = time.time() + patience
    while not done():
        if time.time() > end:
            raise SystemExit(f"bench: this never came: {what}")
        time.sleep(0.1)


def answered(fake, secs):
    """Answers a second over a span, after everybody had their turn once."""
    until("the crowd is served", lambda: fake.told()["replies"] > 2 * PEOPLE)
    before = fake.told()
    time.sleep(secs)
    after = fake.told()
    return (after["replies"] - before["replies"]) * 1e6 / (after["at_us"] - before["at_us"])


def bot(table, folder):
    """As many updates as are taken through ten steps, and the wait for an answer at 100 updates/s."""
    os.makedirs(folder)
    fake = Fake()
    product, _, _ = shop(folder + "/box", fake, questions())
    try:
        fake.gather(people=PEOPLE, answers=True)
        rate = answered(fake, SECS)
        table.add("bot: updates/s through a flow", None, rate, goal=">= 3,000", good=rate >= 3000)
        fake.call("DELETE", "crowd")
        time.sleep(2)
        fake.gather(first=1_000_000, people=PEOPLE, rate=100)
        time.sleep(2)
        fake.gather(first=1_000_000, people=PEOPLE, rate=100)
        time.sleep(max(SECS, 5))
        told = fake.told()
        p99 = told["p99_us"] / 1000
        good = p99 < 30 and told["waiting"] < 20
        table.add("bot: p50 update to answer at 100/s, ms", None, told["p50_us"] / 1000)
        table.add("bot: p99 update to answer at 100/s, ms", None, p99, goal="< 30", good=good)
    finally:
        fake.stop()
        product.stop()


def bot_waiting(table, folder):
    """What dialogs that wait cost: memory of the server after a restart, with each of them in its step and with a clock."""
    os.makedirs(folder)
    fake = Fake()
    steps = questions()
    steps[0]["pushes"] = [{"after_secs": 86_400, "message": {"text": "Still there?"}}]
    product, _, _ = shop(folder + "/box", fake, steps)
    try:
        opened(fake, DIALOGS)
        peak = memory(product.process.pid)
        product.stop()
        product.start()
        time.sleep(3)
        rest = memory(product.process.pid)
        name = f"bot: {DIALOGS:,} waiting dialogs"
        table.add(f"{name}, MB after their messages", None, peak, goal="< 300", good=peak < 300)
        table.add(f"{name}, MB after a restart", None, rest, goal="< 300", good=rest < 300)
    finally:
        fake.stop()
        product.stop()


def opened(fake, count):
    """So many people write once and are answered."""
    say(f"{count:,} people write")
    fake.gather(people=count)
    until("everybody is answered", lambda: fake.told()["replies"] >= count)
    fake.call("DELETE", "crowd")


def memory(pid):
    """The memory of a process that is its own, MB."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        line = next(line for line in file if line.startswith("Pss:"))
    return int(line.split()[1]) / 1024


def bot_send(table, folder):
    """A message to everybody within Telegram's limits, while some of them talk."""
    os.makedirs(folder)
    fake = Fake()
    product, api, bot_id = shop(folder + "/box", fake, questions())
    try:
        opened(fake, DIALOGS)
        product.stop()
        product.flags = ["--telegram-url", fake.url, "--telegram-limits", "true"]
        fake.limit(True)
        product.start()
        api = product.signed_in()
        # Due within the next minutes: the wait below ends when it has begun.
        due = time.gmtime(time.time() + 65)
        schedule = {"time": time.strftime("%H:%M", due)}
        news = {"id": "news", "step": "schedule", "schedule": schedule, "messages": [{"text": "News!"}], "next": "after"}
        after = {"id": "after", "step": "ask", "message": {"text": "Well?"}, "variable": "well"}
        before = fake.sent()
        publish(api, bot_id, "news", [news, after])
        until("the send begins", lambda: fake.sent() > before, 300)
        # The last to have come are reached last: they only talk.
        fake.gather(first=DIALOGS - 500, people=500, rate=1)
        start, sent = time.time(), fake.sent()
        time.sleep(max(SECS, 30))
        told, total, secs = fake.told(), fake.sent() - sent, time.time() - start
        rate = (total - told["replies"]) / secs
        p95 = told["p95_us"] / 1e6
        table.add(f"bot: send to {DIALOGS:,}, messages/s", None, rate, goal=">= 27", good=rate >= 27)
        good = p95 < 1 and told["replies"] >= 0.9 * (told["updates"] - 2)
        table.add("bot: p95 of live answers meanwhile, s", None, p95, goal="< 1", good=good)
        table.add("bot: live answers of updates", None, f"{told['replies']} of {told['updates']}")
    finally:
        fake.stop()
        product.stop()
