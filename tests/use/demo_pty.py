# SPDX-License-Identifier: GPL-3.0-or-later
"""vadvise demo on a real terminal: a probe from its plan to its receipt. TAP."""
import glob
import hashlib
import os
import signal
import stat
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import finish, ok  # noqa: E402
from terminal import Terminal, now  # noqa: E402

PROGRAM = os.environ["VADVISE"]
TMP = os.environ["TEST_TMP"]
BASE = os.path.join(TMP, "tmp")
HOME = os.path.join(TMP, "demo-home")
REAL = os.path.join(HOME, ".local/share/vadvise/vadvise.db")
ENV = {"HOME": HOME, "TMPDIR": BASE, "XDG_DATA_HOME": None, "XDG_CONFIG_HOME": None,
       "XDG_STATE_HOME": None, "VADVISE_DB": REAL}
# A shell starts what runs beside it with SIGINT ignored, and vadvise leaves it so.
signal.signal(signal.SIGINT, signal.SIG_DFL)


def folders():
    return glob.glob(os.path.join(BASE, "vadvise-demo-*"))


def runners():
    """The processes that carry out runs of a demo here."""
    found = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            words = open(path, "rb").read().split(b"\0")
        except OSError:
            continue
        if (words[0].endswith(b"vadvise-probe") and b"--demo" in words and
                any(w.startswith(BASE.encode()) for w in words)):
            found.append(int(path.split("/")[2]))
    return found


def user_files():
    """Every file of the user, with what is in it."""
    out = {}
    for folder, _, names in os.walk(HOME):
        for name in names:
            path = os.path.join(folder, name)
            out[path] = hashlib.sha256(open(path, "rb").read()).hexdigest()
    return out


def opened(*args):
    t = Terminal([PROGRAM, "demo", *args], env=ENV)
    t.expect("DEMO")
    t.settle(0.05, 0.3)
    return t


def line(t, text):
    t.key(b":")
    t.key(text.encode() + b"\r", 0.1, 0.5)


def wait_for(what, limit_s=8):
    end = now() + limit_s
    while now() < end and not what():
        time.sleep(0.05)
    return what()


def start(t, cap="0.5", fields=("sizes 1769,3008", "runs 4")):
    t.key(b"P", 0.2, 1)
    for field in (*fields, "cap " + cap):
        line(t, "probe-field " + field)
    line(t, "probe-start")
    return t.expect("SIMULATED: .0 real", 10)


def make_user():
    os.makedirs(BASE, 0o700, exist_ok=True)
    os.makedirs(os.path.join(HOME, ".config/vadvise"), exist_ok=True)
    with open(os.path.join(HOME, ".config/vadvise/config"), "w") as f:
        f.write("spend = never\n")
    subprocess.run([PROGRAM, "import", "-", "-q", "-w", "mine", "--platform", "aws-lambda-x86"],
                   input="memory_mb,duration_ms\n512,900\n1024,450\n", text=True, check=True,
                   env={**{k: v for k, v in os.environ.items() if not k.startswith("XDG_")},
                        **{k: v for k, v in ENV.items() if v}})


def check_course():
    before = user_files()
    with_demo = opened()
    t = with_demo
    marks = []
    for key in b"12346781":
        t.key(bytes([key]), 0.1, 0.5)
        marks.append("DEMO" in t.screen()[0])
    ok(all(marks) and len(marks) == 8, "every screen says DEMO in its title", t.screen()[0])
    made = folders()
    ok(len(made) == 1 and stat.S_IMODE(os.stat(made[0]).st_mode) == 0o700,
       "its files are in a folder of its own, for the user alone", made)
    ok(not any("mine" in row for row in t.screen()), "the user's workloads are not there")

    t.key(b"P", 0.2, 1)
    line(t, "probe-start")
    ok(t.expect("The field Cap takes it") and not runners(),
       "without a cap nothing starts, and it is said where one goes", t.screen())
    t.key(b"\x1b", 0.3, 1)
    t.key(b"1")
    ok(start(t), "P plans a probe; the question says that it is simulated", t.screen())
    ok(t.expect("stand in place of the bundled workload"), "and what its samples hide", t.screen())
    t.key(b"0.4\r", 0.2, 1)
    ok(t.expect("is not the cap|Type the cap") and not runners(),
       "another cap than that of the plan starts nothing", t.screen())
    if not any("Type the cap" in row for row in t.screen()):
        line(t, "probe-start")
        t.expect("Type the cap", 10)
    else:
        t.key(b"\x15")
    t.key(b"0.5\r", 0.2, 1)
    ok(t.expect("SIMULATED [0-9]", 8), "the chip says so, with the runs", t.screen())
    ok(t.expect(r"of .0.5 cap.*real, simulated"), "so does the meter", t.screen())
    ok(not any("REAL MONEY" in row or "real money" in row for row in t.screen()),
       "nowhere is it real money", t.screen())
    ok(len(runners()) == 1, "vadvise-probe carries it out", runners())

    t.expect(r"(1769|3008).* [1-4]/4", 10)
    t.key(b" ", 0.2, 1)
    ok(t.expect("PAUSED|paused", 8), "Space pauses it", t.screen())
    t.key(b" ", 0.2, 1)
    t.expect(r"running", 8)

    victim = runners()
    for pid in victim:
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not runners())
    ok(t.expect("died", 8), "kill -9 of it is seen", t.screen())
    t.key(b"\x1b", 0.3, 1)
    t.key(b"\r", 0.2, 1)
    ok(t.expect("Go on with the run"), "Enter in the list of runs goes on with it", t.screen())
    t.key(b"y", 0.2, 1)
    ok(wait_for(lambda: bool(runners())) and t.expect("running", 10), "and it runs again",
       t.screen())
    t.key(b"\x03", 0.2, 1)
    ok(t.expect("stopped|done", 20), "Ctrl-C stops it after the invocation in flight",
       t.screen())
    t.key(b"6", 0.1, 0.5)
    t.key(b"\r", 0.2, 1)
    ok(t.expect("SIMULATED by vadvise demo"), "the receipt begins with what it is", t.screen())
    ok(t.expect("[$]0 real, simulated"), "and so does its money", t.screen())
    t.key(b"\x1b", 0.3, 1)

    t.key(b"1", 0.1, 0.5)
    for name, mark in (("x.csv", "demo,"), ("x.json", '"demo": true'), ("x.md", "**DEMO"),
                       ("x.txt", "DEMO")):
        path = os.path.join(TMP, name)
        line(t, "export " + path)
        wait_for(lambda: os.path.exists(path), 3)
        text = open(path).read() if os.path.exists(path) else ""
        ok(mark in text[:40] or name == "x.txt" and text.startswith(mark),
           f"what is exported to {name} says DEMO", text[:200], t.screen()[-2:])
    other = subprocess.run([PROGRAM, "list", "--db", os.path.join(made[0], "vadvise.db")],
                           capture_output=True, text=True, env={**os.environ, "HOME": HOME})
    ok(other.returncode == 2 and "of a demo" in other.stderr,
       "a normal command does not open its database", other)
    t.key(b"q", 0.1, 0.5)
    status = t.wait_end(8)
    ok(status == 0 and not folders() and not runners(), "q leaves no folder and no process",
       status, folders(), runners())
    ok(user_files() == before, "no file of the user was touched or added", user_files())
    t.close()


