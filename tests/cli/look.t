#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Colour only where it is wanted, ASCII where nothing else is.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need_terminal
cd "$TEST_TMP" || exit 99

# escapes: how many lines of standard input have an escape sequence.
escapes()
{
    grep -c "$(printf '\033')\\["
}

# tty ARGS...: what the program writes to a terminal, both streams.
tty()
{
    python3 - "$VADVISE" "$@" <<'EOF2'
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
data = b""
while True:
    try:
        chunk = os.read(fd, 65536)
    except OSError:
        break
    if not chunk:
        break
    data += chunk
os.waitpid(pid, 0)
sys.stdout.buffer.write(data.replace(b"\r\n", b"\n"))
EOF2
}

answer="advise facedetect -b 0.002"
# shellcheck disable=SC2086 # words on purpose
{
    is "a pipe gets no colour" "$("$VADVISE" $answer 2>&1 | escapes)" 0
    like "a terminal does" "$(tty $answer | escapes)" '^[1-9]'
    is "the pick stands out" "$(tty $answer -q | escapes)" 1
    is "and nothing but escapes is added" \
        "$(tty $answer -q | sed "s/$(printf '\033')\\[[0-9;]*m//g")" "$("$VADVISE" $answer -q)"
    is "not with NO_COLOR" "$(NO_COLOR=1 tty $answer | escapes)" 0
    like "but an empty NO_COLOR is none" "$(NO_COLOR='' tty $answer | escapes)" '^[1-9]'
    is "not with TERM=dumb" "$(TERM=dumb tty $answer | escapes)" 0
    is "not with --color never" "$(tty $answer --color never | escapes)" 0
    like "--color always wins over NO_COLOR and a pipe" \
        "$(NO_COLOR=1 "$VADVISE" $answer --color always | escapes)" '^[1-9]'
    like "CLICOLOR_FORCE colours a pipe" "$(CLICOLOR_FORCE=1 "$VADVISE" $answer | escapes)" '^[1-9]'
    is "CLICOLOR_FORCE=0 does not" "$(CLICOLOR_FORCE=0 "$VADVISE" $answer | escapes)" 0
    is "NO_COLOR wins over it" "$(NO_COLOR=1 CLICOLOR_FORCE=1 "$VADVISE" $answer | escapes)" 0
    is "a file gets none from a terminal" "$(tty $answer -q -o file)$(escapes <file)" 0
    for format in json csv markdown plain; do
        is "$format is never coloured" "$("$VADVISE" $answer -f $format --color always -q | escapes)" 0
    done
}

# foreign: bytes of standard input that are not ASCII.
foreign()
{
    LC_ALL=C tr -d '\000-\177' | wc -c | tr -d ' '
}
like "a chart uses the characters of UTF-8" "$("$VADVISE" plot facedetect -q | foreign)" '^[1-9]'
is "not with --ascii" "$("$VADVISE" plot facedetect -q --ascii | foreign)" 0
is "not in the C locale" "$(LC_ALL=C "$VADVISE" plot facedetect -q | foreign)" 0
is "nor without any locale" "$(env -u LC_ALL -u LC_CTYPE -u LANG "$VADVISE" plot facedetect -q | foreign)" 0
is "LC_ALL wins over LANG" "$(LC_ALL=C LANG=de_DE.UTF-8 "$VADVISE" plot facedetect -q | foreign)" 0
while read -r line; do
    # shellcheck disable=SC2086 # words on purpose
    is "the C locale gets ASCII alone: $line" "$(LC_ALL=C "$VADVISE" $line 2>&1 | foreign)" 0
done <<'END'
--help
list
advise facedetect -b 0.002
show facedetect
fit facedetect
compare facedetect --volume 1M
check facedetect -m 1024 -b 0.002
pricing list
pricing show gcf-gen1
show caf
END
printf 'workload,memory_mb,duration_ms\ncaf\303\251,512,100\ncaf\303\251,1024,52\n' >s.csv
"$VADVISE" import s.csv --platform aws-lambda-x86 --db x.db >/dev/null 2>&1
like "a name keeps its letters in UTF-8" "$("$VADVISE" list --db x.db -q)" "$(printf 'caf\303\251')"
like "and has a ? for each in ASCII" "$(LC_ALL=C "$VADVISE" list --db x.db -q)" 'caf\? '
like "data keep them" "$(LC_ALL=C "$VADVISE" list --db x.db -q --json)" "$(printf 'caf\303\251')"
is "decimals have a point whatever the locale" \
    "$(LC_ALL=de_DE.UTF-8 "$VADVISE" -w facedetect -b 0.002 -q)" \
    "$(LC_ALL=C.UTF-8 "$VADVISE" -w facedetect -b 0.002 -q)"
# Texts of a file are not for the terminal to obey.
printf '%s' '{"schema":"vadvise.workload/1","workload":"evil",
"note":"a\u001b[31mred\u0007\u009b2J","implementations":[{"name":"x"}],
"profiles":[{"implementation":"x","platform":"aws-lambda-x86",
"published":{"form":"power","a":1000,"b":-0.5,"from_mb":128,"to_mb":1024}}]}' >evil.json
check "a note with control characters is stored" "$VADVISE" import evil.json
is "but they never reach the terminal" \
    "$("$VADVISE" show evil | LC_ALL=C tr -d '\n\040-\176' | wc -c | tr -d ' ')" 0
is "nor in colour" "$("$VADVISE" show evil --color always | grep -c "$(printf '\033\\[31m')")" 0
is "nor as a table" "$("$VADVISE" show evil -f plain --fields note |
    LC_ALL=C tr -d '\n\040-\176' | wc -c | tr -d ' ')" 0
finish
