# SPDX-License-Identifier: GPL-3.0-or-later
"""The full screen on real terminals. TAP on standard output."""
import base64
import os
import re
import signal
import stat
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tap import finish, ok, skip  # noqa: E402
from terminal import COLOR, Terminal, now  # noqa: E402

PROGRAM = os.environ["VADVISE"]
TMP = os.environ["TEST_TMP"]
SLOW = os.environ.get("VA_ASAN", "no") != "no"
MANY = os.path.join(TMP, "many.db")
ENTERED, LEFT = b"\x1b[?1049h", b"\x1b[?1049l"
runs = 0


def opened(*args, **options):
    """The program when its first screen is there; nothing is remembered between two."""
    global runs
    runs += 1
    env = {"XDG_STATE_HOME": os.path.join(TMP, f"state-{runs}"), **options.pop("env", {})}
    t = Terminal([PROGRAM, *args], env=env, **options)
    if not t.expect("vadvise"):
        ok(False, "the screen opens", t.data[-500:])
    t.settle(0.05, 0.2)
    return t


def given_back(t, from_byte):
    """Everything that was set at the terminal is as it was."""
    tail = t.data[from_byte:]
    return (LEFT in tail and b"\x1b[?1002l" in tail and b"\x1b[?2004l" in tail and
            b"\x1b[?25h" in tail and t.modes_are_back())


def selected(t):
    """The row that the cursor is on."""
    rows = [line for line in t.screen() if line.startswith(">")]
    return rows[0][1:].split()[0] if rows else None


def make_database():
    rows = ["workload,memory_mb,duration_ms"]
    for i in range(60):
        rows += [f"job{i:02},{size},{40000 / size + i}" for size in (512, 1024, 2048)]
    subprocess.run([PROGRAM, "import", "-", "-q", "--platform", "aws-lambda-x86", "--db", MANY],
                   input="\n".join(rows) + "\n", text=True, check=True,
                   stdout=subprocess.DEVNULL)


def check_signals():
    for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGSEGV", "SIGABRT", "SIGBUS",
                 "SIGFPE"):
        number = getattr(signal, name)
        with opened() as t:
            before = len(t.data)
            t.kill(number)
            status = t.wait_end()
            ok(given_back(t, before), f"{name}: the terminal is given back", t.data[before:])
            ok(status == -number, f"{name}: it ends by that signal", status)


def check_stuck():
    """Nobody reads what the program writes, and it shall end."""
    with opened() as t:
        for _ in range(150):
            t.write(b"\x0c")
            time.sleep(0.004)
        t.kill(signal.SIGTERM)
        end = now() + 6
        while now() < end and not t.ended():
            time.sleep(0.02)
        ok(t.status == -signal.SIGTERM, "a terminal that takes nothing keeps nobody", t.status)


def check_crash():
    state = os.path.join(TMP, "state")
    with opened(env={"XDG_STATE_HOME": state, "AWS_SECRET_ACCESS_KEY": "hush"},
                stderr=os.path.join(TMP, "crash.err")) as t:
        t.kill(signal.SIGSEGV)
        t.wait_end()
    folder = os.path.join(state, "vadvise")
    notes = [n for n in os.listdir(folder) if n.startswith("crash-")] if os.path.isdir(folder) else []
    ok(len(notes) == 1 and re.fullmatch(r"crash-\d{4}-\d\d-\d\dT\d{6}Z\.txt", notes[0]),
       "a crash leaves a note with its time", notes)
    path = os.path.join(folder, notes[0])
    with open(path, encoding="utf-8") as file:
        note = file.read()
    ok(re.fullmatch(r"vadvise \S+ was stopped by signal 11\nwhen:  \S+\nwhere: .+\n", note),
       "which has version, signal, time and place, and nothing else", note)
    ok(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "only its owner can read it")
    with open(os.path.join(TMP, "crash.err"), encoding="utf-8") as file:
        said = file.read()
    ok(said == f"vadvise stopped (signal 11). Report: {path}\n", "standard error says where", said)


