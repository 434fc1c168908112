#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Probe runs on this machine from end to end: one command, and there is a curve and advice.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need jq
cd "$TEST_TMP" || exit 99

# run ARGS...: output to out and err, exit status to $status.
run()
{
    status=0
    "$VADVISE" probe "$@" >out 2>err </dev/null || status=$?
}

cat >work <<'EOF2'
#!/bin/sh
i=0
while [ $i -lt "${1:-20000}" ]; do i=$((i + 1)); done
EOF2
chmod +x work

run run w -m 512,1024,1769 --runs 2 -- ./work 30000
is "a command is all that is needed: no yes, no cap" "$status" 0
like "every run is told" "$(cat err)" '^[0-9:]{8}Z  6/6  1769 MB, run 2 of 2  done '
like "what limits it is told" "$(cat err)" '^  .*limits by '
like "the receipt has no price" "$(cat out)" '^  6 runs$'
like "it ends in advice" "$(cat out)" '^  pick +[0-9]+ MB .* per invocation'
like "that says what was emulated" "$(cat out)" 'Emulated: measured on another machine'
is "the samples are stored with what they emulate" \
    "$("$VADVISE" show w --json | jq -r '[.. | .emulates? // empty] | unique | join(" ")')" \
    aws-lambda-x86
run run w -m 512 --runs 1 -q -- ./work
is "-q tells nothing on the way" "$(cat err)" ""
run run w -m 512 --runs 1 --json -- ./work
is "--json neither" "$(cat err)" ""
is "but writes the receipt, without money" \
    "$(jq -c '[.state, .platform, .emulates, .runs.done, .cap_usd, .spent_usd]' out)" \
    '["done","local","aws-lambda-x86",1,null,null]'
is "the words of the command are in it" "$(jq -c '.command' out)" '["./work"]'
(cd / && "$VADVISE" probe run w -m 512 --runs 1 -q -- "$TEST_TMP/work" >/dev/null)
is "a command is found by its path from anywhere" "$?" 0

run run f -m 512 --runs 2 -- ./none
is "a command that there is not" "$status" 6
like "is named" "$(cat err)" '^vadvise: .*\./none'
run run f -m 512 --runs 2 -- sh -c 'exit 3'
is "one that fails at once ends the run" "$status" 4
like "with what it said" "$(cat err)" '^vadvise: run [0-9]+: the first run fails: exit status 3$'
is "the list has the runs, the newest first" \
    "$("$VADVISE" probe list --fields state --format plain | tr '\n' ' ')" \
    "failed failed done done done done "
is "without a goal that is met nothing is applied" \
    "$("$VADVISE" probe run w -m 512 --apply -- ./work 2>&1 | head -n 1)" \
    "vadvise: --apply: here is no deployed size to set"

run run sure --target-regret 90% -q -- ./work 100
run run sure --target-regret 90% -- ./work 100
is "what is sure enough is not measured" "$status" 0
like "and the reason is told" "$(cat out)" \
    '^  Nothing is to be measured: the pick is sure enough\.$'

# The front end is let go of: the run ends by itself.
run run w -m 512 --runs 2 --detach -- sleep 1
id=$("$VADVISE" probe list --json | jq '.runs[0].id')
run attach "$id"
is "a run here can be left alone and followed later" \
    "$("$VADVISE" probe show "$id" --json | jq -c '[.state, .runs.done]')" '["done",2]'

# A series: every second for three seconds is three rounds.
run run series -m 512 --runs 1 --every 1s --for 3s -- ./work 100
is "a plan may be repeated" "$status" 0
is "as often as it fits" "$("$VADVISE" probe list --json | jq '.runs[0].done')" 3

if command -v ffmpeg >/dev/null 2>&1; then
    run run transcode -m 128,192,256,320,384,512,640,768 --runs 2 -- ffmpeg -v error -threads 1 \
        -f lavfi -i testsrc=size=320x240:rate=25 -t 10 -c:v mpeg4 -threads 1 -f null -
    is "a sweep of ffmpeg over eight sizes ends well" "$status" 0
    like "in advice" "$(cat out)" '^  pick +[0-9]+ MB .* per invocation'
    b=$("$VADVISE" fit transcode --json | jq '[.. | .power_law? // empty | .b][0]')
    note "exponent $b"
    # What others take of the processors is missing from the share.
    if awk -v cores="$(nproc)" '{ exit !($1 > cores) }' /proc/loadavg; then
        skip "duration falls with the CPU share" "the machine is busy"
    else
        check "duration falls with the CPU share" \
            awk "BEGIN { exit !($b >= -1.3 && $b <= -0.7) }"
    fi
else
    skip "a sweep of ffmpeg over eight sizes" "ffmpeg is not installed"
fi
finish
