#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A transcoding job is measured on this machine by one command, which ends in a curve and
# advice.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need ffmpeg jq
cd "$TEST_TMP" || exit 99
VADVISE_LIBEXECDIR=${builddir:-.}
export VADVISE_LIBEXECDIR

ffmpeg -v error -nostdin -y -f lavfi -i "testsrc2=size=320x240:rate=24" -t 3 -c:v libx264 \
    -preset veryfast -pix_fmt yuv420p clip.mp4 </dev/null ||
    { echo "1..0 # SKIP this ffmpeg has no libx264"; exit 0; }

# probe NAME SIZES RUNS COMMAND...: measure.
probe()
{
    name=$1 sizes=$2 runs=$3
    shift 3
    "$VADVISE" probe run "$name" --platform local --emulate aws-lambda-x86 -m "$sizes" \
        --runs "$runs" --yes -- "$@" </dev/null
}

# left: control groups of probes whose process is gone. Other tests kill theirs on
# purpose, and clean up a moment later.
left()
{
    for try in 1 2 3 4 5 6 7 8 9 10; do
        found=$(find /sys/fs/cgroup -maxdepth 6 -type d -name 'vadvise-*-*-*' 2>/dev/null |
            while read -r group; do
                pid=${group%-*}
                [ -d "/proc/${pid##*-}" ] || echo "$group"
            done)
        [ -z "$found" ] && return
        sleep 1
    done
    echo "$try: $found"
}

status=0
probe transcode-test 192,256,320,448,640,896,1280,1769 3 \
    ffmpeg -v error -nostdin -y -threads 1 -i "$PWD/clip.mp4" -c:v libx264 -preset veryfast \
    -threads 1 -f mp4 "$PWD/out.mp4" >transcode.out 2>err || status=$?
is "one command measures eight sizes" "$status" 0
[ "$status" -eq 0 ] || { note "$(tail -n 20 transcode.out)"; note "$(tail -n 20 err)"; }
"$VADVISE" fit transcode-test --json >fit.json 2>fit.err
is "each run is stored" "$(jq '[.rows[].n] | add' fit.json)" 24
b=$(jq '.fit.power_law.b' fit.json)
note "exponent $b, $(jq -r '.fit.form' fit.json), R2 $(jq '.fit.power_law.r2' fit.json)"
is "the curve's exponent is that of work on a CPU" \
    "$(jq '.fit.power_law.b | . > -1.3 and . < -0.7' fit.json)" true
like "the command ends in advice" "$(cat transcode.out)" '^  (after|pick) +[0-9,]+ MB, [0-9]'
status=0
"$VADVISE" advise transcode-test --price-as aws-lambda-x86 --json >advice.json 2>advice.err ||
    status=$?
is "advice is to be had" "$status" 0
is "it picks one of the sizes between" \
    "$(jq '.pick.memory_mb >= 192 and .pick.memory_mb <= 1769' advice.json)" true
is "and says that it was emulated" "$(jq .pick.emulated advice.json)" true
is "samples say on what, and how they were limited" \
    "$("$VADVISE" export transcode-test -f jsonl 2>/dev/null |
        jq -s 'all(.[]; .emulates == "aws-lambda-x86" and (.instance_id | test("cgroup v[12]|duty cycle")) and .max_memory_mb > 20 and .cpu != null)')" \
    true
is "no control group is left" "$(left)" ""

# Out of memory is a failed size.
status=0
probe memory-test 128,512 1 sh -c \
    'exec awk "BEGIN { s = sprintf(\"%1024s\", \"x\"); for (i = 0; i < 200000; i++) a[i] = s i }"' \
    >out 2>err || status=$?
"$VADVISE" export memory-test -f jsonl >memory.jsonl 2>/dev/null
is "a size that is too small is a failed one" \
    "$(jq -r 'select(.memory_mb == 128) | .error' memory.jsonl)" "out of memory"
is "a larger one is not" "$(jq -r 'select(.memory_mb == 512) | .error' memory.jsonl)" null
finish
