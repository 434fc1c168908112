# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes of the screen while this program holds the database's lock. TAP on stdout.

Triggers keep a journal of what is written, so that order and number are seen.
"""
import contextlib
import os
import re
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["srcdir"], "tests", "use"))
from tap import finish, like, ok, same  # noqa: E402
from terminal import Terminal, now  # noqa: E402

VADVISE, BUILD = os.environ["VADVISE"], os.path.abspath(os.environ["builddir"])
PROBE = os.path.join(BUILD, "vadvise-probe")
SLOW = "yes" in (os.environ.get("VA_ASAN"), os.environ.get("VA_GCOV"))
KEY_MS = 500 if SLOW else 100
PATIENCE_S, WAIT_S = 3.0, 20.0
JOURNAL = """
CREATE TABLE journal (n INTEGER PRIMARY KEY, what TEXT);
CREATE TRIGGER j1 AFTER UPDATE OF note ON workload
 BEGIN INSERT INTO journal (what) VALUES ('note ' || new.name || ': ' || new.note); END;
CREATE TRIGGER j2 AFTER INSERT ON probe_order
 BEGIN INSERT INTO journal (what) VALUES ('paused ' || new.paused); END;
CREATE TRIGGER j3 AFTER UPDATE ON probe_order
 BEGIN INSERT INTO journal (what) VALUES ('paused ' || new.paused); END;
CREATE TRIGGER j4 AFTER INSERT ON probe_skip
 BEGIN INSERT INTO journal (what) VALUES ('skip ' || new.memory_mb); END;
CREATE TRIGGER j5 AFTER UPDATE OF cap_pusd ON probe_run
 BEGIN INSERT INTO journal (what) VALUES ('cap ' || (new.cap_pusd / 1000000)); END;
"""


def words(shown):
    """Without the frame's line breaks."""
    return re.sub(r"\s+", " ", shown)


class Lock:
    """The write lock, as another program holds it."""

    def __init__(self, db):
        self.db = sqlite3.connect(db, isolation_level=None, timeout=WAIT_S)
        self.db.execute("BEGIN IMMEDIATE")

    def release(self):
        self.db.execute("ROLLBACK")
        self.db.close()


class Drive:
    """The screen without a terminal; a line is answered when the number behind it came."""

    def __init__(self, db, *options, edited=""):
        self.child = subprocess.Popen(
            [os.path.join(BUILD, "tests", "tui", "drive"), "--db", db, *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "DRIVE_EDITED": edited})
        self.ask("size 80 24", "settle")

    def ask(self, *lines):
        self.child.stdin.write("\n".join([*lines, "repeat 0 Down", ""]))
        self.child.stdin.flush()
        said = []
        for line in self.child.stdout:
            if re.fullmatch(r"[0-9.naif-]+ ms\n", line):
                return "".join(said)
            said.append(line)
        raise SystemExit("Bail out! drive ended: " + "".join(said))

    def slowest_ms(self, *lines):
        slowest = 0
        for line in lines:
            began = now()
            self.ask(line, "draw")
            slowest = max(slowest, (now() - began) * 1000)
        return slowest

    def end(self):
        self.child.stdin.close()
        self.child.wait(WAIT_S)


def fresh(name):
    """A database with two workloads and a journal."""
    db = name + ".db"
    for workload, ms in ("one", 60), ("two", 70):
        subprocess.run([VADVISE, "import", "-q", "--db", db, "-w", workload, "-"], check=True,
                       text=True, stdout=subprocess.DEVNULL,
                       input="memory_mb,duration_ms,platform\n512,100,aws-lambda-x86\n"
                             f"1024,{ms},aws-lambda-x86\n2048,40,aws-lambda-x86\n")
    add_journal(db)
    return db


def add_journal(db):
    with sqlite3.connect(db) as connection:
        connection.executescript(JOURNAL)


def ask_db(db, query):
    connection = sqlite3.connect(db, timeout=WAIT_S)
    rows = [row[0] for row in connection.execute(query)]
    connection.close()
    return rows


def journal(db):
    return ask_db(db, "SELECT what FROM journal ORDER BY n")


