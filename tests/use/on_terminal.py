# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a program on a terminal of its own and answer what it asks.

  on_terminal.py [ERE=>TEXT]... -- PROGRAM ARGUMENT...

Each TEXT is typed once its ERE has been shown, in this order; "\\n" and "\\x03" in it mean
Enter and Ctrl-C, "+0.5 " before it half a second later. "ERE=>kill" kills the program
with signal 9. What was shown goes to
standard output, control characters named; the exit status is the program's. 80 columns.
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

LIMIT_S = 60


def main(args):
    at = args.index("--")
    steps = [step.split("=>", 1) for step in args[:at]]
    pid, fd = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.execv(args[at + 1], args[at + 1:])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    data = b""
    seen = 0
    deadline = time.time() + LIMIT_S
    while time.time() < deadline:
        if select.select([fd], [], [], 0.05)[0]:
            try:
                chunk = os.read(fd, 4096)
            except OSError:
                break
            if not chunk:
                break
            data += chunk
        found = steps and re.search(steps[0][0], data[seen:].decode(errors="replace"))
        if found:
            text = steps.pop(0)[1]
            seen = len(data)
            later = re.match(r"\+([0-9.]+) ", text)
            if later:
                time.sleep(float(later.group(1)))
                text = text[later.end():]
            if text == "kill":
                os.kill(pid, signal.SIGKILL)
            else:
                os.write(fd, text.encode().decode("unicode_escape").encode())
    else:
        os.kill(pid, signal.SIGKILL)
        data += b"\n<out of time>\n"
    shown = data.replace(b"\r\n", b"\n").replace(b"\r", b"<CR>").replace(b"\x1b[K", b"<ERASE>")
    sys.stdout.buffer.write(shown)
    for step in steps:
        print(f"\n<never shown: {step[0]}>")
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return 128 - status if status < 0 else status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
