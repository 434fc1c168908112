#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Several vadvise at once on one database: all imports arrive, readers never fail.
. "$srcdir/tests/tap.sh"
need awk
cd "$TEST_TMP" || exit 1

for k in 1 2 3 4; do
    awk -v k=$k 'BEGIN { print "memory_mb,duration_ms"
        for (i = 0; i < 20000; i++) printf "%d,%.3f\n", 128 * (1 + i % 16), k + 10 + i % 977 / 7 }' \
        >part$k.csv
done
"$VADVISE" import part1.csv -w first --platform aws-lambda-x86 >/dev/null
pids=
for k in 1 2 3 4; do
    "$VADVISE" import part$k.csv -w w --platform aws-lambda-x86 >out$k 2>&1 &
    pids="$pids $!"
done
readers=0
for k in 1 2 3 4 5 6 7 8; do
    "$VADVISE" advise first -l 1s >/dev/null 2>&1 || readers=$((readers + 1))
done
failed=0
for pid in $pids; do
    wait "$pid" || failed=$((failed + 1))
done
is "four imports at once all succeed" "$failed" 0
[ "$failed" -eq 0 ] || note "$(cat out1 out2 out3 out4)"
is "readers beside them never fail" "$readers" 0
is "every sample arrived once" "$("$VADVISE" export w | wc -l | tr -d ' ')" 80001
check "the database is sound" "$VADVISE" doctor

# A report reads samples twice: for what they have in common, and to write them.
awk 'BEGIN { print "memory_mb,duration_ms"
    for (i = 0; i < 3000; i++) printf "%d,%.3f\n", 128 * (1 + i % 3), 100 + i % 977 / 7 }' |
    "$VADVISE" import - -w grows --platform aws-lambda-x86 -q
(
    i=0
    while [ $((i += 1)) -le 300 ] && [ ! -e stop ]; do
        printf 'memory_mb,duration_ms,cpu\n%d,%d,cpu%d\n' $((600 + i)) "$i" "$i" |
            "$VADVISE" import - -w grows --platform aws-lambda-x86 -q >/dev/null 2>&1
    done
) &
pid=$!
unread=0
for k in 1 2 3 4 5 6 7 8 9 10 11 12; do
    "$VADVISE" report grows -o page.html >/dev/null 2>&1
    "$VADVISE" --db back$k.db import page.html -q >out 2>&1 || unread=$((unread + 1))
done
: >stop
wait "$pid"
is "a report made while samples arrive can be read back" "$unread" 0
[ "$unread" -eq 0 ] || note "$(cat out)"
finish
