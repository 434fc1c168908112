#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The screen of workloads: scripts of keys in tests/tui/work against the frames they must
# give. WRITE_SCREENS=1 writes the frames anew: then read what changed.
. "$srcdir/tests/tap.sh"
cd "$TEST_TMP" || exit 99
drive=$builddir/tests/tui/drive

# The title names all screens, the footer actions of all: those are for their own tests.
frames()
{
    sed -e 's/^ vadvise.* \([^ ]*\)$/ vadvise ... \1/' -e 's/^ Enter open .*/ Enter open .../' "$1"
}

# shows NAME SCRIPT OPTION...: what a script gives is in NAME.screens.
shows()
{
    expected=$srcdir/tests/tui/work/$1.screens
    keys=$srcdir/tests/tui/work/$2.keys
    name=$1
    shift 2
    { echo "size 80 24"; cat "$keys"; } | "$drive" "$@" >"$name.raw" 2>"$name.err"
    is "$name: the script runs to its end" "$? $(cat "$name.err")" "0 "
    frames "$name.raw" >"$name.out"
    [ -z "${WRITE_SCREENS-}" ] || cp "$name.out" "$expected"
    check "$name: the frames are as they should be" diff -u "$expected" "$name.out"
}

shows first first
shows first-ascii first --ascii
shows table table
shows goal goal
shows small small
shows held held

# Workloads of one's own: thumbs and resize, deployed at a size, and one measured once.
cat >own.csv <<'END'
workload,platform,region,memory_mb,duration_ms,started_at
thumbs,aws-lambda-x86,us-east-1,128,2100,2026-02-25T10:00:00Z
thumbs,aws-lambda-x86,us-east-1,256,1080,2026-02-25T10:00:00Z
thumbs,aws-lambda-x86,us-east-1,512,560,2026-02-25T10:00:00Z
thumbs,aws-lambda-x86,us-east-1,1024,300,2026-02-25T10:00:00Z
thumbs,aws-lambda-x86,us-east-1,128,2150,2026-02-26T10:00:00Z
thumbs,aws-lambda-x86,us-east-1,256,1110,2026-02-26T10:00:00Z
thumbs,aws-lambda-x86,us-east-1,512,540,2026-02-26T10:00:00Z
thumbs,aws-lambda-x86,us-east-1,1024,310,2026-02-26T10:00:00Z
résumé,aws-lambda-x86,us-east-1,512,210,2026-02-28T23:00:00Z
zip-all,gcf-gen1,us-central1,256,9000,2025-11-01T00:00:00Z
zip-all,gcf-gen1,us-central1,512,4600,2025-11-01T00:00:00Z
zip-all,gcf-gen1,us-central1,1024,2400,2025-11-01T00:00:00Z
END
"$VADVISE" import --db own.db own.csv >import.out 2>&1 &&
    "$VADVISE" import --db own.db --workload thumbs --now 1024 --volume 2000000 \
        own.csv >>import.out 2>&1
is "the workloads are there" "$?" 0
shows own own --db own.db
shows own-read-only state --db own.db --read-only

# The preview's curve is the one that advise and Explore show, with the same parameters.
awk 'BEGIN {
    print "workload,platform,region,memory_mb,duration_ms"
    for (mb = 128; mb <= 8192; mb *= 2)
        printf "floor,aws-lambda-x86,us-east-1,%d,%.1f\n", mb, (90 + 256000 / mb) * (0.99 + mb % 3 / 100)
}' >floor.csv
"$VADVISE" import -q --db floor.db floor.csv >import.out 2>&1
fit=$("$VADVISE" advise floor --db floor.db | sed -n 's/^ *Fit \(.*\) ms, R2.*/\1/p')
like "the curve has a floor" "$fit" '^good: [0-9]+ [+] [0-9,]+ x'
is "the preview shows the parameters that advise shows" \
    "$(printf '%s\n' 'size 120 40' 'key g' settle draw | "$drive" --db floor.db |
        sed -n 's/.* Fit    \(.*\) ms, R2.*/\1/p')" "$fit"

# One with more sizes than a curve takes stands among the others, with the reason.
awk 'BEGIN {
    print "workload,platform,region,memory_mb,duration_ms,started_at"
    for (mb = 200; mb <= 500; mb++)
        printf "many,aws-lambda-x86,us-east-1,%d,%d,2026-02-25T10:00:00Z\n", mb, 100000 / mb
}' >many.csv
cp own.db failed.db && "$VADVISE" import -q --db failed.db many.csv >import.out 2>&1
shows failed failed --db failed.db

# A database that a later version wrote, one that is damaged, one that is none.
"$VADVISE" forget --yes --db own.db zip-all >/dev/null 2>&1
cp own.db newer.db
printf '\000\000\003\347' | dd of=newer.db bs=1 seek=60 conv=notrunc 2>/dev/null
shows newer state --db newer.db
head -c 5000 own.db >damaged.db
shows damaged state --db damaged.db
echo "not a database, but a text of some length that somebody put there" >other.db
shows other state --db other.db
is "a file that is no database is as it was" "$(wc -c <other.db | tr -d ' ')" 66

# Ten thousand workloads: names at once, rows as they come, keys never wait.
if [ "${VA_ASAN-}" = yes ] || [ "${VA_GCOV-}" = yes ]; then
    workloads=300
else
    workloads=10000
fi
for facts in "" 1; do
    awk -v workloads="$workloads" -v facts="$facts" -f "$srcdir/tests/bench/fleet.awk" >"fleet$facts"
    "$VADVISE" import -q --db fleet.db "fleet$facts" >/dev/null 2>&1
done
printf '%s\n' 'size 80 24' draw 'key G' draw 'repeat 200 Up' 'repeat 200 PgUp' 'key g' settle draw \
    'repeat 200 Down' 'do sort -saving' 'key g' settle draw 'repeat 200 Down' 'key / 9 9 7' \
    draw | "$drive" --db fleet.db >fleet.out 2>fleet.err
is "a large list is worked through" "$? $(cat fleet.err)" "0 "
like "its names are there at once" "$(sed -n 2,6p fleet.out)" "service-00003 +[.][.][.]"
like "its end is one key away" "$(sed -n 24,48p fleet.out)" "^> service-[0-9]*$workloads"
like "all of it is worked out in the end" "$(cat fleet.out)" \
    " [0-9,]+ workloads, $(awk -v n="$workloads" 'BEGIN { printf "%d,", n * 70 / 1000 }')000 samples"
like "a filter leaves few" "$(tail -n 24 fleet.out)" "of [0-9,]+ workloads match 997"
slowest=$(sed -n 's/ ms$//p' fleet.out | sort -n | tail -n 1)
if [ "${VA_ASAN-}" = yes ] || [ "${VA_GCOV-}" = yes ]; then
    skip "a frame of a large list takes less than 5 ms" "not a build for use"
else
    check "a frame of a large list takes less than 5 ms ($slowest)" \
        awk -v ms="$slowest" 'BEGIN { exit !(ms > 0 && ms < 5) }'
fi
finish