def check_ends():
    """Its runs go with it, whatever ends it; what kill -9 leaves, the next one removes."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        t = opened()
        start(t)
        t.key(b"0.5\r", 0.2, 1)
        wait_for(lambda: bool(runners()))
        t.kill(number)
        status = t.wait_end(8)
        ok(status == -number and not folders() and not runners(),
           f"{signal.Signals(number).name}: no folder and no process are left", status,
           folders(), runners())
        t.close()
    t = opened()
    start(t)
    t.key(b"0.5\r", 0.2, 1)
    wait_for(lambda: bool(runners()))
    left = folders()
    t.kill(signal.SIGKILL)
    t.wait_end()
    t.close()
    ok(folders() == left, "kill -9 leaves its folder", folders())
    foreign = os.path.join(BASE, "vadvise-demo-foreig")
    os.mkdir(foreign, 0o700)
    with opened() as t:
        ok(set(left) | {foreign} <= set(folders()) if runners() else foreign in folders(),
           "one whose run goes on, and one of somebody else, stay", folders())
        for pid in runners():
            os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not runners())
        with opened() as second:
            ok(left[0] not in folders() and foreign in folders() and len(folders()) == 3,
               "a folder that nobody holds is removed by the next demo alone", folders())
            second.key(b"q", 0.1, 0.5)
            second.wait_end()
        t.key(b"q", 0.1, 0.5)
        t.wait_end()
    ok(folders() == [foreign], "and the demos' own are gone", folders())
    os.rmdir(foreign)


def linear(text):
    return subprocess.run([PROGRAM, "demo", "--linear", "--seed", "3"], input=text,
                          capture_output=True, text=True,
                          env={**os.environ, "TMPDIR": BASE, "HOME": HOME})


def check_lines():
    done = linear("plan facedetect\nprobe-field sizes 3008\nprobe-field runs 2\n"
                  "probe-field cap 0.2\nprobe-start\n0.2\nleave wait\n")
    ok(done.returncode == 0 and done.stdout.startswith("DEMO: probes are SIMULATED") and
       "$0 real, simulated" in done.stdout and "Run 1 is done" in done.stdout + done.stderr
       and not folders() and not runners(), "in lines it is the same, to the run's end",
       done.stdout[-600:], done.stderr)
    ok("facedetect: facedetect (mtcnn) on aws-lambda-x86" in done.stdout,
       "what is measured goes on under its implementation", done.stdout[-900:])
    nowhere = subprocess.run([PROGRAM, "demo"], stdin=subprocess.DEVNULL, capture_output=True,
                             text=True, env={**os.environ, "TMPDIR": BASE, "HOME": HOME})
    ok(nowhere.returncode == 2 and "needs a terminal" in nowhere.stderr and not folders(),
       "without a terminal it says so, and makes no folder", nowhere)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        child = subprocess.Popen([PROGRAM, "demo", "--linear"], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                 env={**os.environ, "TMPDIR": BASE, "HOME": HOME})
        wait_for(lambda: bool(folders()))
        time.sleep(0.3)
        child.send_signal(number)
        try:
            child.wait(6)
        except subprocess.TimeoutExpired:
            child.kill()
        ok(child.returncode == -number and not folders(),
           f"{signal.Signals(number).name} in lines: no folder is left", child.returncode,
           folders())
        child.stdin.close()


def check_import():
    """What a demo gave does not get into a database of measurements by another way."""
    rows = "workload,platform,emulates,memory_mb,duration_ms\nf,aws-lambda-x86,simulated,512,9\n"
    env = {**os.environ, "HOME": HOME, "XDG_DATA_HOME": os.path.join(TMP, "other")}
    for form in ("csv", "auto"):
        done = subprocess.run([PROGRAM, "import", "-", "--from", form], input=rows,
                              capture_output=True, text=True, env=env)
        ok(done.returncode == 4 and "of a demo" in done.stderr,
           f"a simulated row is not imported ({form})", done)


make_user()
check_import()
check_course()
check_ends()
check_lines()
sys.exit(finish())
