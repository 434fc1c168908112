#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The line dialogue: by the program itself through pipes, and each screen as it is said.
# linear/NAME.lines has what is typed, its first line "# drive: OPTIONS" the options of
# tests/tui/drive; linear/NAME.said what comes out. WRITE_LINES=1 writes the latter anew:
# then read what changed.
. "$srcdir/tests/tap.sh"
cd "$TEST_TMP" || exit 99
drive=$builddir/tests/tui/drive
VADVISE_AS_OF=2019-02-01
export VADVISE_AS_OF

# talk LINE...: the dialogue of these lines, in out; its exit status.
talk()
{
    rm -rf "$HOME"
    printf '%s\n' "$@" | "$VADVISE" --linear >out 2>err
}

# --- the program, through a pipe ---

talk quit
is "quit leaves" "$? $(cat err)" "0 "
like "a dialogue says how it goes" "$(cat out)" "^vadvise, line by line.*'help' lists"
like "and what there is" "$(cat out)" '^1\. facedetect: '
"$VADVISE" --linear </dev/null >out 2>err
is "so does the end of the input" "$? $(cat err)" "0 "
talk 'budgt 5' quit
like "a wrong name is told, with the nearest" "$(cat out)" \
    "^Not done: there is no command 'budgt'\. Did you mean 'budget'\?"
talk 'budget 0.0015' quit
like "a goal that is set changes the row it is about" "$(cat out)" \
    '^1\. facedetect: .*\$0\.0015'
is "and that row alone is said again" "$(sed '1,/^> budget/d' out | grep -c '^[0-9]')" 1
talk budget 0.0015 quit
like "what a command needs is asked for" "$(cat out)" '^Budget, USD per invocation.*: set the most'
like "and taken" "$(cat out)" '^1\. facedetect: .*\$0\.0015'
talk budget '' undo
like "an empty answer leaves it as it is" "$(cat out)" 'there is nothing to undo'
talk 'budget 0.0015' undo ''
like "undo is there" "$(cat out)" '^undone: budget'
talk 99
like "a row that does not exist is told" "$(cat out)" '^Not done: there is no row 99 here'
talk help
is "help has every action of the screen" \
    "$("$builddir/tests/tui/actions" names workloads | sort | tr '\n' ' ')" \
    "$(sed '1,/^> help/d' out | sed -n 's/^  \([a-z0-9-]*\).*/\1/p' | sort | tr '\n' ' ')"
talk line
like "the command line of the view is said once" "$(sed '1,/^> line/d' out | tr '\n' '|')" \
    '^vadvise list[^|]*\|$'
talk debug
like "the debug screen is a text" "$(cat out)" '^database  *.*vadvise\.db'

# --- hostile input, hostile output ---

head -c 100000 /dev/zero | tr '\0' x | "$VADVISE" --linear >out 2>err
is "a line without an end is cut" "$? $(cat err)" "0 "
like "and is no command" "$(cat out)" "^Not done: there is no command 'xxx"
printf 'bud\033[2Jget \377\376\n\0\1\2\nquit\n' | "$VADVISE" --linear >out 2>err
is "bytes that are no text do no harm" "$? $(cat err)" "0 "
is "and are not sent back" "$(LC_ALL=C tr -d '\12\40-\176' <out | wc -c | tr -d ' ')" 0
if [ -w /dev/full ]; then
    echo quit | "$VADVISE" --linear >/dev/full 2>err
    is "a full disk is a failure" "$?" 1
    like "that is told" "$(cat err)" 'standard output: No space left on device'
    "$VADVISE" --linear </dev/null >/dev/full 2>err
    is "so is one that was full before the input ended, with the same words" \
        "$? $(cat err)" "1 vadvise: standard output: No space left on device"
else
    skip "a full disk is a failure" "no /dev/full here"
fi
{ echo help; echo help; } | "$VADVISE" --linear 2>err | head -n 1 >/dev/null
is "a reader who goes away ends it in silence" "$(cat err)" ""
TERM=dumb "$VADVISE" --linear </dev/null >out 2>err
is "a terminal that can do nothing will do" "$?" 0
is "nothing but lines comes: no colour, no moving" "$(LC_ALL=C grep -c "$(printf '\033')" out)" 0

# --- on a terminal ---

if command -v script >/dev/null && script -V >/dev/null 2>&1; then
    printf 'budget 0.0015\nquit\n' | script -qec "$VADVISE --linear" /dev/null >out 2>&1
    like "on a terminal a prompt stands before what is typed" "$(cat out)" '^> '
    is "and nothing moves there either" "$(LC_ALL=C grep -c "$(printf '\033')" out)" 0
    printf '#!/bin/sh\necho measured by hand >"$1"\n' >editor
    chmod +x editor
    printf 'memory_mb,duration_ms,platform\n512,100,aws-lambda-x86\n1024,60,aws-lambda-x86\n' >own.csv
    "$VADVISE" import own.csv -w own --db own.db --quiet 2>err
    printf 'notes\nnotes\nquit\n' |
        EDITOR=$PWD/editor script -qec "$VADVISE --linear --db own.db" /dev/null >out 2>&1
    like "a note is written in the editor" \
        "$("$VADVISE" show own --db own.db 2>&1)" 'measured by hand'
else
    skip "on a terminal a prompt stands before what is typed" "no util-linux script here"
fi

# --- a probe of this machine ---

# until PATTERN FILE: wait for a line like it, for 20 s.
until_seen()
{
    for _ in $(seq 200); do
        ! grep -q "$1" "$2" || return 0
        sleep 0.1
    done
}

: >probe.out
: >probe.err
{
    printf '%s\n' 'plan here' 'probe-field command sleep 0.02' 'probe-field sizes 512' \
        'probe-field runs 3' probe-here
    until_seen 'Answer yes or no' probe.out
    echo yes
    until_seen 'Run 1 is done' probe.err
    printf '%s\n' '' quit
} | "$drive" --linear --db probe.db --probe "$builddir/vadvise-probe" >probe.out 2>probe.err
is "a probe is planned, answered and followed in lines" "$?" 0
like "what it would do is said before" "$(cat probe.out)" 'Runs on this machine: it costs nothing'
like "how far it is comes as lines" "$(cat probe.err)" '^PROBE [0-9]/3'
like "and that it ended" "$(cat probe.err)" '^Run 1 is done'
like "the screen has what was measured" "$(cat probe.out)" '^512 MB: 3 of 3 runs, mean '
is "quit does not ask about a run that is over" "$(grep -c 'What becomes of it' probe.out)" 0

# --- each screen ---

for lines in "$srcdir"/tests/tui/linear/*.lines; do
    name=$(basename "$lines" .lines)
    expected=$srcdir/tests/tui/linear/$name.said
    options=$(sed -n '1s/^# drive: *//p' "$lines")
    mkdir "$name" && cd "$name" || exit 99
    # shellcheck disable=SC2086 # options
    sed '/^#/d' "$lines" | "$drive" --linear $options >../"$name.out" 2>../"$name.err"
    status=$?
    cd ..
    [ -z "${WRITE_LINES-}" ] || cp "$name.out" "$expected"
    is "$name ends" "$status $(cat "$name.err")" "0 "
    check "$name says what it should" diff -u "$expected" "$name.out"
done
finish
