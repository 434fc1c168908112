#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A long import on a terminal: one line that says how far it is, and Ctrl-C.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
cd "$TEST_TMP" || exit 99
need python3
if ! test -r /proc/self/status || ! python3 -c 'import sqlite3' 2>/dev/null; then
    echo '1..0 # SKIP no /proc, or no sqlite3 module of Python'
    exit 0
fi

count()
{
    "$VADVISE" export w --format csv -q 2>/dev/null | tail -n +2 | wc -l | tr -d ' '
}

# on_terminal HOW ARGS...: vadvise on a terminal of its own, its output to shown, its end
# to $status. For half a second it has to wait for the database, which somebody else
# writes to. HOW "type": then Ctrl-C is typed; "file": standard error goes to err.
on_terminal()
{
    status=0
    python3 - "$@" >shown <<'EOF2' || status=$?
import os, pty, signal, sqlite3, sys, time
how, *args = sys.argv[1:]
program = os.environ["VADVISE"]
other = sqlite3.connect(os.environ["XDG_DATA_HOME"] + "/vadvise/vadvise.db")
other.execute("BEGIN IMMEDIATE")
pid, fd = pty.fork()
if pid == 0:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if how == "file":
        os.dup2(os.open("err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    os.execv(program, [program, *args])
def catches():
    with open(f"/proc/{pid}/status") as lines:
        mask = [line.split()[1] for line in lines if line.startswith("SigCgt")]
    return mask and int(mask[0], 16) >> (signal.SIGINT - 1) & 1
deadline = time.time() + 20
while not catches() and time.time() < deadline:
    time.sleep(0.01)
time.sleep(0.5)
other.execute("ROLLBACK")
if how == "type":
    time.sleep(0.3)
    os.write(fd, b"\x03")
data = b""
while True:
    try:
        chunk = os.read(fd, 4096)
    except OSError:
        break
    if not chunk:
        break
    data += chunk
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(data.replace(b"\r", b"<CR>").replace(b"\x1b[K", b"<ERASE>"))
status = os.waitstatus_to_exitcode(status)
sys.exit(128 - status if status < 0 else status)
EOF2
}

awk 'BEGIN { print "memory_mb,duration_ms"
    for (i = 0; i < 200000; i++) printf "%d,%d.%d\n", 128 * (1 + i % 8), 100 + i % 900, i % 10
}' >long.csv
target="-w w --platform aws-lambda-x86"

"$VADVISE" import long.csv -w first --platform aws-lambda-x86 -q >out
# shellcheck disable=SC2086 # a list of options
on_terminal watch import long.csv $target
is "an import on a terminal ends well" "$status" 0
like "it said rows, their rate, the part done and the time left" "$(cat shown)" \
    '^<CR>[0-9,]+ rows, [0-9,]+ a second, [0-9]+ %, [0-9]+ (s|min) left<ERASE>'
like "the line is gone before the answer" "$(cat shown)" '<ERASE><CR><ERASE>w: 200,000 samples'
is "all rows are stored" "$(count)" 200000

on_terminal watch import long.csv -w quiet --platform aws-lambda-x86 -q
is "with -q there is no such line" "$(grep -c 'a second' shown)" 0
on_terminal file import long.csv -w file --platform aws-lambda-x86
is "nor when standard error is a file" "$(cat err)" ""

# The program waits for more of this input, which has no known length.
mkfifo hanging
exec 4<>hanging
printf 'memory_mb,duration_ms\n512,100\n' >&4
# shellcheck disable=SC2086
on_terminal type import hanging $target
is "Ctrl-C ends an import as the signal does" "$status" 130
like "which says that nothing was stored" "$(cat shown)" 'vadvise: stopped: nothing was stored'
like "a length that is not known is not guessed" "$(cat shown)" \
    '<CR>0 rows, 0 a second<ERASE>'
is "and the database is as it was" "$(count)" 200000
like "and sound" "$("$VADVISE" doctor -q 2>&1)" 'ok'
finish