def check_suspend():
    shell = ["bash", "--norc", "--noprofile", "-i"]
    with Terminal(shell, env={"PS1": "PROMPT> "}) as t:
        t.expect("PROMPT>")
        t.write(f"'{PROGRAM}'; stty -a | grep -c ' icanon.* echo '\r".encode())
        t.expect("facedetect")
        t.settle(0.05, 0.2)
        before = len(t.data)
        t.key(b"\x1a", 0.2, 2)
        ok(LEFT in t.data[before:] and b"Stopped" in t.data[before:],
           "^Z gives the terminal back to the shell", t.data[before:])
        before = len(t.data)
        t.key(b"fg\r", 0.2, 2)
        ok(ENTERED in t.data[before:] and b"facedetect" in t.data[before:],
           "fg draws the screen again", t.data[before:])
        before = len(t.data)
        t.key(b"\x1b[B", 0.1, 1)
        ok(len(t.data) > before, "and keys work")
        before = len(t.data)
        t.key(b"q", 0.2, 2)
        t.expect("PROMPT>")
        ok(LEFT in t.data[before:], "q leaves it", t.data[before:])
    with opened() as t:
        before = len(t.data)
        t.kill(signal.SIGTSTP)
        t.settle(0.1, 1)
        # The group is an orphan here: nothing stops, the screen comes back.
        t.kill(signal.SIGCONT)
        t.settle(0.1, 1)
        ok(t.data[before:].count(ENTERED) >= 1 and not t.ended(),
           "a stop from outside gives the terminal back, too", t.data[before:])


def check_hangup():
    with opened() as t:
        os.close(t.slave)
        os.close(t.master)
        t.master = t.slave = os.open(os.devnull, os.O_RDWR)
        end = now() + 4
        while now() < end and not t.ended():
            time.sleep(0.01)
        ok(t.ended(), "it ends with its terminal")
        ok(t.status == -signal.SIGHUP, "as if hung up", t.status)


def check_sizes():
    for columns, rows in ((2000, 30), (200, 50), (80, 24), (60, 20), (40, 10), (20, 5), (10, 2), (1, 1)):
        with Terminal([PROGRAM], columns, rows) as t:
            t.settle(0.08, 3)
            ok(not t.ended() and len(t.data) > 20, f"it runs at {columns}x{rows}", t.data[-200:])
            t.key(b"q", 0.05, 1)
            ok(t.wait_end() == 0, f"and q leaves at {columns}x{rows}", t.status)
    with opened() as t:
        for columns, rows in ((40, 10), (1, 1), (200, 50), (2, 5), (80, 24)) * 6:
            t.resize(columns, rows)
            t.read(0.005)
        t.settle(0.15, 1)
        ok(t.expect("facedetect"), "a storm of sizes ends with a whole screen", t.screen())


def check_types():
    for kind, colored in (("vt100", False), ("xterm-mono", False), ("linux", True),
                          ("ansi", True), ("screen-256color", True)):
        with opened(env={"TERM": kind}) as t:
            ok(bool(COLOR.search(t.data)) == colored and t.expect("facedetect"),
               f"{kind} shows it, {'in' if colored else 'without'} colours", t.screen())
            if kind == "linux":
                ok("⠤" not in "".join(t.screen()), "a Linux console gets no braille")
            before = len(t.data)
            t.key(b"\x1b[B")
            ok(len(t.data) > before, f"{kind} takes keys")
    for kind in ("dumb", "no-such-term", ""):
        err = os.path.join(TMP, "type.err")
        with Terminal([PROGRAM], env={"TERM": kind}, stderr=err) as t:
            status = t.wait_end()
            with open(err, encoding="utf-8") as file:
                said = file.read()
            ok(status == 2 and t.data == b"", f"TERM='{kind}' is refused, nothing is written",
               status, t.data)
            ok(kind in said and "--linear" in said and "vadvise -w" in said,
               "with what to use instead", said)


