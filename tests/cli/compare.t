#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# vadvise compare --by: regions, architectures and billing eras side by side.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need jq
VADVISE=${VADVISE:-vadvise}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
VADVISE_DB=$work/own.db
export VADVISE_DB

vadvise()
{
    "$VADVISE" "$@" --as-of 2026-11-01 --json
}

# field FILE FILTER: of a document.
field()
{
    jq -r "$2" "$work/$1"
}

prices=$srcdir/pricing/aws-lambda-x86.json

# --- platforms ---

vadvise compare facedetect --volume 250000 >"$work/platform"
vadvise compare facedetect --volume 250000 --by platform >"$work/same"
check "platforms are what is compared unless asked otherwise" cmp "$work/platform" "$work/same"
is "the parts of a cost add up to it, to the picodollar" \
    "$(field platform '[.rows[] | select(.function_cost_usd) |
        (.function_cost_usd + .fee_usd + .api_cost_usd - .cost_usd) | fabs < 1e-12] | all')" true
is "the fee is the price of a request" "$(field platform '.rows[0].fee_usd == 0.0000002')" true

# --- regions ---

vadvise compare transcode -l 60s --by region >"$work/region"
is "there is a row for every region that the table in force has" \
    "$(field region '[.rows[].region] | sort | join(" ")')" \
    "$(jq -r '[.tables[-1].regions[].names[]] | sort | join(" ")' "$prices")"
is "one of them is where the question has it" \
    "$(field region '[.rows[] | select(.here).region] | join(" ")')" us-east-1
is "the cheapest stands first" \
    "$(field region '[.rows[].cost_usd] | . == sort')" true
for region in us-east-1 ap-southeast-5 af-south-1 ap-east-1; do
    vadvise advise transcode -l 60s --region $region >"$work/there"
    is "$region picks and costs what advice for it says" \
        "$(field region ".rows[] | select(.region == \"$region\") | \"\(.memory_mb) \(.cost_pusd)\"")" \
        "$(field there '"\(.pick.memory_mb) \(.pick.cost_pusd)"')"
done
vadvise compare transcode -m 447 --region af-south-1 >"$work/there"
is "today's pick is billed there exactly" \
    "$(field region '.rows[] | select(.region == "af-south-1") | "\(.same_mb) \(.same_cost_pusd)"')" \
    "$(field there '.rows[0] | "\(.memory_mb) \(.cost_pusd)"')"
text=$("$VADVISE" compare transcode --by region --as-of 2026-11-01)
like "words say that durations are the same everywhere" "$text" \
    '^  Durations are those of us-east-1 in every region: only prices differ\.$'
like "and by how much a region is dearer" "$text" '^  af-south-1 .* 32\.6%  ok$'

# --- eras ---

vadvise compare facedetect -b 0.002 --by era >"$work/era"
is "there is a row for every table, the oldest first" "$(field era '[.rows[].table] | join(" ")')" \
    "$(jq -r '[.tables[].table] | join(" ")' "$prices")"
for day in 2019-02-01 2021-01-01 2026-11-01; do
    "$VADVISE" advise facedetect -b 0.002 --platform aws-lambda-x86 --implementation mtcnn \
        --as-of $day --json >"$work/day"
    is "what was picked on $day is what advice of that day says" \
        "$(jq -r --arg t "$(field day '.pricing[0].table')" \
            '.rows[] | select(.table == $t) | "\(.memory_mb) \(.cost_pusd)"' "$work/era")" \
        "$(field day '"\(.pick.memory_mb) \(.pick.cost_pusd)"')"
done
is "the paper's tariff picks 1708 MB" "$(field era '.rows[0].memory_mb')" 1708
is "today's pick is over budget under it, and its price is told" \
    "$(field era '.rows[0] | "\(.same_mb) \(.same_cost_usd > 0.002)"')" "1712 true"
"$VADVISE" compare facedetect -b 0.002 --by era --as-of 2021-01-01 --json >"$work/day"
is "tables that came later are left out" "$(field day '[.rows[].table] | join(" ")')" \
    "aws-2019-02 aws-2020-12"
like "words say when billing changed" "$("$VADVISE" compare facedetect --by era | tr -d '\n')" \
    'aws-lambda-x86: 100 ms billing until *2020-12-01, 1 ms since\.'
vadvise compare transcode --region ap-southeast-5 --by era >"$work/young"
is "a region that was not sold yet says so, and nothing is made up" \
    "$(field young '.rows[0] | "\(.basis) \(.verdict) \(.cost_usd) \(.duration_ms)"')" \
    "none not sold null null"

# --- architectures ---

{
    echo 'memory_mb,duration_ms'
    for mb in 512 1024; do
        for ms in 1000 1000 1000; do echo "$mb,$ms"; done
    done
} >"$work/flat.csv"
"$VADVISE" import "$work/flat.csv" -w flat --platform aws-lambda-x86 -q >/dev/null
vadvise compare flat -m 1024 --by architecture >"$work/one"
is "an architecture that was not measured is marked" \
    "$(field one '[.rows[] | "\(.architecture) \(.basis) \(.verdict)"] | join(", ")')" \
    "x86 measured best, arm if-as-fast if as fast"
# A GB-s is $0.0000166667 and $0.0000133334, a request $0.0000002.
is "it is billed at the durations of the other, exactly" \
    "$(field one '[.rows[] | ((.cost_pusd - 200000) / .billed_ms * 10 | round)] | join(" ")')" \
    "166667 133334"
is "which are the same" "$(field one '.rows[0].billed_ms == .rows[1].billed_ms')" true
is "and compared at equal duration" "$(field one '.rows[1].same_change')" -0.1976
like "words say what that rests on" \
    "$("$VADVISE" compare flat --by architecture --as-of 2026-11-01 | tr '\n' ' ')" \
    'arm was not measured: its row bills the durations of x86, so it holds if arm *is as fast'
{
    echo 'memory_mb,duration_ms'
    for mb in 512 1024; do
        for ms in 600 1300 1000 950 1150; do echo "$mb,$ms"; done
    done
} >"$work/arm.csv"
"$VADVISE" import "$work/arm.csv" -w flat --platform aws-lambda-arm -q >/dev/null
vadvise compare flat -m 1024 --by architecture --objective cheapest >"$work/both"
is "once both are measured neither is made up" \
    "$(field both '[.rows[] | .basis] | join(" ")')" "measured measured"
is "a saving smaller than the spread between runs is not steady" \
    "$(field both '.rows[] | select(.architecture == "arm") | "\(.unsteady) \(.cv > .saving)"')" \
    "true true"
is "steady runs whose saving is larger are" \
    "$(field both '.rows[] | select(.architecture == "x86") | .unsteady')" false
like "words tell what the mark stands for" \
    "$("$VADVISE" compare flat -m 1024 --by architecture --objective cheapest | tr '\n' ' ')" \
    '! The spread between runs is larger than what is saved: probe before *deciding\.'
vadvise compare flat -m 1024 --by architecture --platform aws-lambda-x86 >"$work/left"
is "what was measured but is left out is not made up" \
    "$(field left '[.rows[].architecture] | join(" ")')" x86

# --- what cannot be compared ---

status=0
out=$("$VADVISE" compare transcode-720p --by region 2>&1) || status=$?
is "without a price there are no regions to compare" "$status" 4
like "and the way to one is named" "$out" '--price-as PLATFORM'
status=0
out=$("$VADVISE" compare transcode --by regions 2>&1) || status=$?
is "a word that is none of them is a mistake" "$status" 2
like "the nearest is named" "$out" "Did you mean 'region'"

finish
