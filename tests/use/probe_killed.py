# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 of vadvise-probe at random moments of a sweep of five sizes on the loopback
Lambda. Whatever the moment: the function is as it was, no version is left, the cap holds,
what was said to be done is stored, and what may have run is never sent again silently.

    probe_killed.py KILLS SEED      TAP on standard output

Each run is killed up to three times; then it is carried to its end, or given up and put
back by `vadvise-probe restore`, which is killed on the way as well. Some runs have a cap
that they meet, some a provider that loses replies."""
import csv
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request

SIZES = [256, 512, 1024, 1769, 3008]
RUNS = 3
WIDE_CAP, TIGHT_CAP = 40_000_000_000, 4_000_000_000
OPEN, DONE, FAILED, REFUSED, UNKNOWN = range(5)  # io/ledger.h
FOREIGN = {"1": {"memory_mb": 777, "description": "release"}}
ORIGINAL = (1024, "resizes pictures")
LOSSES = [{"on": "any", "kind": "tear_after", "chance": 0.04, "times": 5},
          {"on": "any", "kind": "tear_before", "chance": 0.04, "times": 5},
          {"on": "any", "kind": "error", "status": 429, "chance": 0.05, "times": 20}]
BUILD, SOURCE = os.environ["builddir"], os.environ["srcdir"]
KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


class Server:
    def __init__(self, folder, seed, lossy):
        settings = {
            "scale": 0.15, "seed": seed, "report": "mixed",
            "functions": {"probe-me": {"versions": [
                {"memory_mb": 777, "description": "release"}]}},
            "faults": LOSSES if lossy else []}
        script = os.path.join(SOURCE, "tests/probe/lambda_server.py")
        self.folder = folder
        self.process = subprocess.Popen([sys.executable, script, folder, json.dumps(settings)])
        port = os.path.join(folder, "port")
        for _ in range(500):
            if os.path.exists(port):
                break
            time.sleep(0.02)
        with open(port, encoding="ascii") as file:
            self.url = f"http://127.0.0.1:{file.read().strip()}"

    def ask(self, page, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.url}/_test/{page}", data) as reply:
            return json.load(reply)

    def ran(self):
        with open(os.path.join(self.folder, "journal"), encoding="utf-8") as file:
            every = [json.loads(line) for line in file]
        return {e["request_id"]: e for e in every if e["event"] == "invoke"}

    def end(self):
        self.process.kill()
        self.process.wait()


class Trial:
    """One run, killed, then ended; what is wrong with it in the end."""

    def __init__(self, number, randomly, folder):
        self.randomly = randomly
        self.lossy = number % 4 == 3
        self.cap = TIGHT_CAP if number % 5 == 4 else WIDE_CAP
        self.restores = number % 2 == 1
        self.folder = folder
        self.kills = 0
        self.wrong = []
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.db = os.path.join(folder, "w.db")
        self.server = Server(folder, number, self.lossy)
        self.run = self.runs("draft", json.dumps({
            "workload": "job", "platform": "aws-lambda-x86", "region": "us-east-1",
            "function": "probe-me", "endpoint_url": self.server.url, "mode": "fixed",
            "runs": RUNS, "sizes_mb": SIZES, "as_of_days": 20700}))
        self.start("describe", self.run).wait(60)
        self.runs("confirm", self.run, str(self.cap))

    def runs(self, *words):
        """Make a run without the front end."""
        return subprocess.run([os.path.join(BUILD, "tests/probe/runs"), self.db, *words],
                              check=True, capture_output=True, text=True).stdout.strip()

    def start(self, *words):
        environment = {**os.environ, "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET,
                       "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"}
        with open(os.path.join(self.folder, "events"), "ab") as out, \
                open(os.path.join(self.folder, "errors"), "ab") as errors:
            return subprocess.Popen(
                [os.path.join(BUILD, "vadvise-probe"), words[0], "--db", self.db,
                 "--data-dir", SOURCE, *words[1:]], stdin=subprocess.DEVNULL, stdout=out,
                stderr=errors, env=environment, start_new_session=True)

    def kill_after(self, process, seconds):
        """True when it was still there to be killed."""
        try:
            process.wait(seconds)
            return False
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.kills += 1
            return True

    def torment(self, lasts, kills):
        for _ in range(kills):
            if not self.kill_after(self.start("run", self.run),
                                   self.randomly.uniform(0, lasts)):
                break
            self.look("after a kill")
        self.server.ask("faults", [])
        if self.restores and self.kills < kills + 1:
            self.kill_after(self.start("restore", self.run), self.randomly.uniform(0, 0.4))
        last = self.start("restore", self.run) if self.restores else self.start("run", self.run)
        try:
            last.wait(120)
        except subprocess.TimeoutExpired:
            last.kill()
            last.wait()
            self.wrong.append("it does not come to an end")
        time.sleep(0.3)  # what was in flight at the server

    # --- what must hold ---

    def rows(self):
        with sqlite3.connect(self.db, timeout=10) as db:
            db.row_factory = sqlite3.Row
            return [dict(r) for r in db.execute("SELECT * FROM probe_invocation")]

    def look(self, when):
        """The money, and what was said, at any moment."""
        rows = self.rows()
        spent = sum(r["cost_pusd"] for r in rows if r["fate"] in (DONE, FAILED))
        reserved = sum(r["worst_pusd"] for r in rows if r["fate"] in (OPEN, UNKNOWN))
        true = sum(e["cost_pusd"] for e in self.server.ran().values())
        if spent + reserved > self.cap:
            self.wrong.append(f"{when}: {spent} + {reserved} is past the cap {self.cap}")
        if true > spent + reserved:
            self.wrong.append(f"{when}: it cost {true}, the ledger has {spent} + {reserved}")
        by_id = {r["id"]: r for r in rows}
        for event in self.events():
            row = by_id.get(event["invocation"])
            if event["fate"] in ("done", "failed") and (
                    not row or row["fate"] not in (DONE, FAILED)
                    or abs(row["duration_ns"] / 1e6 - event["duration_ms"]) > 0.001):
                self.wrong.append(f"{when}: said but not stored: {event}")
        return rows

    def events(self):
        """Invocations whose end was told; the last line may be torn."""
        with open(os.path.join(self.folder, "events"), encoding="utf-8") as file:
            for line in file:
                try:
                    event = json.loads(line)
                except ValueError:
                    continue
                if event.get("event") == "shot" and event["fate"] != "open":
                    yield event

    def judge_rows(self, rows):
        ran = self.server.ran()
        for row in rows:
            if row["fate"] not in (DONE, FAILED):
                continue
            true = ran.pop(row["request_id"], None)
            if true is None:
                self.wrong.append(f"stored, but never ran, or stored twice: {row}")
            elif (
                    round(true["duration_ms"] * 1e6) != row["duration_ns"]
                    or true["billed_ms"] != row["billed_ms"]
                    or true["cost_pusd"] != row["cost_pusd"]):
                self.wrong.append(f"{row} is not what ran: {true}")
        unknown = sum(r["fate"] == UNKNOWN for r in rows)
        if len(ran) > unknown:
            self.wrong.append(f"{len(ran)} ran that are not stored, {unknown} are unknown")
        if any(r["fate"] == OPEN for r in rows):
            self.wrong.append("an invocation is left open")

    def judge_samples(self, rows):
        stored = sum(r["fate"] in (DONE, FAILED) for r in rows)
        told = subprocess.run([os.path.join(BUILD, "vadvise"), "export", "job", "--db", self.db,
                               "-f", "csv"], capture_output=True, text=True, check=False)
        samples = list(csv.DictReader(io.StringIO(told.stdout)))
        if len(samples) != stored:
            self.wrong.append(f"{stored} results, {len(samples)} samples: {told.stderr}")

    def judge_plan(self, rows):
        """A run that came to its end without trouble measured all of it."""
        if self.restores or self.lossy or self.cap != WIDE_CAP:
            return
        for size in SIZES:
            n = sum(r["memory_mb"] == size and r["fate"] in (DONE, FAILED, UNKNOWN)
                    for r in rows)
            if n != RUNS:
                self.wrong.append(f"{n} runs of {size} MB")

    def judge(self):
        state = self.server.ask("state")["probe-me"]
        rows = self.look("in the end")
        if (state["memory_mb"], state["description"]) != ORIGINAL:
            self.wrong.append(f"not put back: {state}")
        if state["versions"] != FOREIGN:
            self.wrong.append(f"versions: {state['versions']}")
        self.judge_rows(rows)
        self.judge_samples(rows)
        self.judge_plan(rows)
        with sqlite3.connect(self.db, timeout=10) as db:
            left = db.execute("SELECT count(*) FROM probe_change WHERE state < 2").fetchone()[0]
        if left:
            self.wrong.append(f"{left} changes are left in the journal")
        for name in os.listdir(self.folder):
            path = os.path.join(self.folder, name)
            if not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                if SECRET.encode() in file.read():
                    self.wrong.append(f"{name} holds the secret key")
        return rows

    def end(self):
        self.server.end()


def undisturbed(folder):
    """How long a run takes that nobody kills, in seconds; its trial."""
    trial = Trial(0, random.Random(0), folder)
    began = time.monotonic()
    trial.torment(0, 0)
    return time.monotonic() - began - 0.3, trial


def tell(number, good, sentence):
    print(f"{'' if good else 'not '}ok {number} - {sentence}", flush=True)


def main():
    kills_wanted, seed = int(sys.argv[1]), int(sys.argv[2])
    folder = os.path.join(os.environ["TEST_TMP"], "trial")
    randomly = random.Random(seed)
    lasts, trial = undisturbed(folder)
    rows = trial.judge()
    trial.end()
    tell(1, not trial.wrong and len(rows) == len(SIZES) * RUNS,
         "a sweep that nobody kills measures all and leaves nothing")
    for line in trial.wrong:
        print("#", line)
    print(f"# seed {seed}; a sweep takes {lasts:.1f} s")
    kills, number, wrong, unknown, stored = 0, 0, 0, 0, 0
    while kills < kills_wanted:
        number += 1
        trial = Trial(number, randomly, folder)
        trial.torment(lasts, min(3, kills_wanted - kills))
        rows = trial.judge()
        trial.end()
        kills += trial.kills
        unknown += sum(r["fate"] == UNKNOWN for r in rows)
        stored += sum(r["fate"] in (DONE, FAILED) for r in rows)
        wrong += bool(trial.wrong)
        for line in trial.wrong:
            print(f"# run {number} ({'restored' if trial.restores else 'continued'}"
                  f"{', lossy' if trial.lossy else ''}, cap {trial.cap}): {line}", flush=True)
        if trial.wrong:
            shutil.copytree(folder, f"{folder}-{number}", dirs_exist_ok=True)
    print(f"# {kills} kills of {number} runs: {stored} results stored, {unknown} unknown")
    tell(2, wrong == 0, "after kill -9 at any moment all is put back, paid once, and stored")
    tell(3, stored > 0 and unknown > 0, "kills fell between and into invocations")
    print("1..3")
    return 1 if wrong or trial.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