def check_colors():
    with opened() as t:
        ok(b"\x1b]4;" not in t.data and b"\x1b[48;" not in t.data and COLOR.search(t.data),
           "colours leave palette and background alone")
    with opened(env={"NO_COLOR": "1"}) as t:
        ok(not COLOR.search(t.data), "NO_COLOR is obeyed", COLOR.findall(t.data))
    with opened(env={"COLORTERM": "truecolor"}) as t:
        ok(b"38;2;" in t.data and b"\x1b]4;" not in t.data, "true colour is used where it is")
    with opened(background=b"ffff/ffff/ffff") as t:
        ok(b"38;5;59" in t.data, "on a light background the colours are darker",
           COLOR.findall(t.data))
        ok(t.expect("facedetect"), "and everything is drawn again")
    with opened("--theme", "light", env={"COLORFGBG": "0;15"}) as t:
        ok(b"38;5;59" in t.data, "a theme can be asked for")
    with opened(whole=2) as t:
        before = len(t.data)
        t.key(b"\x0c", 0.05, 1)
        ok(t.data[before:].startswith(b"\x1b[?2026h") and t.data.endswith(b"\x1b[?2026l"),
           "frames are shown whole where the terminal can", t.data[before:before + 40])
    with opened(answers=False) as t:
        before = len(t.data)
        t.key(b"\x0c", 0.05, 1)
        ok(b"\x1b[?2026h" not in t.data[before:], "and never where it did not say so")
        ok(t.expect("facedetect"), "a terminal that answers nothing is no obstacle")
    status = subprocess.run([PROGRAM, "--theme", "nosuch"], stdin=subprocess.DEVNULL,
                            capture_output=True, check=False).returncode
    ok(status == 2, "a theme that does not exist is a mistake", status)


def check_characters():
    with opened(env={"LC_ALL": "C", "LANG": "C"}) as t:
        t.key(b"2")
        t.key(b"?")
        ok(max(t.data) < 128, "under LC_ALL=C no byte is above 127")
    with opened(cursor=6) as t:
        t.key(b"\x0c", 0.05, 1)
        t.settle(0.1, 0.2)
        last = t.data[t.data.rindex(b"\x1b[H\x1b[2J"):]
        ok(max(last) < 128, "symbols that the terminal shows wide are not used", last[:200])
    with opened(cursor=3) as t:
        ok("│" in "".join(t.screen()), "those that it shows as it should are", t.screen())
    with opened("--ascii") as t:
        ok(max(t.data) < 128, "--ascii writes nothing else")


def check_no_terminal():
    for stdin, stdout in ((subprocess.DEVNULL, subprocess.PIPE), (subprocess.PIPE, subprocess.PIPE)):
        p = subprocess.run([PROGRAM], stdin=stdin if stdin != subprocess.PIPE else None,
                           input="" if stdin == subprocess.PIPE else None, stdout=stdout,
                           stderr=subprocess.PIPE, text=True, check=False) \
            if stdin == subprocess.DEVNULL else \
            subprocess.run([PROGRAM], input="", capture_output=True, text=True, check=False)
        ok(p.returncode == 2 and p.stdout == "" and "--help" in p.stderr,
           "without a terminal it says what to use instead", p)


def check_started_with():
    with opened("--as-of", "2019-02-01", "--stat=p95") as t:
        t.key(b"\r", 0.1, 2)
        ok(t.expect("aws-2019-02"), "options of a question open the screen with them", t.screen())
        t.key(b"Y", 0.1, 2)
        ok(t.expect("vadvise advise facedetect --stat p95 --as-of 2019-02-01"),
           "and its command line has them", t.screen())
        t.key(b"p", 0.1, 2)
        t.key(b"Y", 0.1, 2)
        ok(t.expect("vadvise advise facedetect --stat p99 --as-of 2019-02-01"),
           "but for what was changed since", t.screen())


