#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The screen of probes on a real terminal: how long Ctrl-C takes to be acknowledged.

    probe_pty.py VADVISE DB

Starts a free run of this machine, sends Ctrl-C while an invocation is in flight, and
prints the ms until the screen says that the run ends after it.
"""
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time

LIMIT_S = 20


class Screen:
    def __init__(self, args):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm"
            os.execv(args[0], args)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.seen = b""

    def keys(self, text):
        os.write(self.fd, text.encode())

    def read(self, wait_s):
        if select.select([self.fd], [], [], wait_s)[0]:
            try:
                self.seen += os.read(self.fd, 65536)
            except OSError:
                return False
        return True

    def until(self, pattern):
        """Read until it was written since the last call; the time it came."""
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            found = re.search(pattern.encode(), self.seen)
            if found:
                at = time.monotonic()
                self.seen = self.seen[found.end():]
                return at
            if not self.read(0.005):
                break
        sys.exit("not seen: %s in %r" % (pattern, self.seen[-2000:]))


def main():
    vadvise, db = sys.argv[1:3]
    screen = Screen([vadvise, "--db", db])
    screen.until("vadvise")
    for line in ("plan timed", "probe-field command sleep 0.4", "probe-field sizes 512",
                 "probe-field runs 20"):
        screen.keys(":" + line + "\r")
        screen.read(0.3)
    screen.keys("G\r")
    screen.until("Start the probe")
    screen.keys("y")
    screen.until("warm")
    screen.read(0.1)
    screen.seen = b""
    sent = time.monotonic()
    screen.keys("\x03")
    took_ms = (screen.until("abandons") - sent) * 1000
    screen.until("stopped")
    screen.keys("q")
    while screen.read(1) and os.waitpid(screen.pid, os.WNOHANG)[0] == 0:
        continue
    print("%.1f" % took_ms)


main()
