# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure the full screen and its peers on terminals of their own; rows for table.awk.

  screen.py FOLDER    with a database named db in it
"""
import os
import shutil
import statistics
import subprocess
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "tests", "use"))
from terminal import Terminal, now  # noqa: E402

PROGRAM = os.environ["VADVISE"]
SECTION = "full screen"
STARTS = int(os.environ.get("BENCH_STARTS", 9))
KEYS = int(os.environ.get("BENCH_KEYS", 60))
IDLE_S = float(os.environ.get("BENCH_IDLE", 10))
# As terminals send them to programs that asked for the keypad.
DOWN, UP, RIGHT, LEFT = b"\x1bOB", b"\x1bOA", b"\x1bOC", b"\x1bOD"


def row(name, ours, unit, peer="", figure=""):
    def text(value):
        return "" if value is None or value == "" else f"{value:.6g}"
    print(f"{SECTION},{name},{text(ours)},{unit},{peer},{text(figure)}", flush=True)


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


def ms(seconds):
    return None if seconds is None else seconds * 1000


def cpu_ms(pid):
    with open(f"/proc/{pid}/schedstat", encoding="utf-8") as file:
        return int(file.read().split()[0]) / 1e6


class Subject:
    """A program, how it is started, and the key presses that bring it to a view."""

    def __init__(self, args, to_view=(), keys=(DOWN, UP), env=None, ready="."):
        self.args, self.to_view, self.keys, self.env, self.ready = args, to_view, keys, env, ready

    def open(self, columns=80, rows=24):
        # Nothing is remembered from one start to the next.
        shutil.rmtree((self.env or {}).get("XDG_STATE_HOME", "/nowhere"), ignore_errors=True)
        t = Terminal(self.args, columns, rows, env=self.env)
        t.expect(self.ready, 10)
        t.settle(0.2, 0.5)
        for key in self.to_view:
            t.key(key, 0.2, 1)
        return t

    def starts(self):
        first, settled = [], []
        for _ in range(STARTS):
            with Terminal(self.args, env=self.env) as t:
                a, b, _ = t.settle(0.3, 5, t.started)
                first.append(ms(a))
                settled.append(ms(b))
        return statistics.median(first), statistics.median(settled)

    def keys_at(self, columns, rows):
        """p50 and p95 from the key to the last byte, ms; bytes and CPU ms a key."""
        took, sizes = [], []
        with self.open(columns, rows) as t:
            before = cpu_ms(t.pid)
            for i in range(KEYS):
                _, last, count = t.key(self.keys[i % len(self.keys)], 0.04, 0.3)
                if last is not None:
                    took.append(ms(last))
                    sizes.append(count)
            used = (cpu_ms(t.pid) - before) / KEYS
        if not took:
            return None, None, None, None
        return percentile(took, 0.5), percentile(took, 0.95), percentile(sizes, 0.5), used

    def burst(self):
        with self.open() as t:
            return ms(t.key(self.keys[0] * 40, 0.1, 1)[1])

    def resize(self):
        took = []
        with self.open() as t:
            for size in ((100, 30), (80, 24)) * 4:
                since = t.resize(*size)
                took.append(ms(t.settle(0.1, 1, since)[1]))
        return percentile([x for x in took if x is not None] or [float("nan")], 0.5)

    def memory(self):
        sizes = {}
        with self.open() as t:
            with open(f"/proc/{t.pid}/smaps_rollup", encoding="utf-8") as file:
                for line in file:
                    words = line.split()
                    if words[0] in ("Rss:", "Pss:"):
                        sizes[words[0]] = int(words[1]) / 1024
        return sizes.get("Rss:"), sizes.get("Pss:")

    def idle(self):
        """Bytes, wake-ups and CPU ms in so many seconds of silence."""
        def state(pid):
            with open(f"/proc/{pid}/status", encoding="utf-8") as file:
                switches = sum(int(line.split()[1]) for line in file if "ctxt_switches" in line)
            return switches, cpu_ms(pid)
        with self.open() as t:
            t.settle(0.5, 1)
            size, (switches, cpu) = len(t.data), state(t.pid)
            end = now() + IDLE_S
            while now() < end:
                t.read(end - now())
            after = state(t.pid)
            return len(t.data) - size, after[0] - switches, after[1] - cpu


def peers(folder):
    found = {}
    if shutil.which("htop"):
        found["htop"] = Subject(["htop", "-d", "100"], env={"HTOPRC": os.path.join(folder, "htoprc")})
    if shutil.which("ncdu"):
        files = os.path.join(folder, "files")
        os.makedirs(files)
        for i in range(60):
            with open(os.path.join(files, f"file{i:02}"), "w", encoding="utf-8") as file:
                file.write("x" * (i + 1))
        found["ncdu"] = Subject(["ncdu", files])
    if shutil.which("tig") and shutil.which("git"):
        repo = os.path.join(folder, "repo")
        git = ["git", "-c", "user.name=x", "-c", "user.email=x@x", "-C", repo]
        subprocess.run(["git", "init", "-q", repo], check=True)
        for i in range(60):
            subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", f"change {i}"], check=True)
        found["tig"] = Subject(["tig", "-C", repo])
    return found


def beside(name, unit, ours, theirs, measure):
    """A row for each peer; without any, one alone."""
    for peer, subject in theirs.items() or {"": None}.items():
        row(name, ours, unit, peer, measure(subject) if subject else "")


def main(folder):
    env = {"XDG_STATE_HOME": os.path.join(folder, "state"), "HOME": folder,
           "XDG_CONFIG_HOME": os.path.join(folder, "config")}
    args = [PROGRAM, "--db", os.path.join(folder, "db")]
    listed = Subject(args, (b"L",), env=env, ready="measured")
    chart = Subject(args, (b"\r",), (LEFT, RIGHT), env=env, ready="measured")
    theirs = peers(folder)

    first, settled = listed.starts()
    started = {name: subject.starts() for name, subject in theirs.items()}
    for at, name, ours in ((0, "start to the first byte", first),
                           (1, "start to a whole frame", settled)):
        for peer in started or {"": None}:
            row(name, ours, "ms", peer, started[peer][at] if peer else "")
    for columns, rows in ((80, 24), (200, 50)):
        size = f"{columns}x{rows}"
        lists = listed.keys_at(columns, rows)
        charts = chart.keys_at(columns, rows)
        others = {name: subject.keys_at(columns, rows) for name, subject in theirs.items()}
        for at, what, unit in ((0, "p50", "ms"), (1, "p95", "ms"), (2, "bytes", "bytes"),
                               (3, "CPU", "ms")):
            for peer in others or {"": None}:
                row(f"key in a list {size}: {what}", lists[at], unit, peer,
                    others[peer][at] if peer else "")
            row(f"key in a chart {size}: {what}", charts[at], unit)
    beside("40 keys at once", "ms", listed.burst(), theirs, Subject.burst)
    row("40 keys at once in a chart", chart.burst(), "ms")
    answer, whole = [], []
    with chart.open() as t:
        for i in range(20):
            t.key(b"b", 0.05, 1)
            t.key(b"0.00%d" % (15 + i), 0.05, 1)
            a, b, _ = t.key(b"\r", 0.1, 1)
            answer.append(ms(a))
            whole.append(ms(b))
    row("another budget: first byte", percentile(answer, 0.5), "ms")
    row("another budget: all of it", percentile(whole, 0.5), "ms")
    beside("another size: whole frame", "ms", chart.resize(), theirs, Subject.resize)
    ours = chart.memory()
    used = {name: subject.memory() for name, subject in theirs.items()}
    for at, name in ((0, "memory: RSS"), (1, "memory: PSS")):
        for peer in used or {"": None}:
            row(name, ours[at], "MiB", peer, used[peer][at] if peer else "")
    for name, figure, unit in zip(("bytes", "wake-ups", "CPU"), chart.idle(), ("", "", "ms")):
        row(f"idle {IDLE_S:.0f} s: {name}", figure, unit)


if __name__ == "__main__":
    main(sys.argv[1])
