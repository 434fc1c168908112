# SPDX-License-Identifier: GPL-3.0-or-later
"""A program on a terminal of its own: keys in, what it shows out.

Terminal(args, ...) starts it on a pty and answers what it asks; .screen() is what a
terminal of ECMA-48 would show. The tests and the measurements of the full screen use it.
"""
import fcntl
import os
import re
import select
import signal
import struct
import termios
import time

QUERY = re.compile(rb"\x1b\[6n|\x1b\[c|\x1b\]11;\?\x1b\\|\x1b\[\?(\d+)\$p")
CONTROL = re.compile(rb"\x1b\[([<=>?]?)([0-9;]*)([ -/]*)([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
                     rb"|\x1b[()][0AB]|\x1b[=>78M]")
COLOR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(3[0-7]|9[0-7]|38;5;\d+|38;2;\d+;\d+;\d+)(?:;[0-9;]*)?m")
CLEAN = ("NO_COLOR", "COLORTERM", "COLORFGBG", "CLICOLOR_FORCE", "LINES", "COLUMNS", "TMUX",
         "STY", "DISPLAY", "WAYLAND_DISPLAY", "PAGER", "EDITOR", "VISUAL", "SSH_CONNECTION")


def now():
    return time.monotonic()


class Screen:
    """The cells that a stream of bytes leaves, as text."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.cells = [[" "] * columns for _ in range(rows)]
        self.column = self.row = 0

    def feed(self, data):
        at = 0
        while at < len(data):
            found = CONTROL.match(data, at)
            if found:
                if found.group(4):
                    self.control(found)
                at = found.end()
                continue
            byte = data[at]
            if byte >= 32:
                n = 1 if byte < 0x80 else 2 if byte < 0xe0 else 3 if byte < 0xf0 else 4
                self.put(data[at:at + n].decode(errors="replace"))
                at += n
                continue
            if byte == 13:
                self.column = 0
            elif byte == 10:
                self.row = min(self.row + 1, self.rows - 1)
            elif byte == 8:
                self.column = max(0, self.column - 1)
            at += 1

    def put(self, character):
        if self.row < self.rows and self.column < self.columns:
            self.cells[self.row][self.column] = character
        self.column += 1

    def control(self, found):
        numbers = [int(n or 0) for n in found.group(2).split(b";")] if found.group(2) else []
        first = numbers[0] if numbers else 0
        final = found.group(4)
        if found.group(1):
            return
        if final == b"H":
            self.row = max(first, 1) - 1
            self.column = (numbers[1] if len(numbers) > 1 else 1) - 1
        elif final == b"C":
            self.column += max(first, 1)
        elif final == b"J":
            self.cells = [[" "] * self.columns for _ in range(self.rows)]
        elif final == b"K" and self.row < self.rows:
            self.cells[self.row][self.column:] = [" "] * (self.columns - self.column)

    def lines(self):
        return ["".join(row).rstrip() for row in self.cells]


class Terminal:
    def __init__(self, args, columns=80, rows=24, env=None, answers=True, cursor=3,
                 background=b"0000/0000/0000", whole=0, stderr=None):
        self.columns, self.rows = columns, rows
        self.data = b""
        self.answers, self.cursor, self.whole = answers, cursor, whole
        self.background = background
        self.answered = 0
        self.status = None
        variables = {k: v for k, v in os.environ.items() if k not in CLEAN}
        variables.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
        for name, value in (env or {}).items():
            if value is None:
                variables.pop(name, None)
            else:
                variables[name] = value
        master, slave = os.openpty()
        self.master, self.slave = master, slave
        self.size(columns, rows)
        self.cooked = termios.tcgetattr(slave)
        self.started = now()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(master)
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for name in ("SIGINT", "SIGQUIT", "SIGTSTP", "SIGPIPE", "SIGHUP"):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
            os.dup2(slave, 0)
            os.dup2(slave, 1)
            os.dup2(os.open(stderr, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) if stderr else slave, 2)
            os.closerange(3, 64)
            try:
                os.execvpe(args[0], args, variables)
            finally:
                os._exit(127)
        os.set_blocking(master, False)

    def size(self, columns, rows):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.size(columns, rows)
        return now()

    def answer(self):
        for found in QUERY.finditer(self.data, self.answered):
            self.answered = found.end()
            query = found.group(0)
            if not self.answers:
                continue
            if query == b"\x1b[6n":
                self.write(b"\x1b[1;%dR" % (self.cursor + 1))
            elif query == b"\x1b[c":
                self.write(b"\x1b[?64;1;22c")
            elif query.startswith(b"\x1b]11"):
                self.write(b"\x1b]11;rgb:" + self.background + b"\x1b\\")
            else:
                self.write(b"\x1b[?%s;%d$y" % (found.group(1), self.whole))

    def write(self, data):
        while data:
            try:
                data = data[os.write(self.master, data):]
            except BlockingIOError:
                select.select([], [self.master], [], 1)
            except OSError:
                return

    def read(self, timeout_s):
        """Take what comes within a time; its bytes and when they came, b"" for none."""
        if not select.select([self.master], [], [], max(0, timeout_s))[0]:
            return b"", now()
        at = now()
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:
            data = b""
        self.data += data
        self.answer()
        return data, at

    def settle(self, quiet_s=0.08, first_s=3.0, since=None):
        """Read until nothing comes for a while: (seconds to the first byte, to the last, bytes)."""
        since = since or now()
        first = last = None
        count = 0
        while True:
            wait = quiet_s - (now() - last) if last else first_s - (now() - since)
            if wait <= 0 or now() - since > 20:
                break
            data, at = self.read(wait)
            if data:
                first = first or at
                last = at
                count += len(data)
            elif self.ended():
                break
        return (first and first - since, last and last - since, count)

    def key(self, data, quiet_s=0.05, first_s=0.5):
        since = now()
        self.write(data)
        return self.settle(quiet_s, first_s, since)

    def expect(self, text, limit_s=5.0):
        """Wait until the text is on the screen."""
        end = now() + limit_s
        while now() < end:
            if any(re.search(text, line) for line in self.screen()):
                return True
            if not self.read(0.05)[0] and self.ended():
                break
        return any(re.search(text, line) for line in self.screen())

    def screen(self):
        shown = Screen(self.columns, self.rows)
        shown.feed(self.data)
        return shown.lines()

    def kill(self, signal_number):
        os.kill(self.pid, signal_number)

    def ended(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def wait_end(self, limit_s=4.0):
        """Its exit status, -n for signal n; None when it goes on."""
        end = now() + limit_s
        while now() < end and not self.ended():
            self.read(0.01)
        while self.read(0)[0]:
            pass
        return self.status

    def modes_are_back(self):
        return termios.tcgetattr(self.slave) == self.cooked

    def close(self):
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.status = -signal.SIGKILL
        for fd in (self.master, self.slave):
            try:
                os.close(fd)
            except OSError:
                pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