def check_nothing_written():
    """Who only looks leaves no file; who sets something finds it again."""
    home = os.path.join(TMP, "looking")
    state = {"XDG_STATE_HOME": home, "HOME": home, "XDG_DATA_HOME": home}
    for keys, files in ((b"\rq", []), (b"\rb0.002\rq", ["state", "state.lock"])):
        with opened(env=state) as t:
            for key in keys:
                t.key(bytes([key]), 0.05, 1)
            ok(t.wait_end() == 0, "q leaves", t.status)
        found = sorted(name for _, _, names in os.walk(home) for name in names)
        ok(found == files, f"{'nothing is' if not files else 'what was set is'} written", found)


def check_keys():
    with opened("--db", MANY) as t:
        t.expect("job00")
        t.key(b"\x1b[B" * 10, 0.1, 2)
        ok(selected(t) == "job10", "10 keys in one write are 10 keys", t.screen())
        took = t.key(b"\x1bOB" * 40, 0.1, 2)
        ok(selected(t) == "job50", "40 more are 40", t.screen())
        ok(took[2] < 4000, "for which one frame is drawn", took)
        t.key(b"g" + b"j" * 20 + b"k" * 3, 0.1, 2)
        ok(selected(t) == "job17", "letters as well", t.screen())
        before = len(t.data)
        t.write(b"\x1b")
        time.sleep(0.005)
        t.write(b"[A")
        t.settle(0.1, 1)
        ok(selected(t) == "job16", "a key that comes in two parts is one", t.data[before:])
        t.key(b"\x1b[<64;5;5M", 0.1, 1)
        ok(selected(t) != "job16", "the wheel turns", t.screen())


def check_escape():
    # A busy machine may be late, but never early.
    limit = 2
    with opened("--db", MANY) as t:
        t.key(b":", 0.3, 2)
        opened_screen = t.screen()
        first, _, _ = t.key(b"\x1b", 0.05, 1)
        ok(first is not None and 0.02 <= first <= limit,
           "Esc alone is a key after 25 ms", first)
        ok(t.screen() != opened_screen, "and closes what is open")
        tries = [t.key(b"\x1b[B", 0.05, 1)[0] for _ in range(5)]
        ok(min(first or 1 for first in tries) < 0.02 or SLOW, "an arrow waits for nothing", tries)


def check_paste():
    with opened("--db", MANY) as t:
        t.key(b"\x1b[200~q Q2\r\x1b[201~", 0.1, 0.3)
        ok(not t.ended() and t.expect("job00"), "what is pasted runs no action", t.screen())
        t.key(b"/", 0.05, 1)
        t.key(b"\x1b[200~job4\n\x1b[201~", 0.1, 1)
        ok(t.expect("job4") and not t.ended(), "it is text where text can be typed", t.screen())


def check_idle():
    def switches(pid):
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            return sum(int(line.split()[1]) for line in file if "ctxt_switches" in line)

    if not os.path.exists("/proc/self/status"):
        skip("nothing wakes the program", "there is no /proc")
        return
    with opened() as t:
        t.key(b"\x1b[B", 0.1, 1)
        t.settle(0.3, 0.6)
        before, woken = len(t.data), switches(t.pid)
        t.read(3)
        ok(len(t.data) == before, "nothing is written while nothing happens", t.data[before:])
        ok(switches(t.pid) == woken, "and nothing wakes the program", switches(t.pid) - woken)


