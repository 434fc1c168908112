#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Import and forget from the command line: what is asked, what an interrupt leaves.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need jq
need_terminal
cd "$TEST_TMP" || exit 99
printf 'memory_mb,duration_ms\n512,100\n512,101\n1024,51\n1024,52\n' >s.csv

printf 'memory_mb,duration_ms\n128,400\n256,200\n' >many.csv

# count WORKLOAD: how many samples are stored.
count()
{
    "$VADVISE" export "$1" -q 2>/dev/null | sed 1d | wc -l | tr -d ' '
}

check "a dry run succeeds" "$VADVISE" import s.csv -w w --platform aws-lambda-x86 -n
check "and makes no database" test ! -e "$XDG_DATA_HOME/vadvise"
status=0
"$VADVISE" import s.csv -w w --platform aws-lambda-x86 --read-only 2>err || status=$?
is "--read-only refuses an import" "$status" 2
check "and makes no database" test ! -e "$XDG_DATA_HOME/vadvise"
check "an import succeeds" "$VADVISE" import s.csv -w w --platform aws-lambda-x86
check "- is standard input" \
    sh -c "'$VADVISE' import - -w p --platform aws-lambda-x86 <s.csv"
is "the database is the user's alone" \
    "$(stat -c %a "$XDG_DATA_HOME/vadvise" "$XDG_DATA_HOME/vadvise/vadvise.db" | tr '\n' ' ')" \
    "700 600 "
"$VADVISE" import s.csv -w facts --implementation api --platform aws-lambda-x86 --now 1024 \
    --api rekognition --calls 3 --recall 0.9 >out 2>&1
is "facts about the implementation are stored" \
    "$("$VADVISE" show facts --json -q | jq -r '[.now_mb, .profiles[0].api,
        .profiles[0].calls_per_invocation, .profiles[0].recall] | @csv')" '1024,"rekognition",3,0.9'
like "-v says which files are used" "$("$VADVISE" list -v 2>&1 >/dev/null)" \
    "^vadvise: database $XDG_DATA_HOME/vadvise/vadvise.db"

# Own samples stand in place of a bundled workload of the same name, and that is said.
hides="stand in place of the bundled workload facedetect"
took=$("$VADVISE" import s.csv -w facedetect --platform aws-lambda-x86 --db own.db 2>&1)
like "an import that hides a bundled workload says so" "$took" \
    "^They $hides; 'vadvise forget facedetect' brings it back[.]$"
is "one that adds to it says it no more" "$("$VADVISE" import many.csv -w facedetect \
    --platform aws-lambda-x86 --db own.db 2>&1 | grep -c "$hides")" 0
is "nor does a dry run, which hides nothing" "$("$VADVISE" import s.csv -n -w facedetect \
    --platform aws-lambda-x86 --db none.db 2>&1 | grep -c "$hides")" 0
is "only the own ones are answered from" \
    "$("$VADVISE" show facedetect -q --json --db own.db | jq -c '[.profiles[].implementation]')" \
    '["default"]'
"$VADVISE" forget facedetect --yes --db own.db >out 2>&1
is "until they are forgotten" \
    "$("$VADVISE" show facedetect -q --json --db own.db | jq .sample_data)" true
like "a probe says it before it is confirmed" "$("$VADVISE" probe run facedetect -m 512 \
    --runs 1 --db own.db -n -- true 2>/dev/null | tr '\n' ' ')" \
    "Its samples $hides until they are *forgotten"
is "and not of another name" "$("$VADVISE" probe run w -m 512 --runs 1 --db own.db -n \
    -- true 2>/dev/null | grep -c "in place of")" 0

status=0
out=$("$VADVISE" forget w 2>&1 </dev/null) || status=$?
is "where nobody can be asked, forget is not confirmed" "$status" 5
like "and names --yes" "$out" 'add --yes|Add --yes'
is "nothing was deleted" "$(count w)" 4
is "a dry run says how many would go" "$("$VADVISE" forget w -n --json -q | jq .samples)" 4
is "and deletes none" "$(count w)" 4

# ask ANSWER ARGS...: vadvise on a terminal, where ANSWER is typed; exit status to $status.
ask()
{
    status=0
    python3 - "$VADVISE" "$@" >typed <<'EOF2' || status=$?
import os, pty, sys
program, answer, *args = sys.argv[1:]
pid, fd = pty.fork()
if pid == 0:
    os.execv(program, [program, *args])
data = b""
sent = False
while True:
    try:
        chunk = os.read(fd, 4096)
    except OSError:
        break
    if not chunk:
        break
    data += chunk
    if b"[y/N]" in data and not sent:
        os.write(fd, answer.encode() + b"\n")
        sent = True
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(data)
sys.exit(os.waitstatus_to_exitcode(status))
EOF2
}
ask n forget w
is "on a terminal n is no" "$status $(count w)" "5 4"
like "the question says how many" "$(cat typed)" '4 samples'
ask '' forget w
is "and so is nothing" "$status $(count w)" "5 4"
ask yes forget w --no-input
is "--no-input does not ask" "$status $(count w)" "5 4"
check "and shows no question" sh -c '! grep -q "y/N" typed'
ask y forget w
is "y is yes" "$status $(count w)" "0 0"
check "--yes does not ask" "$VADVISE" forget p --yes
is "and deletes" "$(count p)" 0
status=0
"$VADVISE" forget nothing --yes 2>/dev/null || status=$?
is "a workload that is not there is exit 4" "$status" 4

# An import that is interrupted while its input hangs.
interrupt()
{
    python3 - "$VADVISE" "$1" <<'EOF2'
import os, signal, subprocess, sys, time
program, rows = sys.argv[1], int(sys.argv[2])
p = subprocess.Popen([program, "import", "-", "-w", "i", "--platform", "aws-lambda-x86"],
                     stdin=subprocess.PIPE, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
                     preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
p.stdin.write(b"memory_mb,duration_ms\n" + b"512,100\n" * rows)
p.stdin.flush()
def catches():
    mask = [l.split()[1] for l in open(f"/proc/{p.pid}/status") if l.startswith("SigCgt")]
    return int(mask[0], 16) >> (signal.SIGINT - 1) & 1
deadline = time.time() + 20
while os.path.exists("/proc/self/status") and not catches() and time.time() < deadline:
    time.sleep(0.02)
time.sleep(0.3)
p.send_signal(signal.SIGINT)
try:
    p.wait(timeout=20)
except subprocess.TimeoutExpired:
    p.kill()
    sys.exit("the program did not end")
print(p.returncode, p.stderr.read().decode().strip())
EOF2
}
for rows in 1 20000; do
    like "an interrupt ends an import of $rows rows, with a word" "$(interrupt $rows 2>&1)" \
        '^-2 vadvise: stopped: nothing was stored'
    is "and nothing of it is stored: $rows rows" "$(count i)" 0
done
mkfifo hanging
is "a shell sees 130" "$(
    exec 4<>hanging
    env --default-signal=INT "$VADVISE" import - -w i --platform aws-lambda-x86 <&4 2>/dev/null &
    sleep 0.3
    kill -INT $!
    wait $!
    echo $?
)" 130
finish
