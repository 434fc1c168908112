#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Data to standard output, everything else to standard error, and errors when writing.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
cd "$TEST_TMP" || exit 99
unset POSIXLY_CORRECT

# run ARGS...: output to out and err, exit status to $status.
run()
{
    status=0
    "$VADVISE" "$@" >out 2>err </dev/null || status=$?
}

# silent NAME FILE: the file is empty.
silent()
{
    is "$1" "$(cat "$2")" ""
}

for option in -h --help --version -V; do
    run "$option"
    is "$option exits with 0" "$status" 0
    check "$option writes to standard output" test -s out
    silent "$option says nothing on standard error" err
done
run --bugdet 3 advise --help extra operands
is "--help wins over everything wrong on the line" "$status" 0
like "and shows the command named" "$(cat out)" '^Usage: vadvise advise WORKLOAD'
run -o -h
like "-h wins even where an option would take it" "$(cat out)" '^Usage: vadvise -w'
check "and nothing was written there" test ! -e ./-h
like "examples come before the options" \
    "$(sed -n '/^Examples:/,/^Commands:/p' out | tr '\n' ' ')" 'Examples:.*vadvise advise'
run help compare
like "help COMMAND is the command's --help" "$(cat out)" '^Usage: vadvise compare'
run -- --help
is "after -- nothing is an option" "$status" 2

run
is "without arguments and without a terminal it cannot run" "$status" 2
silent "nothing goes to standard output" out
like "standard error says why" "$(cat err)" 'the full screen needs a terminal'
like "and what to use instead" "$(cat err)" 'vadvise list.*vadvise -w WORKLOAD.*--help'
run --samples
is "with an option of list there is an overview" "$status" 0
like "of the workloads" "$(cat out)" 'facedetect'
like "with a line on how to ask, on standard error" "$(cat err)" '^Ask: vadvise -w'
run --samples -q
silent "-q drops it" err
run list --theme mono
is "an option of the screen is not for commands" "$status" 2
like "which is said" "$(cat err)" "full screen: 'vadvise --theme' without a command"

run -w facedetect -b 0.002
is "an answer exits with 0" "$status" 0
like "it goes to standard output" "$(cat out)" '^  pick '
like "hints go to standard error" "$(cat err)" '[Ss]ample'
run -w facedetect -b 0.002 -q
silent "-q drops the hints" err
is "the answer does not depend on -q" "$("$VADVISE" -w facedetect -b 0.002 2>/dev/null)" \
    "$(cat out)"
run advise facedetect -b 0.000001 --json
is "a goal that cannot be met exits with 3" "$status" 3
check "with an answer on standard output all the same" jq -e '.feasible == false' out
run show facedetct --json
is "an unknown workload exits with 4" "$status" 4
silent "an error leaves standard output empty, with --json too" out
run check facedetect -m 1024 -l 50s
is "a check that fails exits with 8" "$status" 8

is "options may stand before, between and behind operands" \
    "$("$VADVISE" -q --json advise -b 0.002 facedetect)" \
    "$("$VADVISE" advise facedetect --budget=0.002 --json -q)"
is "even when POSIXLY_CORRECT is set" \
    "$(POSIXLY_CORRECT=1 "$VADVISE" advise facedetect -b 0.002 -q)" \
    "$("$VADVISE" advise facedetect -b 0.002 -q)"
is "long options may be shortened" "$("$VADVISE" -w facedetect --bud 0.002 -q)" \
    "$("$VADVISE" -w facedetect -b 0.002 -q)"

# Every command, as it answers.
cat >commands <<'END'
--help
--version
--help=json
list
advise facedetect -b 0.002
advise facedetect -b 0.002 --json
show facedetect
fit facedetect -f csv
compare facedetect
check facedetect -m 1024 -b 0.002
plot facedetect
plot facedetect --svg
export transcode-720p
pricing list
pricing show aws-lambda-x86
pricing check
config --template
doctor
help
completion bash
completion zsh
completion fish
END
if [ -w /dev/full ]; then
    while read -r line; do
        status=0
        # shellcheck disable=SC2086 # words on purpose
        "$VADVISE" $line >/dev/full 2>err || status=$?
        is "a full disk is an error: $line" "$status" 1
        like "and said: $line" "$(cat err)" '^vadvise: standard output: No space left'
    done <commands
else
    skip "a full disk is an error" "no /dev/full here"
fi
while read -r line; do
    # shellcheck disable=SC2086 # words on purpose
    got=$({
        {
            "$VADVISE" -q $line 2>err
            echo $? >status
        } | :
    })
    is "a closed pipe is silent: $line" "$got$(cat err)" ""
    like "and ends with 141, or with 0 when the pipe took it: $line" "$(cat status)" '^(0|141)$'
done <commands

# A pipe whose reader is gone before the first byte.
mkfifo gone
head -c 1 <gone >/dev/null &
exec 3>gone
echo x >&3
wait
status=0
"$VADVISE" list >&3 2>err || status=$?
exec 3>&-
is "a reader that is gone ends it with 141" "$status" 141
silent "without a word" err

status=0
"$VADVISE" list >&- 2>err || status=$?
is "standard output that is closed is an error" "$status" 1
like "and said" "$(cat err)" '^vadvise: standard output: '
status=0
"$VADVISE" list 2>&- >out || status=$?
is "standard error that is closed is none" "$status" 0
status=0
"$VADVISE" list <&- >out 2>err || status=$?
is "nor is standard input that is closed" "$status" 0
finish
