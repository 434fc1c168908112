#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The k-th allocation fails, for every k: a clean error, never a crash, nothing torn.
. "$srcdir/tests/tap.sh"
need cc
cd "$TEST_TMP" || exit 1

if [ "$VA_ASAN" = yes ]; then
    printf '1..0 # SKIP the sanitizers bring an allocator of their own\n'
    exit 0
fi
if [ "$VA_GCOV" = yes ]; then
    printf '1..0 # SKIP the coverage runtime does not survive this\n'
    exit 0
fi
if ! cc -shared -fPIC -o fail.so "$srcdir/tests/use/fail_alloc.c" 2>cc.log; then
    printf '1..0 # SKIP cannot build a preloaded library here\n'
    exit 0
fi
printf 'memory_mb,duration_ms\n512,100\n1024,51\n2048,26\n' >small.csv
"$VADVISE" import small.csv -w w --platform aws-lambda-x86 --db w.db >/dev/null

# torture NAME ARGS...: fails allocation 1, 2, ... until the command passes unharmed.
torture()
{
    name=$1
    shift
    k=0
    crashed=0
    silent=0
    wrong=0
    expected=$("$VADVISE" "$@" 2>/dev/null)
    while [ $k -lt 6000 ]; do
        k=$((k + step))
        rm -f failed
        FAIL_ALLOC=$k FAIL_FILE=failed LD_PRELOAD=./fail.so "$VADVISE" "$@" >out 2>err
        status=$?
        [ -e failed ] || break
        if [ $status -ge 128 ]; then
            crashed=$((crashed + 1))
            note "allocation $k: exit $status"
        elif [ $status -eq 0 ]; then
            # A library may do without: then the answer must be the whole one.
            [ "$(cat out)" = "$expected" ] || { wrong=$((wrong + 1)); note "allocation $k: $(diff out - <<E
$expected
E
)"; }
        elif ! [ -s err ]; then
            silent=$((silent + 1))
            note "allocation $k: exit $status without a word"
        fi
    done
    note "$name: $k allocations failed in turn"
    is "$name: no crash" "$crashed" 0
    is "$name: no failure without a message" "$silent" 0
    is "$name: no wrong answer" "$wrong" 0
    check "$name: the command passed unharmed in the end" test ! -e failed
}

step=1
torture advise advise facedetect -b 0.002 --as-of 2026-11-01
step=3
torture json advise transcode-720p -l 5s --json --as-of 2026-11-01
torture stored advise w -l 1s --db w.db --as-of 2026-11-01
torture compare compare facedetect --volume 250000/month --as-of 2026-11-01
torture eras compare transcode --by era --as-of 2026-11-01
step=23
torture report report w --db w.db --as-of 2026-11-01
step=61
torture markdown report w -f markdown --db w.db --as-of 2026-11-01
"$VADVISE" report w --db w.db --as-of 2026-11-01 -o w.html
step=3
torture page import w.html --db w.db --dry-run
torture import import small.csv -w v --platform aws-lambda-x86 --db w.db --dry-run
torture list list --samples --db w.db
is "the database is as it was" "$("$VADVISE" export w --db w.db | wc -l | tr -d ' ')" 4

before=$("$VADVISE" export w --db w.db)
torn=0
k=0
while [ $k -lt 3000 ]; do
    k=$((k + 7))
    rm -f failed
    FAIL_ALLOC=$k FAIL_FILE=failed LD_PRELOAD=./fail.so \
        "$VADVISE" import small.csv -w v --platform aws-lambda-x86 --db w.db >/dev/null 2>&1
    [ -e failed ] || break
    rows=$("$VADVISE" export v --db w.db 2>/dev/null | wc -l | tr -d ' ')
    case $rows in 0 | 4) ;; *) torn=$((torn + 1)) ;; esac
    [ "$("$VADVISE" export w --db w.db)" = "$before" ] || torn=$((torn + 1))
done
is "an import that ran out of memory stored all or nothing ($k allocations)" "$torn" 0
check "the database is sound" "$VADVISE" doctor --db w.db
finish