def test_note():
    db = fresh("note")
    d = Drive(db, "--workload", "one", edited="by night\n")
    lock = Lock(db)
    d.ask("key V", "effects")
    ms = d.slowest_ms("key 1", "key Down", "key 2", "key Down", "key 3", "key 1")
    ok(ms <= KEY_MS,
       f"while a note waits for the lock keys are answered within {KEY_MS} ms ({ms:.0f})")
    shown = d.ask("wait 150", "draw")
    like(shown, r"saving \.\.\.$", "the title says so, if it takes long")
    same(journal(db), [], "nothing is written while another program writes")
    d.ask("key ^Z")
    same(d.ask("effects"), "", "^Z waits for it: stopped, it could hold up others")
    lock.release()
    like(d.ask("until is stored", "draw"), "the note of one is stored",
         "the lock free, it is stored")
    same(d.ask("effects"), "suspend\n", "then ^Z suspends")
    ok("saving" not in d.ask("key Esc", "draw"), "and nothing is being saved any more")
    same(journal(db), ["note one: by night"], "once")
    d.end()


def test_order():
    db = "orders.db"
    run = subprocess.Popen([os.path.join(BUILD, "tests/tui/probe_ledger"), db, "running", "hold"],
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    run.stdout.readline()
    add_journal(db)
    d = Drive(db, "--now", "2026-03-01T00:00:30Z")
    d.ask("key 6", "draw")
    lock = Lock(db)
    ms = d.slowest_ms("key Space", "do skip 3008", "key -", "key -", "key Space",
                      "do skip 1708", "key Down")
    ok(ms <= KEY_MS, f"orders to a run that goes on wait for no lock ({ms:.0f} ms)")
    same(journal(db), [], "while it is held none is given")
    lock.release()
    d.ask("settle")
    same(journal(db), ["paused 1", "skip 3008", "cap 45000", "cap 40500", "paused 0", "skip 1708"],
         "then each is given once, in the order of the keys, and builds on those before")
    d.end()
    run.stdin.close()
    run.wait()


def test_failure():
    db = fresh("failure")
    d = Drive(db, "--workload", "one", edited="a long story")
    lock = Lock(db)
    began = now()
    d.ask("key V", "effects", "do workload two", "key V", "effects")
    like(d.ask("key q", "draw"), "waits for the note to be stored; again does not wait",
         "leaving waits for what is being written")
    same(d.ask("effects"), "", "without leaving yet")
    shown = d.ask("settle", "draw")
    took = now() - began
    ok(PATIENCE_S - 0.5 < took < PATIENCE_S + 1.5,
       f"two writes that are held up are given up when the patience ends ({took:.1f} s)")
    like(words(shown), f"the note is not stored: another vadvise .*{os.getpid()}.* is writing",
         "what is in the way is said")
    like(words(shown), "Try again when process .* V has what you wrote", "and what to do")
    same(d.ask("effects"), "", "the screen stays, so that it is seen")
    like(d.ask("key q", "rows 1"), "the note of [a-z]+ is not stored; again leaves",
         "leaving warns that a text would be lost")
    lock.release()
    same(journal(db), [], "nothing was written")
    for name in "one", "two":
        like(d.ask(f"do workload {name}", "key V", "effects"), "edit: a long story",
             f"the editor gets the text of {name} again")
    d.ask("settle")
    same(journal(db), ["note one: a long story", "note two: a long story"], "then each is stored once")
    like(d.ask("key q", "effects"), "quit", "and leaving is free")
    d.end()


def test_killed():
    db = fresh("killed")
    d = Drive(db, "--workload", "one", edited="kept")
    d.ask("key V", "effects", "until is stored")
    lock = Lock(db)
    d.ask("do workload two", "key V", "effects")
    d.child.kill()
    d.child.wait()
    lock.release()
    same(journal(db), ["note one: kept"],
         "a screen that is killed has lost what it had not said to be stored, no more")
    same(ask_db(db, "PRAGMA integrity_check"), ["ok"], "and the database is whole")


def test_end():
    db = fresh("end")
    d = Drive(db, "--workload", "one", edited="last words")
    lock = Lock(db)
    d.ask("key V", "effects")
    d.child.stdin.close()
    time.sleep(0.3)
    ok(d.child.poll() is None, "a screen that ends waits for what is being written")
    lock.release()
    d.child.wait(WAIT_S)
    same(journal(db), ["note one: last words"], "which is written")
    d = Drive(db, "--workload", "one", edited="too late")
    lock = Lock(db)
    d.ask("key V", "effects")
    began = now()
    d.end()
    ok(now() - began < PATIENCE_S + 1.5, f"but not for ever ({now() - began:.1f} s)")
    lock.release()


def test_forget():
    db = fresh("forget")
    d = Drive(db, "--workload", "one")
    lock = Lock(db)
    d.ask("do forget")
    ms = d.slowest_ms("key y", "key 1", "key Down")
    ok(ms <= KEY_MS, f"forgetting holds up no key ({ms:.0f} ms)")
    lock.release()
    like(d.ask("until forgotten", "draw"), "one: 3 samples forgotten", "and is done when the lock is free")
    d.end()


PLAN = ["do plan here", "do probe-field command ./mark {0}", "do probe-field sizes 512",
        "do probe-field runs {1}", "key End Enter", "until Start the probe?"]


def script(name, text):
    """A program in this folder."""
    with open(name, "w", encoding="ascii") as f:
        f.write("#!/bin/sh\n" + text + "\n")
    os.chmod(name, 0o700)
    return os.path.abspath(name)


def planned(db, marks, runs=2):
    d = Drive(db, "--probe", PROBE)
    d.ask(*[line.format(marks, runs) for line in PLAN])
    return d


def ran(marks):
    return os.path.getsize(marks) if os.path.exists(marks) else 0


def states(db):
    names = ["draft", "ready", "running", "done", "stopped", "failed"]
    return [names[state] for state in ask_db(db, "SELECT state FROM probe_run ORDER BY id")]


def test_start():
    marks = os.path.abspath("marks")
    script("mark", 'printf x >>"$1"; sleep 0.05')
    db = fresh("start")
    d = planned(db, marks)
    lock = Lock(db)
    ms = d.slowest_ms("key y", "key 1", "key Down", "key 6")
    ok(ms <= KEY_MS, f"the yes to a probe holds up no key ({ms:.0f} ms)")
    like(d.ask("do probe-here", "draw"), "run 1 is being started", "a second start is refused meanwhile")
    same((ran(marks), states(db)), (0, ["draft"]), "nothing is started before the yes is in the ledger")
    lock.release()
    d.ask("until Ended  everything planned")
    same(states(db), ["done"], "then it is started")
    once = ran(marks)
    ok(once > 0, "and measures")
    same(len(journal(db)), 1, "it was confirmed once")
    d.end()

    os.unlink(marks)
    d = planned(db, marks)
    lock = Lock(db)
    d.ask("key y")
    shown = d.ask("settle", "draw")
    like(words(shown), "the start is not stored: .* is writing to .* Nothing was started, nothing was spent",
         "a yes that cannot be written starts nothing, and says so")
    lock.release()
    d.ask("key End Enter", "until Start the probe?", "key y", "until Ended  everything planned")
    same(states(db), ["done", "draft", "done"], "asked again, that run alone starts")
    same(ran(marks), once, "and measures as often")
    d.end()

    os.unlink(marks)
    d = planned(db, marks)
    lock = Lock(db)
    d.ask("key y")
    d.child.kill()
    d.child.wait()
    lock.release()
    time.sleep(0.3)
    same((ran(marks), states(db)[-1]), (0, "draft"),
         "a screen that is killed before the yes was written starts nothing")

    d = planned(db, marks)
    lock = Lock(db)
    d.ask("key y", "key q")
    same(d.ask("effects"), "", "leaving waits for a start")
    lock.release()
    like(d.ask("until What becomes of it", "draw"), "A probe runs", "then asks what becomes of the run")
    d.ask("key d")
    like(d.ask("effects"), "quit", "and leaves")
    d.end()


class Feed:
    """A file that is imported for as long as it is not ended: the import has the lock."""

    def __init__(self, name):
        self.path = os.path.abspath(name)

    def begin(self, d):
        os.mkfifo(self.path)
        d.ask(f"do import {self.path} as large")
        self.pipe = open(self.path, "w", encoding="ascii")  # once somebody reads it
        self.pipe.write("memory_mb,duration_ms,platform\n")
        self.more()

    def more(self, rows=100000):
        for k in range(rows):
            self.pipe.write(f"{128 * (1 + k % 8)},{100 + k % 97},aws-lambda-x86\n")
        self.pipe.flush()

    def end(self):
        os.unlink(self.path)
        self.pipe.close()

    def stop(self):
        """Whoever reads it looks up, and goes."""
        with contextlib.suppress(BrokenPipeError):
            self.more()
        with contextlib.suppress(BrokenPipeError):
            self.end()


def test_import():
    marks = os.path.abspath("marks-import")
    script("mark", 'printf x >>"$1"; sleep 0.05')
    db = fresh("import")
    feed = Feed("large.csv")
    d = planned(db, marks, 4000)
    d.ask("key y", "until run 1  ok")
    feed.begin(d)
    d.ask("until import", "key 6")
    like(d.ask("key Space", "draw"), "the order waits for the import to end; .C ends the import",
         "an order to a probe waits for the screen's own import, and says so")
    ms = d.slowest_ms("do skip 1024", "key 1", "key 6")
    ok(ms <= KEY_MS, f"keys do not ({ms:.0f} ms)")
    began, before = now(), ran(marks)
    shown = d.ask(f"linger {1000 * PATIENCE_S + 1000:.0f}", "draw")
    ok(now() - began > PATIENCE_S and "not stored" not in shown,
       "longer than it would for another program", shown)
    like(shown, r"PROBE .*\| import", "the title has the run and the import")
    same(journal(db)[1:], [], "nothing is written meanwhile")
    ok(ran(marks) - before <= 1, "nor anything new invoked: the run waits as well")
    feed.end()
    shown = d.ask("until Paused: nothing|is left out from here on", "settle", "draw")
    same(journal(db)[1:], ["paused 1", "skip 1024"], "then each order is given once, in their order")
    same(ask_db(db, "SELECT count(*) FROM workload WHERE name = 'large'"), [1], "and the import is stored")

    feed.begin(d)
    d.ask("until import", "key 6", "key Space")
    like(d.ask("do import other.csv", "rows 1"), "an import is under way", "there is one at a time")
    d.ask("key ^C")
    feed.stop()
    d.ask("until Going on", "settle")
    same(journal(db)[3:], ["paused 0"], "an import that is ended lets it go on")

    feed.begin(d)
    d.ask("until import", "key 6", "do skip 2048")
    d.ask("key q", "key d")
    like(d.ask("rows 1"), "waits for the order to be stored; again does not wait", "leaving waits for it")
    d.ask("key q", "key d")
    like(d.ask("effects"), "quit", "asked again it does not")
    d.child.stdin.close()
    feed.stop()
    d.child.wait(WAIT_S)
    same(journal(db)[4:], ["skip 2048"], "and gives the order in the place of the import")
    subprocess.run([VADVISE, "probe", "stop", "1", "--db", db], check=False, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def test_terminal():
    db = fresh("terminal")
    t = Terminal([VADVISE, "--db", db],
                 env={"EDITOR": script("editor", 'printf "on a terminal" >"$1"'),
                      "XDG_STATE_HOME": os.getcwd()})
    t.expect("one")
    t.settle(0.1, 0.5)
    lock = Lock(db)
    t.key(b"V", 0.3, 2)
    slowest = 0
    for key in (b"j", b"k") * 10:
        first, _, _ = t.key(key, 0.02, 5)
        slowest = max(slowest, (first or 5) * 1000)
    ok(slowest <= KEY_MS, f"on a terminal every key is answered within {KEY_MS} ms ({slowest:.1f})")
    ok(t.expect(r"saving \.\.\."), "the title says that something waits", t.screen())
    lock.release()
    ok(t.expect("is stored"), "the note is stored when the lock is free", t.screen())
    same(len(journal(db)), 1, "once")
    t.write(b"q")
    same(t.wait_end(), 0, "and the screen ends as ever")

    t = Terminal([VADVISE, "--db", db], stderr="complaint",
                 env={"EDITOR": script("editor", 'printf "too late" >"$1"'),
                      "XDG_STATE_HOME": os.getcwd()})
    t.expect("one")
    t.settle(0.1, 0.5)
    lock = Lock(db)
    t.key(b"V", 0.3, 2)
    t.write(b"\x03")
    t.settle(0.1, 0.5)
    t.write(b"\x03")
    same(t.wait_end(PATIENCE_S + 2), 1, "^C twice leaves in spite of a lock, as a failure")
    with open("complaint", encoding="utf-8") as f:
        like(words(f.read()).strip(), "vadvise: the note is not stored: another .* is writing to .* nothing was changed.$",
             "and what could not be written is told after")
    lock.release()


os.chdir(os.environ["TEST_TMP"])
for test in (test_note, test_order, test_failure, test_killed, test_end, test_forget, test_start,
             test_import, test_terminal):
    test()
sys.exit(finish())
