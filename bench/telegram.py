"""A bot against the fake Bot API: how fast updates go through a flow, how soon a reply leaves, how well the limits are used."""
import http.client
import json
import os
import subprocess
import time

import harness
from product import OWNER, Api, Product, free_port

TOKEN = "12345:secret"
STEPS = 10
FAKEGRAM = os.path.join(harness.ROOT, "target/release/fakegram")


def build():
    command = ["cargo", "build", "--release", "--locked", "-q", "-p", "signalbox-fakegram"]
    subprocess.run(command, cwd=harness.ROOT, check=True)


class Fake:
    """The fake Bot API as a process."""

    def __init__(self, limits=False):
        self.port = free_port()
        command = [FAKEGRAM, "--listen", f"127.0.0.1:{self.port}", "--bot", TOKEN]
        self.process = subprocess.Popen(command + (["--limits"] if limits else []), stdout=subprocess.PIPE)
        self.process.stdout.readline()
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def call(self, method, path, body=None):
        self.connection.request(method, "/_fake/" + path, None if body is None else json.dumps(body))
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise SystemExit(f"bench: the fake Bot API answered {answer.status} to {path}: {text[:300].decode()}")
        return json.loads(text)

    def say(self, lines):
        self.call("POST", f"act/{TOKEN}", [{"user": user, "do": "text", "text": text} for user, text in lines])

    def waiting(self):
        return self.call("GET", f"waiting/{TOKEN}")["waiting"]

    def done(self):
        return self.call("GET", "done/sendMessage")["done"]

    def sent(self):
        """Calls that sent a message so far."""
        found, after = [], 0
        while True:
            page = self.call("GET", f"calls?after={after}")["calls"]
            if not page:
                return [call for call in found if call["method"] == "sendMessage"]
            found += page
            after = page[-1]["n"]


class Bot(Product):
    """Signalbox with one bot and a flow of ten questions that begins anew after the last."""

    def __init__(self, folder, fake, limits):
        super().__init__(folder)
        self.more = ["--telegram-url", f"http://127.0.0.1:{fake.port}", "--telegram-limits", str(limits).lower()]

    def command(self):
        return super().command() + self.more

    def open(self):
        self.start()
        api = Api(self.port)
        api.call("POST", "/setup", OWNER)
        api.sign_in()
        bot = api.call("POST", "/bots", {"key": "bot", "settings": {"name": "Bot", "flow": "main"}})["id"]
        made = api.call("POST", f"/bots/{bot}/flows", {"key": "main", "flow": flow()})
        api.call("POST", f"/bots/{bot}/flows/{made['id']}/publish", {})
        api.call("POST", f"/bots/{bot}/channels", {"settings": {"kind": "telegram"}, "secret": TOKEN})
        return api


def flow():
    def step(n):
        question = {"text": f"Question {n}, dear {{{{contact.name}}}}?"}
        return {"id": f"s{n}", "step": "ask", "message": question, "variable": f"v{n}", "next": f"s{n % STEPS + 1}"}

    return {"name": "Ten questions", "start": "s1", "steps": [step(n) for n in range(1, STEPS + 1)]}


def until(what, done):
    for _ in range(6000):
        if done():
            return
        time.sleep(0.02)
    raise SystemExit(f"bench: two minutes passed without: {what}")


def throughput(folder, people=3000):
    """Updates a second through the flow, each durable before it is confirmed; and replies a second."""
    fake, total = Fake(), people * STEPS
    server = Bot(folder, fake, limits=False)
    server.open()
    try:
        began = time.time()
        for turn in range(STEPS):
            fake.say([(user, f"answer {turn}") for user in range(1, people + 1)])
        until("every update is taken", lambda: fake.waiting() == 0)
        taken = time.time() - began
        until("every reply is sent", lambda: fake.done() >= total)
        return total / taken, total / (time.time() - began)
    finally:
        server.stop()
        fake.process.kill()


def reply(folder, people=500, secs=10):
    """Milliseconds from an update to the call that answers it, at 100 updates a second: median and p99."""
    fake = Fake()
    server = Bot(folder, fake, limits=False)
    server.open()
    try:
        fake.say([(user, "hello") for user in range(1, people + 1)])
        until("everybody was greeted", lambda: fake.done() >= people)
        fake.call("DELETE", "calls")
        asked, start = [], time.time()
        for n in range(100 * secs):
            time.sleep(max(0, start + n / 100 - time.time()))
            asked.append((n % people + 1, time.time_ns() // 1000))
            fake.say([(n % people + 1, "answer")])
        until("everybody was answered", lambda: fake.done() >= people + len(asked))
        calls = {}
        for call in fake.sent():
            calls.setdefault(call["params"]["chat_id"], []).append(call["at_us"])
        late = sorted((calls[user].pop(0) - at) / 1000 for user, at in asked)
        return late[len(late) // 2], late[int(len(late) * 0.99)]
    finally:
        server.stop()
        fake.process.kill()


def paced(folder, people=900):
    """Messages a second to many chats with the limits on, and how often the platform had to ask for a wait."""
    fake = Fake(limits=True)
    server = Bot(folder, fake, limits=True)
    server.open()
    try:
        fake.say([(user, "hello") for user in range(1, people + 1)])
        until("everybody was greeted", lambda: fake.done() >= people)
        calls = fake.sent()
        span = (calls[-1]["at_us"] - calls[0]["at_us"]) / 1e6
        return (len(calls) - 1) / span, sum(1 for call in calls if call["error"] == 429)
    finally:
        server.stop()
        fake.process.kill()
