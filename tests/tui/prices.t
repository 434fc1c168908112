#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Changed prices across restarts of the full screen, and beside changes on the disk.
. "$srcdir/tests/tap.sh"
cd "$TEST_TMP" || exit 99
drive=$builddir/tests/tui/drive
at="--workload facedetect --now 2026-11-28 --state state --overlay own"

# run LINE...: a script.
run()
{
    # shellcheck disable=SC2086 # options
    printf '%s\n' "size 80 24" "$@" | "$drive" $at
}
like "a changed price is used at once" \
    "$(run 'do prices' 'do cell aws-lambda-x86/GB-s=0.00001' settle 'do explore' 'do workloads' draw)" 'WHAT-IF'
# row SCREEN WORD: what a screen says of a cost, before and after.
row()
{
    "$drive" --workload facedetect --now 2026-11-28 <<EOF | grep "^> *$2"
size 100 30
do $1
settle
draw
do prices
do cell aws-lambda-x86/GB-s=0.00003
do $1
settle
draw
do undo
do $1
settle
draw
do as-of 2019-02-01
settle
draw
EOF
}
for screen in workloads compare; do
    row $screen "" >rows
    is "$screen: the row was seen four times" "$(grep -c . rows)" 4
    is "$screen: another price changes it, undone it is as before, another day changes it" \
        "$(sort -u rows | grep -c .) $(sed -n 1p rows)" "3 $(sed -n 3p rows)"
done
like "after a restart it is still there" "$(run draw)" 'WHAT-IF'
like "and in the command line" "$(run 'do prices' line)" \
    '--set aws-lambda-x86/aws-2025-08/us-east-1/GB-s=0\.00001'
like "undo takes it back after a restart" "$(run 'key u' draw)" '\?=help'
is "for good" "$(run draw | grep -c WHAT-IF)" 0
like "redo makes it again after a restart" "$(run 'key U' draw)" 'WHAT-IF'
mkdir own
sed 's/0\.0000166667/0.00001/g' "$srcdir/pricing/aws-lambda-x86.json" >own/aws-lambda-x86.json
like "a change that somebody saved meanwhile is none any more" "$(run 'do prices' draw)" \
    'these prices are saved by now'
is "and gone" "$(run draw | grep -c WHAT-IF)" 0
out=$(run 'do prices' 'do cell aws-lambda-x86/GB-s=0.000008' draw)
like "another change over one's own file" "$out" 'WHAT-IF'
sed 's/aws-2025-08/aws-2025-09/g' "$srcdir/pricing/aws-lambda-x86.json" >own/aws-lambda-x86.json
like "a change whose table is gone is left out, and said" "$(run 'do prices' draw)" \
    "changed price left out: aws-lambda-x86 has no price table 'aws-2025-08'"
is "the read-only screen keeps nothing" \
    "$(printf 'do prices\ndo cell vision/call:2=1\nkey w\ndraw\n' |
        "$drive" --read-only --overlay none | grep -c 'nothing may be written')" 1
ok "and makes no folder" "$([ -e none ] && echo 1 || echo 0)"

# with workloads of one's own the bundled ones count only where they are shown
printf 'memory_mb,duration_ms\n512,900\n1024,450\n2048,230\n' |
    "$VADVISE" --db mine.db import - -q -w mine --platform aws-lambda-x86
counted()
{
    printf '%s\n' 'size 100 30' "$@" 'do prices' 'do cell aws-lambda-x86/GB-s=0.00003' settle draw |
        "$drive" --db mine.db --workload mine --now 2026-11-28
}
like "of one's own workload alone the effect is told" "$(counted)" 'Of 1 workload,'
like "and of the bundled ones beside it" "$(counted 'do workloads' 'do samples')" 'Of 4 workloads,'
finish
