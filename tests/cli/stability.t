#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# vadvise stability, from samples whose truth is known.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
work=${TEST_TMP:-$(mktemp -d)}
cd "$work" || exit 99
AWK=${AWK:-awk}

vadvise()
{
    "$VADVISE" "$@"
}

# A week of samples, n of each hour: sizes 512 and 2048 MB, three CPU types, the smaller
# size's durations 1 : 1.2 : 1.44 by type, the larger one's the same on all; by the hour a
# wave of 2 x WAVE, slowest at 20:30.
# samples N WAVE
samples()
{
    "$AWK" -v n="$1" -v wave="$2" 'BEGIN {
        srand(7)
        print "memory_mb,duration_ms,cpu,started_at,cold"
        for (h = 0; h < 168; h++)
            for (i = 0; i < 2 * n; i++) {
                type = int(3 * rand())
                mb = i % 2 ? 2048 : 512
                noise = (rand() + rand() + rand() + rand() - 2) * 0.06
                factor = mb == 512 ? exp(type * log(1.2)) : 1
                ms = 40000 * 512 / mb * factor * exp(noise + wave * cos((h + 0.5 - 20.5) * atan2(0, -1) / 12))
                printf "%d,%.3f,E5-type%d,%.0f,0\n", mb, ms, type + 1, 1548028800000 + h * 3600000 + i * 60000
            }
    }'
}

samples 2 0 >types.csv
check "a week is imported" vadvise import types.csv -w types --platform aws-lambda-x86 -q
vadvise stability types >text
like "the CPU type's part is said first" "$(sed -n 2p text)" \
    '^  [0-9]+% of the variance is the CPU type \(p < 0\.001; 3 types, 672 samples\)\.$'
like "no daily period is seen" "$(cat text)" 'No daily period is seen \(p = 0\.[0-9]+; 168 hours in 7\.0 days\)'
like "more memory calms it" "$(cat text)" '2048 MB is the smallest calm size: it varies by [0-9.]+%, 512 MB by 1[0-9]%'
like "at a cost against the pick" "$(cat text)" 'per$|per invocation'
is "it fits 80 columns" "$("$AWK" 'length > 80' text)" ""

vadvise stability types --json >types.json
is "omega squared of the smaller size is near the truth" \
    "$(jq '.sizes[0].cpu_share | . > 0.93 and . < 0.97' types.json)" true
is "the larger one's is next to nothing" "$(jq '.sizes[1].cpu_share < 0.02' types.json)" true
is "each type has a third of the samples" \
    "$(jq '[.cpus[].share | . > 0.25 and . < 0.42] | all' types.json)" true
is "every hour and day has its samples" \
    "$(jq -c '[(.hours | length), (.weekdays | length), ([.hours[].n] | add), ([.weekdays[].n] | add)]' types.json)" \
    "[24,7,672,672]"
is "one size can be asked for" \
    "$(vadvise stability types -m 512 --fields memory_mb,n -f csv | tr '\n' ' ')" \
    "memory_mb,n 512,336 "
is "sizes are the rows of a table" "$(vadvise stability types -f csv | cut -d, -f1,2 | tr '\n' ' ')" \
    "memory_mb,n 512,336 2048,336 "

samples 1 0.05 >wave.csv
vadvise import wave.csv -w wave --platform aws-lambda-x86 -q
vadvise stability wave -m 2048 --json >wave.json
is "a planted period is found" "$(jq '.daily.p < 0.001' wave.json)" true
is "with its swing" "$(jq '.daily.swing_ratio | . > 1.08 and . < 1.13' wave.json)" true
is "and its slowest hour" "$(jq '.daily.slow_hour | . > 19 and . < 22' wave.json)" true
like "and said" "$(vadvise stability wave -m 2048)" 'There is a daily period: the slowest'

# The measurement study's day: 512 MB, hourly, 37.7 to 56.6 s, three types.
{
    echo 'memory_mb,duration_ms,cpu,started_at'
    i=0
    for s in 38.4 45.9 54.8 37.7 46.2 56.6 38.1 45.1 54.2 38.9 46.8 55.3 37.9 45.5 54.9 38.6 \
        46.0 53.9 38.2 45.7 55.8 39.0 46.4 54.5; do
        echo "512,${s}e3,266$((6 + i % 3))v3,2019-01-28T$(printf %02d $i):10:00Z"
        i=$((i + 1))
    done
} >day.csv
vadvise import day.csv -w day --platform aws-lambda-x86 -q
vadvise stability day >text
like "one day: the type explains nearly all" "$(cat text)" '  9[0-9]% of the variance is the CPU type'
like "and says nothing of a period" "$(cat text)" 'A daily period cannot be told: the samples span 23\.0 hours'
like "the slowest against the fastest" "$(cat text)" 'took 1\.50 times as long'

printf 'memory_mb,duration_ms\n512,100\n512,101\n' >bare.csv
vadvise import bare.csv -w bare --platform aws-lambda-x86 -q
vadvise stability bare >text
like "without CPU types that is said" "$(cat text)" 'the samples do not$|the samples do not name'
like "without times that is said" "$(cat text)" 'do not say when they$|do not say when'
like "with two samples no size is judged" "$(cat text)" 'No size has the 5 samples'
status=0
vadvise stability facetdetect >out 2>err || status=$?
is "an unknown workload is no data" "$status" 4
status=0
vadvise stability facedetect >out 2>err || status=$?
is "a published curve has no samples" "$status" 4
like "which is said" "$(cat err)" 'no samples, only what was published'
status=0
vadvise stability types -m 100 >out 2>err || status=$?
is "a size that was not measured has none" "$status" 4
finish
