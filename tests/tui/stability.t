#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The screen of stability on samples of a week, few and many: scripts of keys against the
# frames they must give, as tests/tui/screens.t has it.
. "$srcdir/tests/tap.sh"
cd "$TEST_TMP" || exit 99
drive=$builddir/tests/tui/drive
cases=$srcdir/tests/tui/stability

# store NAME RUNS OPTIONS...: so many runs an hour
store()
{
    name=$1
    runs=$2
    shift 2
    awk -v hours=168 -v runs="$runs" -f "$cases/week.awk" >"$name.csv"
    check "samples of $name are stored" "$VADVISE" import "$name.csv" -q --db db "$@"
}
store week 1 -w clip --platform aws-lambda-x86
cut -d, -f1,2 week.csv >bare.csv
check "samples without times are stored" \
    "$VADVISE" import bare.csv -q --db db -w clip --platform gcf-gen1 --implementation ffmpeg
store big 400 -w clips --platform aws-lambda-x86

printf '%s\n' memory_mb,duration_ms,started_at,cold 512,900,2026-11-01T10:00Z,1 \
    512,910,2026-11-01T11:00Z,1 >few.csv
check "two cold starts are stored" \
    "$VADVISE" import few.csv -q --db db -w few --platform aws-lambda-arm

# sizes N: two runs at so many sizes
sizes()
{
    echo memory_mb,duration_ms
    seq 1 "$1" | awk '{ print 128 + 8 * $1 ",1000"; print 128 + 8 * $1 ",1010" }'
}
sizes 200 >sizes.csv
check "samples at 200 sizes are stored" \
    "$VADVISE" import sizes.csv -q --db db -w sizes --platform aws-lambda-x86
sizes 300 >too-many.csv
check "samples at 300 sizes are stored" \
    "$VADVISE" import too-many.csv -q --db many -w too-many --platform aws-lambda-x86

# shows NAME WORKLOAD: without the title, which is of all screens.
shows()
{
    "$drive" --db db --workload "$2" --now 2026-11-28 <"$cases/$1.keys" >"$1.all" 2>"$1.err"
    status=$?
    sed -e '/^ vadvise.*?=help$/d' -e '/^TTTTTTTT\./d' "$1.all" >"$1.out"
    [ -z "${WRITE_SCREENS-}" ] || cp "$1.out" "$cases/$1.screens"
    is "$1 runs to its end" "$status $(cat "$1.err")" "0 "
    check "$1 shows what it should" diff -u "$cases/$1.screens" "$1.out"
}
shows week clip
shows big clips
shows few few

out=$(printf '%s\n' 'key 7' 'key Right' say 'key v' effects |
    "$drive" --db db --workload clip --now 2026-11-28)
like "the key beside a sentence that is cut shows it whole" \
    "$(echo "$out" | sed '1,/^page:/d' | tr -s ' \n' ' ')" \
    'the slowest took 1[.]64 times as long as the fastest of its size'
out=$(printf '%s\n' 'key 7' 'key End' draw | "$drive" --db db --workload sizes --now 2026-11-28)
like "two hundred sizes can be gone through" "$out" ' Size MB < .*\[1728\]'
like "and each is shown" "$out" '^  1728 MB, 2 samples|Too few samples'
out=$(printf '%s\n' 'key 7' draw | "$drive" --db many --workload too-many --now 2026-11-28)
like "of more sizes than a curve is made of it says so" "$out" 'has more than 256 sizes\.'
is "and does not ask for more samples" "$(printf '%s\n' "$out" | grep -c 'Import its logs')" 0
finish
