#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The answers on the bundled workloads, through the program.
. "$srcdir/tests/tap.sh"

# pick ARGS...: memory and exact cost of the pick.
pick()
{
    "$VADVISE" "$@" --format plain --fields pick.memory_mb,pick.cost_pusd 2>/dev/null |
        tr '\t' ' '
}

is "facedetect for \$0.002 in 2019 is 1708 MB at 1,999,468,656 p\$" \
    "$(pick --as-of 2019-02-01 --budget 0.002 --workload facedetect)" "1708 1999468656"
is "at today's x86 price it is 1712 MB" \
    "$(pick --as-of 2026-11-01 -b 0.002 -w facedetect | cut -d' ' -f1)" 1712
is "transcode for \$0.00045 in 2019 is 625 MB" \
    "$(pick --as-of 2019-02-01 -b 0.00045 -w transcode | cut -d' ' -f1)" 625
is "transcode for \$0.0005 in 2019 is 2060 MB" \
    "$(pick --as-of 2019-02-01 -b 0.0005 -w transcode | cut -d' ' -f1)" 2060
is "facedetect within 60 s in 2019 is 2198 MB" \
    "$(pick --as-of 2019-02-01 -l 60s -w facedetect | cut -d' ' -f1)" 2198
is "the budget may be given for a million invocations" \
    "$(pick --as-of 2019-02-01 -b 2000/1M -w facedetect)" "1708 1999468656"
is "billing per 1 ms as a what-if gives the smooth curve's 1711 MB" \
    "$(pick --as-of 2019-02-01 --billing 1ms -b 0.002 -w facedetect | cut -d' ' -f1)" 1711

status=0
out=$("$VADVISE" --as-of 2019-02-01 -b 0.002 -l 60s -w facedetect 2>&1) || status=$?
is "both goals together cannot be met: exit 3" "$status" 3
like "the budget's side says what it lacks" "$out" 'at most \$0\.002: .*1708 MB.*11\.9 s too slow'
like "the latency's side says what it lacks" "$out" 'within 60\.0 s: .*2198 MB.*7\.4% over budget'
like "and what to try" "$out" 'Try: --latency 71883ms, or --budget 0\.00215'

unknown='The p95 of a published curve is not known: its one duration stands in'
while read -r line; do
    # shellcheck disable=SC2086 # words on purpose
    like "a published curve has no p95, and $line says so" "$("$VADVISE" $line 2>&1)" "$unknown"
done <<'END'
advise facedetect -l 60s --stat p95
compare facedetect --stat p95
compare facedetect --by era --stat p95
fit facedetect -m 1024 --stat p95
check facedetect -m 3008 -l 60s --stat p95
END
like "the document has a note of it" \
    "$("$VADVISE" advise facedetect -b 0.002 --stat p95 -q --json)" '"code": "statistic-unknown"'
is "measured runs have a p95" \
    "$("$VADVISE" advise transcode-720p -l 60s --stat p95 2>&1 | grep -c "$unknown")" 0

is "the one-shot form and advise say the same" \
    "$("$VADVISE" -w facedetect -b 0.002 2>&1)" "$("$VADVISE" advise facedetect -b 0.002 2>&1)"
like "sample data is marked in the answer" \
    "$("$VADVISE" -w facedetect -b 0.002 2>/dev/null)" 'sample data'
is "and in the document" \
    "$("$VADVISE" -w facedetect -b 0.002 -f plain --fields sample_data 2>/dev/null)" 1

compared=$("$VADVISE" compare facedetect --volume 250000/month --as-of 2026-11-01 -f plain \
    --fields implementation,cost_usd,api_cost_usd,api_share_lowest,recall 2>/dev/null)
like "compare shows the local model" "$compared" '^mtcnn'
like "Rekognition with the share of its API and its recall" "$compared" \
    '^rekognition.0\.034[0-9]*.0\.0336.0\.9[0-9]*.0\.9911$'
like "and Vision by the cost of its calls alone" "$compared" '^vision.0\.0467[0-9]*.0\.0467'
for mb in 448 1024 2048; do
    share=$("$VADVISE" compare facedetect -m $mb --volume 250000/month --as-of 2026-11-01 \
        -f csv --fields implementation,api_share 2>/dev/null | sed -n 's/^rekognition,//p')
    like "at $mb MB the API is over 90 % of the cost" "$share" '^0\.9'
done

status=0
out=$("$VADVISE" -w transcode-720p -b 0.001 2>&1) || status=$?
is "a budget for samples without a price cannot be judged: exit 4" "$status" 4
like "and the way out is named" "$out" 'price-as aws-lambda-x86'
out=$("$VADVISE" -w transcode-720p -b 0.001 --price-as aws-lambda-x86 2>&1)
like "priced as what they emulate, they are marked emulated" "$out" 'Emulated'
like "with a safe pick" "$out" '  safe +[0-9]+ MB'
is "the size that ran out of memory is no pick" \
    "$("$VADVISE" -w transcode-720p --price-as aws-lambda-x86 -l 1h -m 192 -f plain \
        --fields feasible 2>/dev/null)" ""

status=0
out=$("$VADVISE" -w facedetect -b 1 --price-as aws-lambda-x68 2>&1) || status=$?
is "a platform to price by must exist: exit 4" "$status" 4
like "and the nearest is named" "$out" "aws-lambda-x86"

check "a confidence of 99.9 is not more than 99.9" \
    "$VADVISE" -w facedetect -b 0.002 --confidence 99.9
out=$("$VADVISE" check facedetect -m 1024 -b 0.002 2>&1 >/dev/null)
like "check says which way to run it was checked" "$out" 'Checked: mtcnn on aws-lambda-x86'

status=0
out=$("$VADVISE" check facedetect -m 2048 -b 0.002 2>&1) || status=$?
is "check fails a size over budget: exit 8" "$status" 8
like "and names the size that keeps it" "$out" '^FAIL facedetect .*2048 MB.*pick for this goal: 1712 MB'
check "check passes a size within it" "$VADVISE" check facedetect -m 1024 -b 0.002

if command -v ldd >/dev/null; then
    out=$(ldd "$VADVISE" 2>/dev/null | grep -c libcurl)
    is "the program does not link libcurl" "$out" 0
else
    skip "the program does not link libcurl" "no ldd here"
fi
check "nothing was written" test ! -e "$XDG_DATA_HOME/vadvise"
finish
