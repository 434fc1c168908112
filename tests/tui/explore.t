#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The screen that explores one workload: scripts of keys in tests/tui/explore against the
# frames they must give. WRITE_SCREENS=1 writes the frames anew: then read what changed.
. "$srcdir/tests/tap.sh"
cd "$TEST_TMP" || exit 99
drive=$builddir/tests/tui/drive
VADVISE=${VADVISE:-vadvise}
own="--db own.db --now 2026-11-01"

# The title names all screens, the footer actions of all: those are for their own tests.
frames()
{
    sed -e 's/^ vadvise.* \([^ ]*\)$/ vadvise ... \1/' -e 's/^ \. +1 MB .*/ .../' "$1"
}

# shows NAME OPTION...: what the script of that name gives.
shows()
{
    expected=$srcdir/tests/tui/explore/$1.screens
    keys=$srcdir/tests/tui/explore/$1.keys
    name=$1
    shift
    # shellcheck disable=SC2068 # options
    "$drive" $@ <"$keys" >"$name.raw" 2>"$name.err"
    is "$name: the script runs to its end" "$? $(cat "$name.err")" "0 "
    frames "$name.raw" >"$name.out"
    [ -z "${WRITE_SCREENS-}" ] || cp "$name.out" "$expected"
    check "$name: the frames are as they should be" diff -u "$expected" "$name.out"
}

# sees WORKLOAD LINE...: what these lines of a script give.
sees()
{
    workload=$1
    shift
    # shellcheck disable=SC2086 # options
    printf '%s\n' "key 2" "$@" | "$drive" $own --workload "$workload"
}

# runs MB:MS... : twelve runs each, 6 % around.
runs()
{
    echo 'memory_mb,duration_ms'
    for at; do
        for part in 0.96 1.01 1.05 0.98 1.02 0.94 1 1.03 0.97 1.06 0.99 1; do
            echo "${at%:*} ${at#*:} $part" |
                LC_ALL=C awk '{ printf "%d,%.3f\n", $1, $2 * $3 }'
        done
    done
}

# import WORKLOAD PLATFORM MB:MS... : store such runs.
import()
{
    workload=$1
    platform=$2
    shift 2
    runs "$@" >in.csv
    "$VADVISE" --db own.db import in.csv -w "$workload" --platform "$platform" -q \
        --now 512 >/dev/null || exit 99
}

import thumbs aws-lambda-x86 256:4100 512:2040 1024:1015 1536:690 2048:530 3008:420
import table gcf-gen1 128:9000 256:4400 512:2300 1024:1200 2048:640
import one aws-lambda-x86 512:2100
import weak aws-lambda-x86 256:900 512:2600 1024:500 2048:1900 3008:300
# deployed at a size outside of what was measured
import outside aws-lambda-x86 1024:1020 1536:690 2048:530 3008:420
printf 'memory_mb,duration_ms,error\n128,,out of memory\n' >bad.csv
"$VADVISE" --db own.db import bad.csv -w bad --platform aws-lambda-x86 -q >/dev/null || exit 99

# shellcheck disable=SC2086 # options
{
    shows paper --workload facedetect --now 2026-11-01
    shows quantile --workload facedetect --now 2026-11-01
    shows others --workload facedetect --now 2026-11-01
    shows measured $own --workload thumbs
    shows layers $own --workload thumbs
    shows goals $own --workload thumbs
    shows mouse $own --workload thumbs
    shows symbols $own --workload thumbs
    shows ascii $own --workload thumbs --ascii
    shows small $own --workload thumbs
    shows table $own --workload table
    shows one-size $own --workload one
    shows weak $own --workload weak
    shows outside $own --workload outside
    shows bad $own --workload bad
    shows emulated --workload transcode-720p --now 2026-11-01
}

# --- nothing is open, and what is not there ---

# shellcheck disable=SC2086 # options
out=$(printf '%s\n' 'key 2' draw 'key .' draw | "$drive" $own)
like "without a workload the screen says how to open one" "$out" 'No workload is open\. 1 shows'
like "and keys of the chart say so" "$out" 'no workload is open$'