def check_editor():
    """A note of a workload in $EDITOR, and no mouse."""
    editor = "sh -c 'cat \"$0\" >>\"$TEST_TMP/before\"; echo kept >\"$0\"'"
    with opened("--db", MANY, "--no-mouse", env={"EDITOR": editor}) as t:
        ok(b"\x1b[?1002h" not in t.data and b"\x1b[?1006h" not in t.data,
           "--no-mouse leaves the mouse to the terminal")
        for _ in range(2):
            before = len(t.data)
            t.key(b"V", 0.3, 2)
            ok(LEFT in t.data[before:] and ENTERED in t.data[before:],
               "$EDITOR has the terminal, then the screen again", t.data[before:])
        with open(os.path.join(TMP, "before"), encoding="utf-8") as file:
            ok(file.read() == "kept", "what was written there is kept")


def check_others():
    """Pager, clipboard, the last frame, keys of one's own."""
    paged = os.path.join(TMP, "paged")
    with opened(env={"PAGER": f"cat >'{paged}'"}) as t:
        before = len(t.data)
        t.key(b"v", 0.2, 2)
        with open(paged, encoding="utf-8") as file:
            text = file.read()
        ok("facedetect" in text, "$PAGER gets what is shown", text)
        ok(LEFT in t.data[before:] and t.data[before:].endswith(t.data[-1:]) and
           ENTERED in t.data[before:], "on the terminal as it was found")
        before = len(t.data)
        t.key(b"Y", 0.2, 1)
        found = re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", t.data[before:])
        ok(found and b"vadvise" in base64.b64decode(found.group(1)),
           "the command line is copied by way of the terminal", t.data[before:])
        before = len(t.data)
        t.key(b"y", 0.1, 1)
        t.key(b"j", 0.2, 1)
        ok(re.search(rb"OSC 52\): \d+ lines, \d+ bytes", t.data[before:]),
           "of more than a line it is said how many were copied", t.data[before:])
        before = len(t.data)
        t.key(b"Q", 0.2, 1)
        t.wait_end()
        tail = t.data[before:].split(LEFT)[-1]
        ok(t.status == 0 and b"facedetect" in tail and b"\x1b[H" not in tail,
           "Q leaves the last frame behind", tail[:300])
        ok(t.modes_are_back(), "and the terminal as it was")
    folder = os.path.join(TMP, "config", "vadvise")
    os.makedirs(os.path.join(folder, "themes"))
    with open(os.path.join(folder, "config"), "w", encoding="utf-8") as file:
        file.write("theme = mine\nlatency = 50s\n[keys]\nquit = X\n"
                   "[workload facedetect]\nlatency = none\nbudget = 0.0015\n")
    with open(os.path.join(folder, "themes", "mine"), "w", encoding="utf-8") as file:
        file.write("dim = 201\n")
    env = {"XDG_CONFIG_HOME": os.path.join(TMP, "config")}
    with opened(env=env) as t:
        ok(b"38;5;201" in t.data, "a theme can be a file", COLOR.findall(t.data))
        ok(t.expect(r"facedetect +\$0\.0015 ") and t.expect(r"transcode +50\.0 s "),
           "settings of one workload are for that one", t.screen())
        t.key(b"q", 0.1, 0.3)
        ok(not t.ended(), "a key that was given to something else does it no more")
        t.key(b"X", 0.1, 1)
        ok(t.wait_end() == 0, "and its new one does")
    with open(os.path.join(folder, "config"), "a", encoding="utf-8") as file:
        file.write("[keys]\nnosuch = b\n")
    with Terminal([PROGRAM], env=env, stderr=os.path.join(TMP, "keys.err")) as t:
        status = t.wait_end()
        with open(os.path.join(TMP, "keys.err"), encoding="utf-8") as file:
            said = file.read()
        ok(status == 2 and "config:9" in said and t.modes_are_back(),
           "an action that does not exist is named with its line", status, said)


def main():
    make_database()
    for check in (check_signals, check_stuck, check_crash, check_suspend, check_hangup, check_sizes,
                  check_types, check_colors, check_characters, check_no_terminal,
                  check_started_with, check_nothing_written, check_keys,
                  check_escape, check_paste, check_idle, check_editor, check_others):
        check()
    return finish()


if __name__ == "__main__":
    sys.exit(main())
