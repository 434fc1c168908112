#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# vadvise plan: what to measure next, at what price, and why it ends.
srcdir=${srcdir:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
. "$srcdir/tests/tap.sh"
need jq
cd "$TEST_TMP" || exit 99
VADVISE_DB=$TEST_TMP/plan.db
export VADVISE_DB

vadvise()
{
    "$VADVISE" "$@"
}

# ask EXPRESSION ARGUMENT...: what jq makes of a plan.
ask()
{
    expression=$1
    shift
    vadvise plan "$@" --json -q | jq -r "$expression"
}

# --- a function that nobody measured ---

text=$(vadvise plan resize --timeout 30s -q)
like "a new workload has a plan" "$text" '^resize: what to measure next, default on aws-lambda-x86$'
like "with its worst case" "$text" '^  [0-9]+ runs; what they cost is not known until the first one ran;'
one_line()
{
    vadvise plan "$@" -q | tr -s '\n ' '  '
}
like "and the timeout that it is made of" "$(one_line resize --timeout 30s)" \
    'if every one takes its whole timeout of 30 s\.'
like "which is the platform's when none is given" "$(one_line resize)" \
    'timeout of 900 s \(the most the platform allows; --timeout says otherwise\)\.'
is "no line is longer than 80 columns" \
    "$(vadvise plan resize -q | ${AWK:-awk} 'length > 80' | wc -l | tr -d ' ')" 0
is "nothing is known of its price, nor of the pick" \
    "$(ask '[.expected_usd, .regret_before, .steps[0].duration_ms] | map(tostring) | join(" ")' resize)" \
    "null null null"
is "the worst case is the sum of the steps'" \
    "$(ask '(([.steps[].worst_usd] | add) - .worst_usd) * 1e9 | round' resize)" 0
is "nothing is stored" "$(test -e "$VADVISE_DB" && echo there)" ""

# --- one that was ---

printf 'memory_mb,duration_ms\n512,700\n512,720\n512,705\n1024,360\n1024,352\n1024,349\n' |
    vadvise import - -w thumbs --platform aws-lambda-x86 -q >/dev/null
is "every expected price is at most the worst" \
    "$(ask 'all(.steps[]; .expected_usd <= .worst_usd and .expected_usd > 0)' thumbs)" true
is "measuring ends better than it begins" \
    "$(ask '.regret_after < .regret_before and .stop != ""' thumbs --volume 1M)" true
like "what is at stake a month is said" "$(vadvise plan thumbs --volume 1M -q)" \
    'At 1,000,000 invocations a$|a month at stake|at stake\.'
is "what is at stake grows with the volume" \
    "$(ask '.at_stake_month_usd > 0' thumbs --volume 1M) $(ask .at_stake_month_usd thumbs)" "true null"
is "for one invocation a month nothing is worth it" \
    "$(ask '"\(.stop) \(.runs)"' thumbs --volume 1)" "not-worth-it 0"
is "a cap below one worst case leaves nothing" \
    "$(ask '"\(.stop) \(.runs)"' thumbs --max-spend 0.0000001)" "cap-reached 0"
is "a longer timeout has a higher worst case" \
    "$(a=$(ask '.steps[0].worst_usd' thumbs --timeout 10s)
       b=$(ask '.steps[0].worst_usd' thumbs --timeout 20s)
       echo "$a $b" | ${AWK:-awk} '{ print ($2 > $1) }')" 1

# --- fixed plans ---

is "sizes and runs may be given" \
    "$(ask '[.mode, (.steps[] | "\(.memory_mb)x\(.runs)")] | join(" ")' thumbs -m 512,2048 --runs 5)" \
    "fixed 512x5 2048x5"
is "Power Tuning's sizes have a name" \
    "$(ask '[.like, (.steps[].memory_mb | tostring)] | join(" ")' thumbs --like power-tuning)" \
    "power-tuning 128 256 512 1024 1536 3008"
like "as does the paper's plan, whose runs are warm" "$(vadvise plan thumbs --like paper -q)" \
    '110 runs, and one more at each size'
is "sizes that are given take their place" \
    "$(ask '[.steps[] | "\(.memory_mb)x\(.runs)"] | join(" ")' thumbs --like paper -m 777)" 777x10
out=$(vadvise plan thumbs -m 777777 2>&1)
is "a size that is not sold is refused" "$?" 4
like "and named as what it is" "$out" 'plan for .thumbs.'

# --- what to do ---

like "the last line measures it: a function" "$(vadvise plan thumbs 2>&1)" \
    'Measure: vadvise probe run thumbs --function NAME --max-spend USD$'
like "or a command" "$(vadvise plan resize --platform local 2>&1)" \
    'Measure: vadvise probe run resize -- COMMAND$'

# --- this machine ---

is "runs on this machine cost nothing" \
    "$(ask '"\(.expected_usd) \(.worst_usd)"' resize --platform local)" "0 0"
like "and say so" "$(vadvise plan resize --platform local -q)" 'on this machine, which cost'
out=$(vadvise plan resize --platform no-such 2>&1)
is "a platform without prices has no plan" "$?" 4
finish