# --- many sizes ---

{
    echo memory_mb,duration_ms
    seq 0 199 | awk '{ print 128 + 10 * $1 "," 1e6 / (128 + 10 * $1) }'
} >sizes.csv
"$VADVISE" --db own.db import sizes.csv -w sizes --platform aws-lambda-x86 -q >/dev/null || exit 99
# shellcheck disable=SC2086 # options
out=$(printf '%s\n' 'size 120 40' 'key 2' draw 'key Up' draw 'key End' draw |
    "$drive" $own --workload sizes)
rows=$(printf '%s\n' "$out" | sed -n 's/.*│[>SC<]*  *\([0-9][0-9]*\)o *[0-9.]* m*s  .*/\1/p' | tr '\n' ' ')
like "the table of many sizes goes from the least to the most" "$rows" '^128 [0-9 ]*2118 128 '
like "with what is between" "$rows" '^128 ([0-9]+ ){6,}2118 128 '
like "a step up goes to the size beside" "$out" '│ memory *2,108 MB │|│ memory *2,098 MB │'

# --- words ---

out=$(sees thumbs 'do budget 0.0000172' say)
like "the text equivalent says how duration falls" "$out" 'Duration falls from .* at 256 MB to'
like "and what is picked" "$out" '^PICK [0-9]* MB  fastest of [0-9,]* sizes in budget'
like "and what the crosshair is at" "$out" '^Crosshair: [0-9]* MB: '
is "the command line is the question's" "$(sees thumbs 'do budget 0.0000172' line)" \
    "advise thumbs --budget 0.0000172"
is "what is copied as a value is the size at the crosshair" \
    "$(sees thumbs 'do memory 777' 'content value')" 777
# shellcheck disable=SC2086 # options
is "as JSON the advice, as the command writes it" \
    "$(sees thumbs 'do budget 0.0000172' 'content json')" \
    "$("$VADVISE" --db own.db advise thumbs -b 0.0000172 --as-of 2026-11-01 --json)"
is "as CSV the sizes, as the command writes them" \
    "$(sees thumbs 'do budget 0.0000172' 'content csv')" \
    "$("$VADVISE" --db own.db fit thumbs -b 0.0000172 --as-of 2026-11-01 -f csv 2>/dev/null ||
        "$VADVISE" --db own.db fit thumbs --as-of 2026-11-01 -f csv)"

# --- notes that have no room ---

like "where notes have no room the key that shows them stands there" \
    "$(sees thumbs 'size 80 24' 'do budget 0.0000172' draw | tail -n 2)" \
    '^ Not 1107 MB: .*, over budget[.] +v=all'
sees thumbs 'do budget 0.0000172' 'key v' effects | tr -s ' \n' ' ' >page
sees thumbs 'do budget 0.0000172' say | sed -e '1,/^Crosshair/d' -e '/^  /,$d' >notes
check "there are several" test "$(wc -l <notes)" -gt 1
missing=$(while read -r note; do grep -qF "$note" page || echo "$note"; done <notes)
is "and it shows every one" "$missing" ""
like "a click on the key does the same" \
    "$(sees thumbs 'size 80 24' 'do budget 0.0000172' draw 'mouse press 75 22' effects)" \
    '^page: thumbs, default'

# --- what was decided stays, over restarts too ---

# shellcheck disable=SC2086 # options
printf '%s\n' 'key 2' 'do memory 800' 'key Enter' 'do axes' 'key + +' |
    "$drive" $own --state state --workload thumbs >/dev/null
# shellcheck disable=SC2086 # options
out=$(printf '%s\n' 'size 120 40' 'key 2' draw 'key u u u u' draw |
    "$drive" $own --state state --workload thumbs)
like "an accepted size is there after a restart" "$out" 'your choice 800 MB|C *800'
is "undo takes it back" "$(printf '%s\n' "$out" | sed -n '41,$p' | grep -c 'choice 800\|C *800')" 0

finish
