"""The servers under test: each on a fresh folder, described for the harness by `peer`."""
import http.client
import json
import os
import signal
import socket
import subprocess
import time

import harness

BINARY = os.path.abspath(os.environ.get("SIGNALBOX_BIN") or os.path.join(harness.ROOT, "target/release/signalbox"))
SINK = "http://127.0.0.1:19900/hook"
OWNER = {"name": "Bench", "email": "bench@example.com", "password": "a long enough password"}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def scenario(hook, offer=None, timer=None):
    """Two conditions and a webhook of five mapped fields; `run`, `seq` and `ts` are what the harness counts by."""
    conditions = [
        {"left": "{event}", "is": "equals", "right": "sale"},
        {"left": "{amount}", "is": "greater", "right": "100"},
    ]
    if offer is not None:
        conditions.append({"left": "{offer}", "is": "equals", "right": str(offer)})
    body = (
        '{"text": "{name} paid {amount} {currency}", "phone": "{phone}", "amount": {amount}, "id": "{id}",'
        ' "source": "{utm_source}", "run": {run}, "seq": {seq}, "ts": {ts}}'
    )
    step = {"action": "send_webhook", "url": SINK, "plain": True, "body": {"json": body}}
    if timer:
        step["timer"] = timer
    return {
        "name": hook if offer is None else f"{hook} {offer}",
        "start": {"on": "hook_received", "hook": hook},
        "blocks": [{"if": conditions, "do": [step]}],
    }


class Api:
    """A signed-in session on one connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookie = ""

    def call(self, method, path, body=None):
        headers = {"content-type": "application/json", "x-signalbox": "1", "cookie": self.cookie}
        data = None if body is None else json.dumps(body)
        self.connection.request(method, "/api/v1" + path, data, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"bench: {method} {path} answered {answer.status}: {text[:500].decode()}")
        self.cookie = (answer.getheader("set-cookie") or self.cookie).split(";")[0]
        return json.loads(text) if text else None

    def sign_in(self):
        self.call("POST", "/session", {"email": OWNER["email"], "password": OWNER["password"]})
        return self


class Product:
    """Signalbox with one data folder (or PostgreSQL database)."""

    name = "signalbox"

    def __init__(self, folder, database_url=None, flags=()):
        os.makedirs(folder)
        self.folder, self.database_url, self.flags = folder, database_url, list(flags)
        self.port, self.process, self.hooks = free_port(), None, {}
        self.log = folder + ".log"

    def command(self):
        command = [BINARY, "serve", "--data", self.folder, "--listen", f"127.0.0.1:{self.port}"]
        command += ["--allow-internal", "127.0.0.0/8", "--log", "warn", *self.flags]
        return command + (["--database-url", self.database_url] if self.database_url else [])

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log)
        for _ in range(400):
            try:
                Api(self.port).call("GET", "/setup")
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.025)
        raise SystemExit(f"bench: the server does not answer; see {self.log}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def signed_in(self):
        return Api(self.port).sign_in()

    def set_up(self, *scenarios):
        """Makes the owner, the hooks and the scenarios, and switches them on."""
        self.start()
        api = Api(self.port)
        api.call("POST", "/setup", OWNER)
        api.sign_in()
        for key in sorted({text["start"]["hook"] for text in scenarios}):
            hook = api.call("POST", "/hooks", {"key": key, "settings": {"name": key}})
            self.hooks[key] = "/in/" + hook["url"].rsplit("/", 1)[1]
        self.stop()
        # As one document: thousands of scenarios are checked and compiled once.
        place = ["--data", self.folder] + (["--database-url", self.database_url] if self.database_url else [])
        document = subprocess.check_output([BINARY, "export", *place], text=True) + "scenarios:\n"
        for number, text in enumerate(scenarios):
            document += f"  k{number}: {json.dumps({'on': True, **text})}\n"
        subprocess.run([BINARY, "apply", "-", *place], input=document, text=True, check=True, stdout=subprocess.DEVNULL)
        return self

    def url(self, hook):
        return f"http://127.0.0.1:{self.port}{self.hooks[hook]}"

    def peer(self, hook, **more):
        peer = {"name": self.name, "cmd": self.command(), "cwd": self.folder, "log": self.log}
        return {**peer, "url": self.url(hook), "data": self.folder, **more}


class Prototype:
    """The harness's own bare server: durable, group commit, nothing else."""

    name = "prototype"

    def __init__(self, folder, scenarios=1):
        os.makedirs(folder)
        self.folder, self.scenarios, self.port = folder, scenarios, free_port()

    def peer(self, **more):
        command = [harness.PERFH, "proto", "--port", str(self.port), "--db", os.path.join(self.folder, "db")]
        command += ["--scenarios", str(self.scenarios)]
        url = f"http://127.0.0.1:{self.port}/s1"
        return {"name": self.name, "cmd": command, "cwd": self.folder, "url": url, "data": self.folder, **more}
