#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Public measurements of real functions import, fit and advise. They are not part of the
# project: PUBLISHED_DATA names a folder of vadvise CSV files.
. "$srcdir/tests/tap.sh"

data=${PUBLISHED_DATA:-$srcdir/../shared/data}
files=$(ls "$data"/*.csv 2>/dev/null)
if [ -z "$files" ]; then
    printf '1..0 # SKIP no folder with published measurements here\n'
    exit 0
fi
for file in $files; do
    name=${file##*/}
    rows=$(($(wc -l <"$file") - 1))
    out=$("$VADVISE" import "$file" -f plain --fields stored 2>&1)
    is "$name: every row is stored" "$out" "$rows"
    out=$("$VADVISE" import "$file" -f plain --fields stored,seen_before 2>&1 | tr '\t' ' ')
    is "$name: a second time nothing is" "$out" "0 1"
    bad=0
    none=0
    n=0
    for w in $(cut -d, -f1 "$file" | sed 1d | sort -u); do
        n=$((n + 1))
        out=$("$VADVISE" advise "$w" --price-as aws-lambda-x86 -f plain \
            --fields pick.memory_mb 2>&1)
        status=$?
        case $status in
        0) ;;
        4) none=$((none + 1)) ;;
        *) bad=$((bad + 1)); note "$w: exit $status: $out" ;;
        esac
        "$VADVISE" fit "$w" >/dev/null 2>&1 || [ $status -eq 4 ] || bad=$((bad + 1))
    done
    note "$name: $n workloads, $none with too little data for advice"
    is "$name: every workload fits and is advised, or says what it lacks" "$bad" 0
    check "$name: most workloads have advice" test $((none * 4)) -lt "$n"
done

# Sizes at which an invocation failed are never picked.
emulated=$data/chunkfunc-emulated.csv
if [ -f "$emulated" ]; then
    awk -F, 'NR > 1 && $10 != "" { print $1 "," $3 "," $4 }' "$emulated" | sort -u \
        >"$TEST_TMP/failed"
    wrong=0
    for w in $(cut -d, -f1 "$TEST_TMP/failed" | sort -u); do
        for objective in cheapest fastest balanced; do
            at=$("$VADVISE" advise "$w" --price-as aws-lambda-x86 --objective $objective \
                -f plain --fields pick.platform,pick.memory_mb 2>/dev/null | tr '\t' ',')
            if grep -qx "$w,$at" "$TEST_TMP/failed"; then
                wrong=$((wrong + 1))
                note "$w: picked $at, which failed"
            fi
        done
    done
    is "no pick is a size that failed" "$wrong" 0
fi
finish
