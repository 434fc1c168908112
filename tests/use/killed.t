#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# kill -9 at random moments of an import leaves all of it or nothing.
. "$srcdir/tests/tap.sh"
need awk timeout
cd "$TEST_TMP" || exit 1

rounds=60
rows=40000
awk -v rows=$rows 'BEGIN { print "memory_mb,duration_ms,request_id"
    for (i = 0; i < rows; i++) printf "%d,%.3f,r%d\n", 128 * (1 + i % 16), 10 + i % 977 / 7, i }' \
    >big.csv

# How long the import takes undisturbed, in ms: kills fall inside that time.
start=$(date +%s%N)
"$VADVISE" import big.csv -w w --platform aws-lambda-x86 --db timed.db >/dev/null 2>&1
took=$((($(date +%s%N) - start) / 1000000 + 20))

all=0
none=0
torn=0
broken=0
seed=20261122
i=0
while [ $i -lt $rounds ]; do
    i=$((i + 1))
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    delay=$((seed / 65536 % took))
    rm -f w.db w.db-wal w.db-shm
    timeout -s KILL "$(printf '0.%03d' $((delay % 1000)))" \
        "$VADVISE" import big.csv -w w --platform aws-lambda-x86 --db w.db >/dev/null 2>&1
    if [ -e w.db ]; then
        got=$("$VADVISE" export w --db w.db 2>/dev/null | awk 'END { print NR }')
        "$VADVISE" doctor --db w.db >doctor 2>&1 || {
            broken=$((broken + 1))
            note "$(ls -l w.db* && cat doctor)"
        }
    else
        got=0
    fi
    case $got in
    0) none=$((none + 1)) ;;
    $((rows + 1))) all=$((all + 1)) ;;
    *) torn=$((torn + 1)) ;;
    esac
done
note "$rounds kills within $took ms: $all left all of it, $none nothing"
is "no kill left a part of the import" "$torn" 0
is "no kill broke the database" "$broken" 0
check "kills came before the end" test "$none" -gt 0
check "after the kills an import still works" \
    "$VADVISE" import big.csv -w w --platform aws-lambda-x86 --db w.db
is "and all of it is there" \
    "$("$VADVISE" export w --db w.db | awk 'END { print NR }')" $((rows + 1))
finish
